"""pyarrow, imported when the first columnar file is read, and its errors in the user's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

from lossctl.errors import InputError

FORM = "a columnar file (Parquet, Feather or Arrow)"


@cache
def pyarrow(part: str = "") -> Any:
    """pyarrow, or a part of it: `parquet`, `ipc`, `compute`."""
    try:
        return import_module(f"pyarrow.{part}" if part else "pyarrow")
    except ModuleNotFoundError:
        raise InputError(f"is {FORM}, which needs pyarrow", remedy="pip install 'lossctl[arrow]'") from None
    except ImportError as fault:  # such as that of a pyarrow that needs a newer NumPy
        problem = f"is {FORM}, and the pyarrow that is installed cannot be imported ({_first_words(fault)})"
        raise InputError(problem, remedy="pip install --upgrade numpy pyarrow") from None


def give_back_memory() -> None:
    """Let the system have what pyarrow keeps for later."""
    pyarrow().default_memory_pool().release_unused()


@contextmanager
def damage_told() -> Iterator[None]:
    """InputError for whatever pyarrow raises: most of it comes of bytes that are no longer what was written."""
    try:
        yield
    except InputError:
        raise
    except NotImplementedError as fault:
        remedy = "write it again with the defaults of pandas: frame.to_parquet('x.parquet')"
        raise InputError(f"cannot be read by this pyarrow ({_first_words(fault)})", remedy=remedy) from None
    except MemoryError:
        raise InputError("is damaged, or needs more memory than there is") from None
    except (OSError, ValueError, TypeError, LookupError, OverflowError, RuntimeError) as fault:
        if "encrypted" in str(fault).casefold():
            raise InputError("is encrypted", remedy="write it without encryption") from None
        raise InputError(f"is damaged ({_first_words(fault)})") from None


def _first_words(fault: Exception) -> str:
    """The beginning of the message, which may quote the file's bytes: printable letters, a line at most."""
    line = next(iter(str(fault).splitlines()), "") or type(fault).__name__
    return "".join(letter if letter.isprintable() else "?" for letter in line)[:120].rstrip(". ")
