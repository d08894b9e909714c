"""What a thread read last, for when it is asked for again: a row's target is in the same text as its input."""

import threading
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

MOST = 1 << 20  # numbers that are worth keeping: more of them would take more memory than blocks of an .npy file
BLOCKS = 2  # results kept for each thread: a block of samples may lie in two shards

Result = TypeVar("Result")


def _call(read: Callable[..., Result], *arguments: object) -> Result:
    return read(*arguments)


class _Thread(threading.local):
    """A cache for each thread: with a common one, many threads would push each other's results out."""

    def __init__(self) -> None:
        self.call = lru_cache(BLOCKS)(_call)


_thread = _Thread()


def kept(read: Callable[..., Result], *arguments: object) -> Result:
    """What `read(*arguments)` returns, which must not be changed by whoever gets it."""
    return _thread.call(read, *arguments)
