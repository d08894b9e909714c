"""How many items go into a task."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

COST = 0.002  # seconds that scheduler and client have with a task: tests/scheduler_load.py measures them
LEAST = 0.1  # seconds of work that a task should have at least

Item = TypeVar("Item")
Task = tuple[Any, ...]


class Tasks:
    """Items cut into tasks, so large that a task takes a worker as long as the scheduler needs to serve all others.

    How long an item takes is measured: a block of text takes longer than one of .npy. The first tasks have one item
    each. `most` limits the items of a task; `ready` says whether the next item is there.
    """

    def __init__(self, items: Iterable[Any], most: int, ready: Callable[[], bool]) -> None:
        self._rest, self._most, self._ready = iter(items), most, ready
        self._size = 1
        self.known = False  # how long an item takes

    def take(self, number: int, *, wait: bool) -> list[Task]:
        """Up to so many tasks, of items that are there; `wait`: at least one item, if any comes."""
        there = at_hand(self._rest, self._ready) if wait or self._ready() else iter(())
        return list(islice(iter(lambda: tuple(islice(there, self._size)), ()), number))

    def see(self, tasks: list[Task], seconds: float, threads: int) -> None:
        """Set the size of the next tasks by the seconds that these took, with so many threads to serve."""
        wanted = sum(map(len, tasks)) * max(LEAST, COST * threads) / max(seconds, 1e-9)
        self._size, self.known = max(1, int(min(wanted, self._most))), True


def at_hand(items: Iterator[Item], ready: Callable[[], bool]) -> Iterator[Item]:
    """The next item, for which it waits, and those after it that can be had without waiting."""
    for item in items:
        yield item
        if not ready():
            return
