"""A map over threads."""

import threading
from collections.abc import Iterator

from lossctl.engine.scan import Part, Range
from lossctl.engine.threads import threads
from lossctl.sums.tally import Tally


def blocks() -> Iterator[Range]:
    yield from ((start, start + 1) for start in range(1000))


def test_no_thread_outlives_a_pass() -> None:
    before, begun = threading.active_count(), []

    def part(range_: Range) -> Part:
        begun.append(range_)
        return Part(*range_, Tally())

    parts = threads(3)(part, blocks())
    assert [next(parts).start, next(parts).start] == [0, 1]
    parts.close()
    assert threading.active_count() == before
    assert len(begun) < 20
