"""From a word to what it names: a file, a part of a file, or standard input, as bytes."""

import io
import os
import stat
import sys
from pathlib import Path
from typing import IO, NamedTuple

from lossctl.errors import InputError
from lossctl.inputs.files import base_dir, file
from lossctl.inputs.files.source_bytes import Bytes, SourceBytes, Watch, unwatched

STDIN = "-"
_GZIP = b"\x1f\x8b"


def exists(name: str) -> bool:
    """Whether something has this name, if only a dangling link."""
    try:
        return bool(name) and os.path.lexists(base_dir.path(name))
    except ValueError:  # a zero byte in the name
        return False


class Named(NamedTuple):
    """What a word names: a file, or a pattern that several files have; and which part of each."""

    name: str
    files: tuple[str, ...]
    part: str | None


def named(word: str) -> Named | None:
    """`batch.npz:logits` -> the file and its part; the whole word, where there is such a file; at last a pattern."""
    cuts = [len(word), *(i for i, letter in reversed(list(enumerate(word))) if letter == ":")]
    for files in (_itself, _matched):
        for cut in cuts:
            if found := files(word[:cut]):
                name = word[:cut] if len(found) > 1 else found[0]
                return Named(name, found, word[cut + 1 :] if cut < len(word) else None)
    return None


def unknown(word: str) -> InputError:
    """The error where a word names nothing."""
    name = word[: word.find(":")] if word.find(":") > 0 else word
    from lossctl.inputs.shards import file_patterns

    return file_patterns.none(name) if file_patterns.is_intended(name) else _no_such_file(name)


def is_meant(word: str) -> bool:
    """Whether a word that is no literal can only be a name: there is such a file, or its form is a pattern's."""
    from lossctl.inputs.shards import file_patterns

    return file_patterns.is_intended(word) or named(word) is not None


def _itself(name: str) -> tuple[str, ...]:
    return (name,) if exists(name) else ()


def _matched(name: str) -> tuple[str, ...]:
    from lossctl.inputs.shards import file_patterns

    return file_patterns.matched(name)


def opened(name: str, header: bool, watch: Watch = unwatched) -> SourceBytes:
    """The file's bytes: unpacked where they are gzip, large ones left in a file."""
    path = base_dir.path(name)
    try:
        with path.open("rb") as stream:
            data = _bytes(stream, path, watch)
    except OSError as fault:
        raise InputError(wording(fault)) from None
    return SourceBytes(_plain(data, watch), _suffix(path), header, watch)


def standard_input(header: bool, watch: Watch = unwatched) -> SourceBytes:
    """All of standard input, likewise."""
    try:
        data = _bytes(sys.stdin.buffer, None, watch)
    except (AttributeError, OSError, ValueError):
        raise InputError("is closed") from None
    return SourceBytes(_plain(data, watch), header=header, watch=watch)


def _bytes(stream: IO[bytes], path: Path | None, watch: Watch) -> Bytes:
    size = _size(stream)
    if size is None:
        from lossctl.inputs.files import spooled

        return spooled.kept(spooled.told(stream, watch))
    return file.opened(path, stream) if size >= file.LARGE else stream.read()


def _size(stream: IO[bytes]) -> int | None:
    """How large a plain file is that nobody has read in yet; None for a pipe or a device."""
    try:
        status = os.fstat(stream.fileno())
    except io.UnsupportedOperation:  # a stand-in for standard input
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) and not stream.tell() else None


def _plain(data: Bytes, watch: Watch) -> Bytes:
    if data[:2] != _GZIP:
        return data
    from lossctl.inputs.files import spooled

    return spooled.unzipped(data, watch)


def _suffix(path: Path) -> str:
    stem, dot, end = path.name.lower().removesuffix(".gz").rpartition(".")
    return dot + end if stem else ""


def wording(fault: OSError) -> str:
    """What the system says of a file that cannot be read."""
    if isinstance(fault, IsADirectoryError):
        return "is a folder, not a file"
    return f"cannot be read: {(fault.strerror or str(fault)).lower()}"


def _no_such_file(name: str) -> InputError:
    from difflib import get_close_matches

    try:
        there = sorted(entry.name for entry in base_dir.path(name).parent.iterdir())
    except (OSError, ValueError):
        there = []
    near = get_close_matches(Path(name).name, there, 1, 0.8)
    return InputError("no such file", name, remedy=f"did you mean {Path(name).with_name(near[0])}?" if near else "")
