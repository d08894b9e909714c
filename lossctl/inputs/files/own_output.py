"""The file that a run writes must not be one that it reads: its place is taken when the result is complete."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import IO

from lossctl.errors import InputError

Identity = tuple[int, int]  # the device and the number of a file: the same for links and for every spelling

_identity: ContextVar[Identity | None] = ContextVar("output", default=None)


class ReplacedInputError(InputError):
    """An input that the output would replace: wrong for the whole run, even where one job of a batch reads it."""


@contextmanager
def never_read(output: str | None) -> Iterator[None]:
    """Within this block an input that is this very file is an error."""
    before = _identity.set(_identity_of(output))
    try:
        yield
    finally:
        _identity.reset(before)


def check_other(file: IO[bytes]) -> None:
    """ReplacedInputError for an opened input that the output would replace, whatever name it was opened by."""
    if (output := _identity.get()) is None:
        return
    try:
        status = os.fstat(file.fileno())
    except (OSError, ValueError):  # no file of the system, or a closed one
        return
    if (status.st_dev, status.st_ino) == output:
        raise ReplacedInputError("is an input, which --output would replace", remedy="give --output another name")


def _identity_of(output: str | None) -> Identity | None:
    """None where there is no plain file yet: standard output, a pipe or a device replaces nothing."""
    if output is None or output == "-":
        return None
    try:
        status = os.stat(output)  # noqa: PTH116 - '' is no file, but Path('') is the folder
    except (OSError, ValueError):
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else None
