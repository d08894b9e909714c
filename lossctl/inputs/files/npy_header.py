"""The header of NumPy's .npy, which says what numbers follow, and how many."""

import io
import math
import warnings
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.files.file import File

MAGIC = b"\x93NUMPY"


class Header(NamedTuple):
    shape: tuple[int, ...]
    fortran: bool
    dtype: np.dtype[Any]
    end: int

    @property
    def stop(self) -> int:
        """Where the numbers end."""
        return self.end + math.prod(self.shape) * self.dtype.itemsize


def read_header(data: bytes | File) -> Header:
    """The header that the bytes begin with; InputError where it is damaged."""
    start = data[: 1 << 17]
    length = int.from_bytes(start[8:10], "little") if start[6:7] == b"\x01" else len(start)
    return _parse_header(start[: 10 + length])


@lru_cache(64)
def _parse_header(header: bytes) -> Header:
    """Cached, since NumPy compiles the header as Python code, and the files of many shards have the same one."""
    start = io.BytesIO(header)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            version = np.lib.format.read_magic(start)
            parse = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, fortran, dtype = parse(start)
    except Exception:  # NumPy evaluates the header as Python code: damaged bytes raise whatever Python's parser can
        raise InputError("starts like a .npy file, but its header is damaged") from None
    if any(type(length) is not int or length < 0 for length in shape):  # NumPy takes True for a length of 1
        raise InputError(f"the header gives the shape {shape}")
    return Header(shape, fortran, dtype, start.tell())


def check_length(present: int, promised: int) -> None:
    """Raise where there are fewer or more bytes of numbers than the header promises."""
    if present < promised:
        raise InputError(f"is cut off: {present} bytes of numbers where its header promises {promised}")
    if present > promised:
        raise InputError(f"{present - promised} bytes after the array: several arrays in one file?")


def check_head(head: bytes, size: int) -> bool:
    """Raise if an .npy file of `size` bytes or more, of which these are the first, is longer than its header promises.

    Another array may follow behind the first one. Otherwise false: it is no text.
    """
    stop = read_header(head).stop
    if stop + len(MAGIC) <= len(head) and head[stop : stop + len(MAGIC)] != MAGIC:
        raise InputError(f"{size - stop} bytes or more after the array: several arrays in one file?")
    return False
