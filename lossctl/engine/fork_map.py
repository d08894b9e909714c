"""A `map` over processes of this program: threads wait for each other wherever Python itself has something to do.

Blocks small enough for the processor's cache are short, and with two threads a third of the time went by in handing
Python's lock from one to the other. A process that is forked has all that its parent has: arrays, files, indexes.
"""

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from lossctl.engine.scan import Blocks, Map, Part, Range, Work
from lossctl.engine.threads import threads
from lossctl.errors import InputError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    Link = Connection[Any, Any]  # items go out with their numbers, and outcomes or errors come in

WORTH = 32  # blocks, from which on the forks pay: their 30 milliseconds are the time of some ten blocks
LOT = 4  # neighbours that go to a process together, and come back as one part
AHEAD = 2  # items for each process, so that none waits while its last outcome is on its way
FAR = 8  # items for each process that may be done before their turn


def processes(number: int | None = None) -> Map:
    """A `map` over so many processes, by default one for each core; in order, a bounded number of blocks under way.

    Little work is done here, and so is any where nothing can be forked.
    """
    workers = number or cores()

    def mapped(work: Work, ranges: Iterable[Range]) -> Iterator[Part]:
        rest = iter(ranges)
        first = list(islice(rest, WORTH))
        all_ = chain(first, rest)
        if len(first) < WORTH or not can_fork(workers):
            yield from threads(workers)(work, all_)
            return
        with forked(Blocks(work), workers) as links:
            yield from in_order(links, iter(lambda: tuple(islice(all_, LOT)), ()))

    return mapped


def cores() -> int:
    """How many this process may use: a job of a cluster has few of its machine's."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_fork(workers: int) -> bool:
    """Whether so many are wanted, and safe: forks are unknown to Windows, and unsafe on macOS and beside threads."""
    return workers > 1 and sys.platform not in ("win32", "darwin") and threading.active_count() == 1


def in_order(links: "list[Link]", items: Iterable[Any], ready: Callable[[], bool] = lambda: True) -> Iterator[Any]:
    """Give each process its next item as it has done one, and keep the outcomes until their turn.

    No outcome waits for an item that is not `ready`.
    """
    from multiprocessing.connection import wait

    rest, idle, done = enumerate(items), deque(links * AHEAD), dict[int, Any]()
    given = due = 0
    while True:
        while idle and given < due + FAR * len(links) and (given == due or ready()) and (item := next(rest, None)):
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
    """Processes that do this work, and a link to each; they end with this process too, however it ends."""
    from multiprocessing import get_context

    fork = get_context("fork")
    links: list[Link] = []
    children = []
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
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
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        yield links
    except (EOFError, ConnectionError):
        problem = "a process that calculated was killed"
        raise InputError(problem, remedy="is there enough memory? with --threads 1 it takes less") from None
    finally:
        for child in children:
            child.kill()
            child.join()


def _serve(work: Callable[[Any], Any], link: "Link", others: "list[Link]") -> None:
    """What a child does: item after item, until nobody is there to ask for more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too, and ends this
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    for other in others:  # else this would keep the parent's ends open
        other.close()
    try:
        while True:
            number, item = link.recv()
            try:
                outcome = work(item)
            except Exception as error:  # it is raised when its turn comes
                outcome = error
            link.send((number, outcome))
    except (EOFError, ConnectionError):
        pass
