"""How far long work has come: a line on the terminal, cleared when the work is done."""

import math
import time
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain

from lossctl.engine.scan import Map, Part, Range, Work
from lossctl.report import streams

DELAY = 1.0  # seconds: shorter work needs no line
EVERY = 0.2


def watched(map: Map, clock: Callable[[], float] = time.monotonic) -> Map:
    """The same `map`, with its progress on the terminal; a second pass over the samples is shown as one.

    The clock is read whenever a part comes, so no thread is needed. Where standard error is no terminal, it is `map`
    itself.
    """
    if not streams.is_watched():
        return map
    since, passes = clock(), 0

    def mapped(function: Work, items: Iterable[Range]) -> Iterator[Part]:
        nonlocal passes
        passes += 1
        bounds, begun = array("q", chain.from_iterable(items)), clock()  # all, for the total: 16 bytes a block
        starts, stops = bounds[::2], bounds[1::2]
        due = max(since + DELAY, begun + EVERY)
        try:
            for part in map(function, zip(starts, stops, strict=True)):
                if (now := clock()) >= due and part.stop:
                    before = f"pass {passes}: " if passes > 1 else ""
                    streams.show(before + line(part.stop, stops[-1], now - begun, "samples"))
                    due = now + EVERY
                yield part
        finally:
            streams.show("")

    return mapped


@contextmanager
def reading(clock: Callable[[], float] = time.monotonic) -> Iterator[Callable[[int, int], None]]:
    """A function to call with (done, total) bytes during a long read, which shows them until the block ends."""
    begun, before = clock(), 0
    due = begun + DELAY if streams.is_watched() else math.inf

    def watch(done: int, total: int) -> None:
        nonlocal begun, before, due
        now = clock()
        if done < before:  # another read begins, with a speed of its own
            begun = now
        before = done
        if now >= due and done and now > begun:
            streams.show("reading: " + line(done, total, now - begun, "MB", 10**6))
            due = now + EVERY

    try:
        yield watch
    finally:
        streams.show("")


def line(done: int, total: int, seconds: float, unit: str, size: int = 1) -> str:
    """`42%   5,812,345 samples/s   12 s left`, or `512 MB   90 MB/s` where the total is not known."""
    speed = done / seconds
    if not total:
        return f"{done / size:.0f} {unit}   {speed / size:.0f} {unit}/s"
    return f"{done * 100 // total}%   {speed / size:.0f} {unit}/s   {duration((total - done) / speed)} left"


def duration(seconds: float) -> str:
    """`12 s`, `3 min 20 s`, `2 h 05 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole // 60 % 60:02} min"
