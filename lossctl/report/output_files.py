"""Files that are written whole or not at all: a new file gets its name when it is complete."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TextIO

from lossctl import signals
from lossctl.errors import InputError


def check_name(output: str) -> None:
    """InputError for a name that no file can have, or that is a folder's."""
    if output == "":
        raise InputError("--output has an empty name", remedy="name a file, or - for standard output")
    if output.endswith(("/", os.sep)):
        raise InputError("is the name of a folder", output, remedy="--output is the name of a file")


def is_direct(output: str) -> bool:
    """Whether there is no file to replace: a device, a pipe, another process's stream."""
    with suppress(OSError):
        return output.startswith(("/dev/", "/proc/")) or not stat.S_ISREG(Path(output).stat().st_mode)
    return False


def appended(output: str) -> TextIO:
    """A pipe or a device, which is written to as it is."""
    return Path(output).open("a", encoding="utf-8", errors="backslashreplace", newline="")


@contextmanager
def whole_file(output: str) -> Iterator[TextIO]:
    """A new file that takes the place of `output`, with its permissions and its owner, if all goes well.

    The file that a link leads to is replaced, not the link. Until it is complete the new file has no name where the
    system can make such a file, so that nothing is left of it however the program ends; elsewhere a hidden one. Where
    the file system then refuses a link to it, its bytes are copied to a hidden one.
    """
    path = _target(output)
    new = _unnamed(path.parent)
    if new is None:
        with _named(path) as new:
            yield new
        return
    with new:
        yield new
        new.flush()
        _adopt(new.fileno(), path)
        try:
            _give_name(new.fileno(), path)
        except OSError:  # no hard links there, or none allowed; of other reasons the copy tells
            _copy(new.fileno(), path)


def _target(output: str) -> Path:
    """The file at the end of all links, which may not exist yet; OSError for links that lead in a circle."""
    with suppress(FileNotFoundError):
        Path(output).stat()
    return Path(os.path.realpath(output))


def _unnamed(folder: Path) -> TextIO | None:
    """A file in this folder without a name; None where the system cannot make one or cannot name it later."""
    if not hasattr(os, "O_TMPFILE"):
        return None
    try:
        descriptor = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o666)
    except OSError:  # the file system may have no such files; of other reasons the file with a name tells
        return None
    if not Path(_by_descriptor(descriptor)).exists():
        os.close(descriptor)
        return None
    return open(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="")  # noqa: PTH123


@contextmanager
def _named(path: Path) -> Iterator[TextIO]:
    """A file with a hidden name in the same folder, which is removed unless all goes well."""
    with _hidden_name(path) as hidden:
        with hidden.open("x", encoding="utf-8", errors="backslashreplace", newline="") as new:
            yield new
            new.flush()
            _adopt(new.fileno(), path)
        hidden.replace(path)


def _give_name(descriptor: int, path: Path) -> None:
    """Link the complete file to its name; where a file has it already, by another name that then replaces it."""
    with suppress(FileExistsError):
        _link(descriptor, path)
        return
    with _hidden_name(path) as hidden:
        _link(descriptor, hidden)
        hidden.replace(path)


def _link(descriptor: int, path: Path) -> None:
    folder = os.open(path.parent, os.O_PATH)
    try:
        # Only with a folder's descriptor does Python use linkat(), which follows the link that /proc has.
        os.link(_by_descriptor(descriptor), path.name, dst_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def _copy(descriptor: int, path: Path) -> None:
    with _named(path) as new, open(descriptor, "rb", closefd=False) as written:
        written.seek(0)
        shutil.copyfileobj(written, new.buffer)


def _by_descriptor(descriptor: int) -> str:
    return f"/proc/self/fd/{descriptor}"


@contextmanager
def _hidden_name(path: Path) -> Iterator[Path]:
    """A name in the same folder; a file that still has it at the end, however that comes, is removed."""
    hidden = path.with_name(f".lossctl-{os.urandom(8).hex()}")
    with signals.undone_by(partial(os.unlink, hidden)):
        try:
            yield hidden
        except BaseException:
            hidden.unlink(missing_ok=True)
            raise


def _adopt(descriptor: int, path: Path) -> None:
    """Give the new file the owner, as far as that is allowed, and the permissions of the one that it replaces."""
    if not path.exists() or not hasattr(os, "fchmod"):
        return
    old = path.stat()
    with suppress(PermissionError):
        os.fchown(descriptor, old.st_uid, old.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(old.st_mode))
