"""A `map` over processes that are forked from this one.

Blocks small enough for the processor's cache are calculated in a few milliseconds. With two threads a third of the time
was lost in handing Python's lock from one to the other. A forked process has all that its parent has: arrays, open
files, indexes. It ends with its parent, however that ends, which is why this is not multiprocessing.Pool.
"""

import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from lossctl import signals
from lossctl.engine.scan import Blocks, Map, Part, Range, Work
from lossctl.engine.threads import threads
from lossctl.errors import InputError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    Link = Connection[Any, Any]  # items go out with their numbers, and outcomes or errors come in

MIN_BLOCKS = 16  # for fewer blocks nothing is forked: it takes 30 ms, as long as some ten blocks
BLOCKS_PER_ITEM = 2  # neighbouring blocks that go to a process together at least
MAX_BLOCKS_PER_ITEM = 16
ITEM_SECONDS = 0.01  # so long an item should take: shorter ones cost this process as much as a tenth of the work
ITEMS_AHEAD = 2  # items given to each process, so that it does not wait while its last outcome is sent
MAX_WAITING = 8  # items of each process that may be done and wait for their turn


def processes(number: int | None = None) -> Map:
    """A `map` over so many processes, by default one for each core: parts in order, a bounded number under way.

    Few blocks are calculated in this process, and all where nothing can be forked.
    """
    workers = number or cores()

    def mapped(work: Work, ranges: Iterable[Range]) -> Iterator[Part]:
        rest = iter(ranges)
        first = list(islice(rest, MIN_BLOCKS))
        all_ = chain(first, rest)
        if len(first) < MIN_BLOCKS or not can_fork(workers):
            yield from threads(workers)(work, all_)
            return
        grow = isinstance(work, Work) and not (work.losses or work.symbols)  # else what waits would take much memory
        with forked(Blocks(work), workers) as links:
            yield from in_order(links, _items(all_, workers, grow))

    return mapped


def _items(ranges: Iterator[Range], workers: int, grow: bool) -> Iterator[tuple[Range, ...]]:
    """Ranges of neighbouring blocks together, at first few; if items may `grow`, later as many as take ITEM_SECONDS."""
    begun, given, size = time.monotonic(), 0, BLOCKS_PER_ITEM
    while item := tuple(islice(ranges, size)):
        yield item
        given += len(item)
        done = given - ITEMS_AHEAD * workers * size
        if grow and done > 0:
            fitting = int(ITEM_SECONDS * done / (time.monotonic() - begun) / workers)
            size = min(max(fitting, BLOCKS_PER_ITEM), MAX_BLOCKS_PER_ITEM)


def cores() -> int:
    """How many cores this process may use: a job of a cluster has few of its machine's."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_fork(workers: int) -> bool:
    """Whether to fork: Windows cannot, and on macOS and beside threads it is not safe."""
    return workers > 1 and hasattr(os, "fork") and sys.platform != "darwin" and threading.active_count() == 1


def in_order(links: "list[Link]", items: Iterable[Any], ready: Callable[[], bool] = lambda: True) -> Iterator[Any]:
    """Give each process its next item when it has done one, and yield the outcomes in the order of the items.

    Where the next item is not `ready` (its line has not come yet), outcomes are yielded without waiting for it.
    """
    from multiprocessing.connection import wait

    rest, idle, done = enumerate(items), deque(links * ITEMS_AHEAD), dict[int, Any]()
    given = due = 0
    while True:
        while idle and given < due + MAX_WAITING * len(links) and (given == due or ready()):
            if (item := next(rest, None)) is None:
                break
            idle.popleft().send(item)
            given += 1
        if due == given:
            return
        while due not in done:
            reporting: list[Any] = wait(links)
            for link in reporting:
                number, outcome = link.recv()
                done[number] = outcome
                idle.append(link)
        outcome = done.pop(due)
        due += 1
        if isinstance(outcome, Exception):
            raise outcome
        yield outcome


@contextmanager
def forked(work: Callable[[Any], Any], number: int) -> "Iterator[list[Link]]":
    """Processes that do this work, and a link to each. They end with this process, even where that is killed."""
    links: list[Link] = []
    children: list[BaseProcess] = []
    with signals.undone_by(partial(_end_all, children)):
        try:
            _start(work, number, links, children)
            yield links
        except (EOFError, ConnectionError):
            problem = "a process that calculated was killed"
            raise InputError(problem, remedy="is there enough memory? with --threads 1 it takes less") from None
        finally:
            _end_all(children)


def _start(work: Callable[[Any], Any], number: int, links: "list[Link]", children: "list[BaseProcess]") -> None:
    """Start the processes; a signal waits until all are known, so that none is left behind."""
    from multiprocessing import get_context

    fork = get_context("fork")
    signal.pthread_sigmask(signal.SIG_BLOCK, signals.ENDING)
    try:
        for _ in range(number):
            ours, theirs = fork.Pipe()
            links.append(ours)
            child = fork.Process(target=_serve, args=(work, theirs, links), daemon=True)
            child.start()
            children.append(child)
            theirs.close()
    except OSError:
        raise InputError("no more processes can be started", remedy="--threads 1 needs no other") from None
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals.ENDING)


def _end_all(children: "list[BaseProcess]") -> None:
    for child in children:
        child.kill()
    for child in children:
        child.join()


def _serve(work: Callable[[Any], Any], link: "Link", others: "list[Link]") -> None:
    """What a child does: item after item, until the parent's end of the link is closed."""
    signals.ignore()  # the parent gets them too, and ends this process
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals.ENDING)
    for other in others:  # an open copy of the parent's ends would hide that the parent is gone
        other.close()
    try:
        while True:
            number, item = link.recv()
            try:
                outcome = work(item)
            except Exception as error:  # the parent raises it when its turn comes
                outcome = error
            link.send((number, outcome))
    except (EOFError, ConnectionError):
        pass
