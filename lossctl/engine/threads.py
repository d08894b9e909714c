"""A `map` over threads."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from lossctl.engine.scan import Map, Part, Range, Work


def threads(workers: int) -> Map:
    """A `map` over threads, in order and with a bounded number of blocks under way; one block needs no thread."""

    def mapped(function: Work, items: Iterable[Range]) -> Iterator[Part]:
        rest = iter(items)
        first = list(islice(rest, 2))
        if workers == 1 or len(first) < 2:
            yield from map(function, chain(first, rest))
            return
        from concurrent.futures import Future, ThreadPoolExecutor

        pool = ThreadPoolExecutor(workers)
        under_way: deque[Future[Part]] = deque()
        try:
            for item in chain(first, rest):
                under_way.append(pool.submit(function, item))
                if len(under_way) > 2 * workers:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

    return mapped
