"""With this folder on PYTHONPATH, every Python program on Linux has as little as it would on Windows or macOS.

What they lack is taken away, `select` takes no files, and the console has one byte a letter. Python imports this before
every program.
"""

import os
import select
import sys

from taken_away import take_away


def _of_sockets_only(*_: object) -> tuple[list[int], list[int], list[int]]:
    raise OSError(10038, "an operation was attempted on something that is not a socket")


take_away()
select.select = _of_sockets_only
for stream in (sys.stdout, sys.stderr):
    if stream is not None and "PYTHONIOENCODING" not in os.environ:
        stream.reconfigure(encoding="cp1252")  # type: ignore[union-attr]
