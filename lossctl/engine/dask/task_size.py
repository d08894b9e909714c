"""How items are put together into tasks."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

COST = 0.002  # seconds that scheduler and client have with a task: tests/scheduler_load.py measures them
LEAST = 0.1  # seconds of work that are worth the way

Item = TypeVar("Item")
Task = tuple[Any, ...]


class Tasks:
    """Items cut into tasks: so many that one takes a worker as long as the scheduler takes to serve all others.

    The first tasks, of an item each, tell how long an item takes: a block of text is not one of .npy; later ones tell
    it anew. `most` limits how many items a task has; `ready` tells whether the next item is there.
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
        """Learn from tasks that are done, and took so long together, with so many threads to serve."""
        wanted = sum(map(len, tasks)) * max(LEAST, COST * threads) / max(seconds, 1e-9)
        self._size, self.known = max(1, int(min(wanted, self._most))), True


def at_hand(items: Iterator[Item], ready: Callable[[], bool]) -> Iterator[Item]:
    """The next item, waited for, and those after it that are there."""
    for item in items:
        yield item
        if not ready():
            return
