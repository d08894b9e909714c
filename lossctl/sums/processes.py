"""A `map` over processes of this program: threads wait for each other wherever Python itself has something to do.

Blocks small enough for the processor's cache are short, and with two threads a third of the time went by in handing
Python's lock from one to the other. A process that is forked has all that its parent has: arrays, files, indexes.
"""

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from lossctl.errors import InputError
from lossctl.sums.engine import Map, Part, Range, Work, joined, threads

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    Lot = tuple[Range, ...]
    Link = Connection[Any, Any]  # lots go out with their numbers, and parts or errors come in

WORTH = 32  # blocks, from which on the forks pay: their 30 milliseconds are the time of some ten blocks
LOT = 4  # neighbours that go to a process together, and come back as one part
AHEAD = 2  # lots for each process, so that none waits while its last part is on its way
FAR = 8  # lots for each process that may be done before their turn


def processes(number: int | None = None) -> Map:
    """A `map` over so many processes, by default one for each core; in order, a bounded number of blocks under way.

    Little work is done here, and so is any where forks are unknown or unsafe: on Windows, on macOS, beside threads.
    """
    workers = number or os.cpu_count() or 1

    def mapped(work: Work, ranges: Iterable[Range]) -> Iterator[Part]:
        rest = iter(ranges)
        first = list(islice(rest, WORTH))
        all_ = chain(first, rest)
        safe = sys.platform not in ("win32", "darwin") and threading.active_count() == 1
        if workers == 1 or len(first) < WORTH or not safe:
            yield from threads(workers)(work, all_)
            return
        with _forked(work, workers) as links:
            yield from _in_order(links, iter(lambda: tuple(islice(all_, LOT)), ()))

    return mapped


def _in_order(links: "list[Link]", lots: "Iterable[Lot]") -> Iterator[Part]:
    """Give each process its next lot as it has done one, and keep the parts until their turn."""
    from multiprocessing.connection import wait

    rest, idle, done = enumerate(lots), deque(links * AHEAD), dict[int, Part | Exception]()
    given = due = 0
    while True:
        while idle and given < due + FAR * len(links) and (next_ := next(rest, None)):
            idle.popleft().send(next_)
            given += 1
        if due == given:
            return
        while due not in done:
            ready: list[Any] = wait(links)
            for link in ready:
                number, done_ = link.recv()
                done[number] = done_
                idle.append(link)
        part = done.pop(due)
        due += 1
        if isinstance(part, Exception):
            raise part
        yield part


@contextmanager
def _forked(work: Work, number: int) -> "Iterator[list[Link]]":
    """Processes that serve, and a link to each; they end with this process too, however it ends."""
    from multiprocessing import get_context

    fork = get_context("fork")
    links: list[Link] = []
    children = []
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        for _ in range(number):
            ours, theirs = fork.Pipe()
            links.append(ours)
            child = fork.Process(target=_serve, args=(work, theirs, links), daemon=True)
            child.start()
            children.append(child)
            theirs.close()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        yield links
    except (EOFError, ConnectionError):
        problem = "a process that calculated was killed"
        raise InputError(problem, remedy="is there enough memory? with --threads 1 it takes less") from None
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        for child in children:
            child.kill()
            child.join()


def _serve(work: Work, link: "Link", others: "list[Link]") -> None:
    """What a child does: parts of ranges, until nobody is there to ask for more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too, and ends this
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    for other in others:  # else this would keep the parent's ends open
        other.close()
    try:
        while True:
            number, lot = link.recv()
            try:
                part: Part | Exception = joined(map(work, lot))
            except Exception as error:  # it is raised when its turn comes
                part = error
            link.send((number, part))
    except (EOFError, ConnectionError):
        pass
