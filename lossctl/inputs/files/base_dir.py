"""The folder that names of files are relative to: the process's own, unless it reads what another process named."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_folder = ContextVar("folder", default="")


def path(name: str) -> Path:
    """Where a name leads."""
    return Path(_folder.get(), name)


@contextmanager
def working_in(folder: str) -> Iterator[None]:
    """As if this thread worked in the folder, which a whole process has but one of."""
    before = _folder.set(folder)
    try:
        yield
    finally:
        _folder.reset(before)
