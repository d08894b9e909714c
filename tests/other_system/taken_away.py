"""What Python on Linux has, and on Windows, macOS or other file systems has not: without it, Linux can as little."""

import os
import signal
import sys

MISSING = {
    os: (
        *("preadv", "pread", "fork", "forkpty", "sched_getaffinity", "fstatvfs"),
        *("O_TMPFILE", "O_PATH", "link", "fchmod", "fchown"),
    ),
    signal: ("SIGPIPE", "SIGHUP", "pthread_sigmask"),
}


def take_away() -> None:
    """Take all of it away from this process."""
    for module, names in MISSING.items():
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    if hasattr(os, "process_cpu_count"):  # since Python 3.13, by sched_getaffinity where that is
        os.process_cpu_count = os.cpu_count
    if "tempfile" in sys.modules:  # it looked for O_TMPFILE when it was imported
        sys.modules["tempfile"]._O_TMPFILE_WORKS = False
