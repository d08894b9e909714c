"""Memory that is used again: fresh pages cost a block as much as a pass of arithmetic over it."""

import threading
from typing import Any

import numpy as np

from lossctl.sums.arrays import Array

SMALL = 4096  # bytes: less than a page, which NumPy keeps at hand itself
KEPT = 1 << 25  # bytes: a larger array's memory is given back
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # of malloc.h

_memory = threading.local()


def keep_pages() -> None:
    """Have results, too, lie in memory that was used before: glibc gives it back to the system at once, unless told.

    This is for a process of its own. Other C libraries have their own ways.
    """
    import ctypes

    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(M_MMAP_THRESHOLD, KEPT)
    mallopt(M_TRIM_THRESHOLD, 2 * KEPT)


def scratch(name: str, like: Array, dtype: Any = None, order: str = "K") -> Array:
    """An array of the shape and layout of `like` in this thread's memory of this name, until it asks again.

    Only for what nobody keeps: neither a result nor a noted number.
    """
    dtype = np.dtype(dtype or like.dtype)
    if order == "K":
        order = "F" if like.flags.f_contiguous else "C"
    size = like.size * dtype.itemsize
    if size <= SMALL:
        return np.empty(like.shape, dtype, "F" if order == "F" else "C")
    held: Array | None = getattr(_memory, name, None)
    if held is None or held.size < size:
        held = np.empty(size, np.uint8)
        setattr(_memory, name, held)
    return held[:size].view(dtype).reshape(like.shape, order="F" if order == "F" else "C")
