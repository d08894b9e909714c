"""The lines of a file or a pipe, as they come."""

import os
import select
from collections import deque
from collections.abc import Iterator


class LineStream:
    """Lines without their ends. `ready` tells whether a line can be had without waiting for the writer of the pipe."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._whole: deque[bytes] = deque()
        self._begun: list[bytes] = []

    def ready(self) -> bool:
        return bool(self._whole or select.select([self._descriptor], [], [], 0)[0])

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        while not self._whole:
            *ends, rest = os.read(self._descriptor, 1 << 16).split(b"\n")
            if ends:
                ends[0] = b"".join((*self._begun, ends[0]))
                self._whole.extend(ends)
                self._begun = []
            elif not rest:
                last, self._begun = b"".join(self._begun), []
                if not last:
                    raise StopIteration
                return last
            self._begun.append(rest)
        return self._whole.popleft()
