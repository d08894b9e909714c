"""The folder that file names are relative to: the process's own, or that of the process which sent the names."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

# Not os.chdir: the tasks of a Dask worker are threads of one process, and each may need another folder.
_folder = ContextVar("folder", default="")


def path(name: str) -> Path:
    """The path of this name within the base folder; an absolute name stays as it is."""
    return Path(_folder.get(), name)


@contextmanager
def working_in(folder: str) -> Iterator[None]:
    """Within this block, and in this thread only, file names are relative to `folder`."""
    before = _folder.set(folder)
    try:
        yield
    finally:
        _folder.reset(before)
