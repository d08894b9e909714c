"""Memory of freed arrays stays with the process instead of going back to the system."""

from functools import cache

import numpy as np

LEARNT = 31 << 20  # bytes: glibc learns from arrays of up to 32 MiB


@cache
def keep_pages() -> None:
    """Let the C library keep the memory of arrays that were freed; once in a process is enough.

    At first glibc returns the memory of a large array to the system as soon as the array is freed. The next array then
    lies in new pages, which the system has to clear: for a block of numbers that costs as much as a pass of arithmetic
    over it. But when such an array is freed, glibc raises its limits (see M_MMAP_THRESHOLD in mallopt(3)), and from
    then on keeps the memory of arrays up to that size. So one is made and freed here; it is never written to.
    """
    np.empty(LEARNT, np.uint8)
