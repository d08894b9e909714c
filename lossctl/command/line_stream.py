"""The lines of a file or a pipe, as they come."""

import os
import select
from collections import deque
from collections.abc import Iterator

from lossctl.errors import InputError

LONGEST = 1 << 26  # bytes of a line: what has none, such as /dev/zero, would fill the memory


class LineStream:
    """Lines without their ends; `name` is the file that they come from, '' for standard input.

    `ready` tells whether a line can be had without waiting for the writer of the pipe.
    """

    def __init__(self, descriptor: int, name: str = "") -> None:
        self.name, self._descriptor = name, descriptor
        self._whole: deque[bytes] = deque()
        self._begun: list[bytes] = []

    def ready(self) -> bool:
        """Also where the system cannot tell, as Windows of a pipe: then the next line is waited for."""
        try:
            return bool(self._whole or select.select([self._descriptor], [], [], 0)[0])
        except OSError:
            return True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        length = sum(map(len, self._begun))
        while not self._whole:
            if length > LONGEST:
                problem = f"a line is longer than {LONGEST >> 20} MiB"
                raise InputError(
                    problem, remedy="jobs are lines of JSON; large arrays belong in files that a job names"
                )
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
            length += len(rest)
        return self._whole.popleft()
