"""How items are put together into tasks."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

COST = 0.002  # seconds that scheduler and client have with a task: tests/scheduler_load.py measures them
LEAST = 0.1  # seconds of work that are worth the way
FASTER = 4  # times as many items as before, no more: one quick task may be none like the others

Task = tuple[Any, ...]


class Tasks:
    """Items cut into tasks: so many that one takes a worker as long as the scheduler takes to serve all others.

    Tasks that are done tell how long an item takes: a block of text is not one of .npy. `most` limits how many items a
    task has; `ready` tells whether the next item is there.
    """

    def __init__(self, items: Iterable[Any], most: int, ready: Callable[[], bool]) -> None:
        self._rest, self._most, self._ready = iter(items), most, ready
        self._size = 1

    def take(self, number: int, *, wait: bool) -> list[Task]:
        """Up to so many tasks, of items that are there; `wait`: at least one item, if any comes."""
        there = self._there(wait)
        return list(islice(iter(lambda: tuple(islice(there, self._size)), ()), number))

    def see(self, task: Task, seconds: float, threads: int) -> None:
        """Learn from a task that is done, with so many threads to serve."""
        wanted = int(len(task) * max(LEAST, COST * threads) / max(seconds, 1e-9))
        self._size = max(1, min(wanted, FASTER * len(task), self._most))

    def _there(self, wait: bool) -> Iterator[Any]:
        if wait or self._ready():
            for item in self._rest:
                yield item
                if not self._ready():
                    return
