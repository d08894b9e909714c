"""Which file each shard is and what it was like when it was opened, so that a later change is noticed."""

import stat
from typing import NamedTuple

from lossctl.errors import InputError
from lossctl.inputs.files import base_dir
from lossctl.inputs.files.file import fault_text

_ONCE = "each shard counts once: leave one of the two names out"


class Stamp(NamedTuple):
    """Which file it is, and its size and time of change."""

    device: int
    inode: int
    size: int
    time: int


def stamps_of(files: tuple[str, ...]) -> tuple[Stamp, ...]:
    """The stamp of each file; InputError where one cannot be read, or where two names are of one file."""
    stamps = tuple(map(_stamp, files))
    names: dict[tuple[int, int], str] = {}
    for file, stamp in zip(files, stamps, strict=True):
        other = names.setdefault((stamp.device, stamp.inode), file)
        if other != file:
            raise InputError(f"is the same file as {other}", file, remedy=_ONCE)
    return stamps


def check_unchanged(file: str, stamp: Stamp) -> None:
    """InputError where the file is no longer what it was.

    Device and inode are not compared: another machine, which sees the same file, may number them in another way.
    """
    now = _stamp(file)
    if (now.size, now.time) != (stamp.size, stamp.time):
        raise InputError("changed while it was read", file)


def _stamp(file: str) -> Stamp:
    try:
        status = base_dir.path(file).stat()
    except OSError as fault:
        raise InputError(fault_text(fault), file) from None
    if not stat.S_ISREG(status.st_mode):
        what = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or a device"
        raise InputError(f"is {what}, not a file", file)
    return Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
