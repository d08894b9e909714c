"""From a word of the command line to the files that it names, and from a file or standard input to its bytes."""

import io
import os
import re
import stat
import sys
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from lossctl.errors import InputError
from lossctl.inputs.files import base_dir, file, own_output
from lossctl.inputs.files.missing_file import no_such_file
from lossctl.inputs.files.origins import Origin, without_packing
from lossctl.inputs.files.source_bytes import Bytes, SourceBytes, Watch, unwatched

if TYPE_CHECKING:
    from lossctl.inputs.files.spooled import Check

STDIN = "-"
_PACKED = (b"\x1f\x8b", b"BZ", b"\xfd7", b"]\0", b"\x28\xb5", b"PK")  # how packed files begin
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SKIPPED_BY_ZSTANDARD = b"\x2a\x4d\x18"


class Location(NamedTuple):
    """The files that a word names, `name` as errors call them, and the part that is wanted of each, or None for all.

    Several files are named by a pattern, which is then their `name`.
    """

    name: str
    files: tuple[str, ...]
    part: str | None


def part_of_standard_input(word: str) -> str | None:
    """'' for `-`, `y` for `-:y`; None for a word that names something else."""
    if word != STDIN and (not word.startswith(f"{STDIN}:") or _file_called(word)):
        return None
    return word[len(STDIN) + 1 :]


def locate(word: str) -> Location | None:
    """Find what the word names. `batch.npz:logits` is a part of a file, unless a file has that very name.

    Names of files come before patterns, and the longest possible name before shorter ones, since names may contain
    colons and the signs of patterns.
    """
    cuts = [len(word), *reversed(_colons(word))]
    for find in (_file_called, _files_like):
        for cut in cuts:
            if files := find(word[:cut]):
                name = word[:cut] if len(files) > 1 else files[0]
                return Location(name, files, word[cut + 1 :] if cut < len(word) else None)
    return None


def files_called(word: str) -> tuple[str, ...]:
    """The files of which the whole word is the name, or a pattern."""
    return _file_called(word) or _files_like(word)


def not_found(word: str) -> InputError:
    """The error for a word that names nothing."""
    if "://" in word:
        from shlex import quote

        way = f"curl -fLO {quote(word)} fetches it; then give the name of the file"
        return InputError("is a URL, and lossctl reads files", word, remedy=way)
    colon = next(iter(_colons(word)), 0)
    name = word[:colon] if colon else word
    from lossctl.inputs.shards import file_patterns

    return file_patterns.no_match(name) if file_patterns.looks_like_pattern(name) else no_such_file(name)


def _colons(word: str) -> list[int]:
    r"""Where a name may end before a part: not behind the letter of a drive, as in `C:\x.npz:logits`."""
    begin = 2 if _DRIVE.match(word) else 0
    return [i for i, letter in enumerate(word) if letter == ":" and i >= begin]


def is_name(word: str) -> bool:
    """Whether a word that is no literal must be a name: a file has this name, or the word looks like a pattern."""
    from lossctl.inputs.shards import file_patterns

    return file_patterns.looks_like_pattern(word) or locate(word) is not None


def _file_called(name: str) -> tuple[str, ...]:
    """The name itself if something has it. A link that leads nowhere counts: opening it gives the fitting error."""
    try:
        return (name,) if name and os.path.lexists(base_dir.path(name)) else ()
    except ValueError:  # a zero byte in the name
        return ()


def _files_like(pattern: str) -> tuple[str, ...]:
    from lossctl.inputs.shards import file_patterns

    return file_patterns.matching_files(pattern)


def read_source(name: str, header: bool | None, watch: Watch = unwatched) -> SourceBytes:
    """The file's bytes, unpacked; those of a large file stay in it."""
    path = base_dir.path(name)
    source = SourceBytes(b"", _suffix(path), header, watch)
    try:
        with path.open("rb") as stream:
            own_output.check_other(stream)
            is_plain = _plain_file_size(stream) is not None
            data = _read(stream, path, source)
    except OSError as fault:  # of a folder: IsADirectoryError, on Windows PermissionError
        if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir might raise again
            raise InputError(file.fault_text(fault)) from None
        from lossctl.inputs.files import saved_dataset

        first, *more = (read_source(part, header, watch).data for part in saved_dataset.files_of(name))
        return replace(source, data=first, suffix="", more=tuple(more))
    return _unpacked(source.but(data, Origin(name if is_plain else "")))


def read_standard_input(header: bool | None, watch: Watch = unwatched) -> SourceBytes:
    """The bytes of standard input, likewise."""
    source = SourceBytes(b"", header=header, watch=watch)
    try:
        own_output.check_other(sys.stdin.buffer)
        data = _read(sys.stdin.buffer, None, source)
    except (AttributeError, OSError, ValueError):  # sys.stdin is None, or its stream or its descriptor is closed
        raise InputError("is closed") from None
    return _unpacked(source.but(data, Origin()))


def _read(stream: IO[bytes], path: Path | None, source: SourceBytes) -> Bytes:
    size = _plain_file_size(stream)
    if size is None:
        from lossctl.inputs.files import spooled

        return spooled.spool(spooled.read_pieces(stream, source.watch), _check_unless_packed(source))
    return file.open_file(path, stream) if size >= file.LARGE else stream.read()


def _check_unless_packed(source: SourceBytes) -> "Check":
    def check(head: bytes, size: int) -> bool:
        return not _may_be_packed(head) and source.check_head(head, size)

    return check


def _plain_file_size(stream: IO[bytes]) -> int | None:
    """The size of a plain file that is at its beginning; None for a pipe, a device, or a file that is partly read."""
    try:
        status = os.fstat(stream.fileno())
    except io.UnsupportedOperation:  # standard input that a Python program has replaced by its own stream
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) and not stream.tell() else None


def _unpacked(source: SourceBytes) -> SourceBytes:
    if not _may_be_packed(source.data):
        return source
    from lossctl.inputs.files import packed

    return packed.unpacked(source)


def _may_be_packed(data: Bytes) -> bool:
    return data[:2] in _PACKED or data[1:4] == _SKIPPED_BY_ZSTANDARD


def _suffix(path: Path) -> str:
    stem, dot, end = without_packing(path.name.lower()).rpartition(".")
    return dot + end if stem else ""
