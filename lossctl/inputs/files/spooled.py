"""What comes in as a stream, from a pipe or out of an archive: past some size it goes through a temporary file."""

import io
from collections.abc import Iterable, Iterator
from typing import IO, cast

from lossctl.errors import InputError
from lossctl.inputs.files import file
from lossctl.inputs.files.file import File, Stream
from lossctl.inputs.files.source_bytes import Bytes, Watch

PIECE = 1 << 18  # bytes read at once: Control-C is heard between two pieces


def kept(pieces: Iterable[bytes]) -> Bytes:
    """All the bytes: in memory, or where they are many in a file without a name, which is gone with its last reader."""
    held, size, rest = [], 0, iter(pieces)
    for piece in rest:
        held.append(piece)
        size += len(piece)
        if size >= file.LARGE:
            return _filed(held, rest)
    return b"".join(held)


def told(stream: IO[bytes], watch: Watch, total: int = 0) -> Iterator[bytes]:
    """All that a stream gives; 0: nobody knows how much is to come."""
    done = 0
    while piece := stream.read(PIECE):
        yield piece
        done += len(piece)
        watch(done, total)


def unzipped(data: Bytes, watch: Watch) -> Bytes:
    """What gzip packed."""
    import gzip
    import zlib

    packed = stream(data)
    try:
        with gzip.GzipFile(fileobj=packed) as unpacking:
            return kept(told(cast(IO[bytes], unpacking), lambda *_: watch(packed.tell(), len(data))))
    except EOFError:
        raise InputError("the gzip data are cut off") from None
    except (OSError, zlib.error) as fault:
        what, _, _ = str(fault).partition(" 0x")  # both checksums
        raise InputError(f"the gzip data are damaged ({what})") from None


def stream(data: Bytes) -> IO[bytes]:
    """The bytes for those who read no other way."""
    return io.BufferedReader(Stream(data), PIECE) if isinstance(data, File) else io.BytesIO(data)


def _filed(held: list[bytes], rest: Iterator[bytes]) -> File:
    unnamed = _opened()
    with unnamed:
        _write(unnamed, b"".join(held))
        held.clear()
        for piece in rest:
            _write(unnamed, piece)
        return file.opened(None, unnamed)


def _opened() -> IO[bytes]:
    import tempfile

    try:
        return tempfile.TemporaryFile(buffering=0)
    except OSError as fault:
        raise _no_room(fault) from None


def _write(unnamed: IO[bytes], piece: bytes) -> None:
    left = memoryview(piece)
    try:
        while left:
            left = left[unnamed.write(left) :]
    except OSError as fault:
        raise _no_room(fault) from None


def _no_room(fault: OSError) -> InputError:
    """Not of what is read, but of the place for it."""
    import tempfile

    why = (fault.strerror or str(fault)).lower()
    try:
        folder = tempfile.gettempdir()
    except OSError:
        folder = "of the system"
    remedy = "name another one by the environment: TMPDIR=FOLDER lossctl …"
    return InputError(f"does not fit into the temporary folder {folder}: {why}", remedy=remedy)
