"""Reading a part of an open file, on every system: several threads read at once where the system can."""

import os
from threading import Lock

_seeking = Lock()


def read_at(descriptor: int, buffer: memoryview, offset: int) -> int:
    """Fill the buffer, or its beginning, with bytes from `offset` on; how many they are, 0 at the end of the file.

    Linux and the BSDs read into the buffer (preadv), older macOS copies (pread). Windows has a single place in a file,
    which is moved and read under a lock, so that one thread reads at a time.
    """
    if hasattr(os, "preadv"):
        return os.preadv(descriptor, [buffer], offset)
    if hasattr(os, "pread"):
        data = os.pread(descriptor, len(buffer), offset)
    else:
        with _seeking:
            os.lseek(descriptor, offset, os.SEEK_SET)
            data = os.read(descriptor, len(buffer))
    buffer[: len(data)] = data
    return len(data)
