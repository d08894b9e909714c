"""What unpacks a packed stream, piece by piece; EOFError where it is cut off, DamagedError where it is damaged.

Python's BZ2File and LZMAFile take a second stream that is damaged for the end of the file, which would lose rows
without a word: so the streams are counted here.
"""

from collections.abc import Callable, Iterator
from typing import IO, Any, Protocol

PIECE = 1 << 18  # bytes unpacked at once: a few bytes of a bomb unpack to any number


class DamagedError(Exception):
    """The packed bytes are damaged."""


class MissingLibraryError(Exception):
    """The library for this packing is not installed; `install` is what to type."""

    def __init__(self, install: str) -> None:
        super().__init__(install)
        self.install = install


class _Decompressor(Protocol):
    """What bz2, lzma and compression.zstd have in common: one object unpacks one stream."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def gunzip(packed: IO[bytes]) -> Iterator[bytes]:
    import gzip
    import zlib

    with gzip.GzipFile(fileobj=packed) as unpacking:
        while True:
            try:
                piece = unpacking.read(PIECE)
            except (gzip.BadGzipFile, zlib.error) as fault:
                what, _, _ = str(fault).partition(" 0x")  # the message ends with both checksums
                raise DamagedError(what) from None
            if not piece:
                return
            yield piece


def unpack_bzip2(packed: IO[bytes]) -> Iterator[bytes]:
    from bz2 import BZ2Decompressor

    return _unpack(packed, BZ2Decompressor, (OSError, ValueError))


def unpack_xz(packed: IO[bytes]) -> Iterator[bytes]:
    from lzma import FORMAT_XZ, LZMADecompressor, LZMAError

    return _unpack(packed, lambda: LZMADecompressor(FORMAT_XZ, _MEMORY), LZMAError)


def unpack_lzma(packed: IO[bytes]) -> Iterator[bytes]:
    from lzma import FORMAT_ALONE, LZMADecompressor, LZMAError

    return _unpack(packed, lambda: LZMADecompressor(FORMAT_ALONE, _MEMORY), LZMAError)


def unpack_zstandard(packed: IO[bytes]) -> Iterator[bytes]:
    try:
        from compression import zstd
    except ImportError:
        try:
            from backports import zstd
        except ImportError:
            raise MissingLibraryError("pip install 'lossctl[zstd]'") from None
    return _unpack(packed, zstd.ZstdDecompressor, zstd.ZstdError)


_MEMORY = 100 << 20  # what a dictionary of xz may take: that of `xz -9` takes 65 MiB


def _unpack(packed: IO[bytes], new: Callable[[], Any], faults: Any) -> Iterator[bytes]:
    """One stream behind the other, with zeros between them and at the end, as padding is."""
    rest = b""
    while rest := (rest or packed.read(PIECE)).lstrip(b"\0") or _after_zeros(packed):
        stream: _Decompressor = new()
        while not stream.eof:
            if not rest and stream.needs_input and not (rest := packed.read(PIECE)):
                raise EOFError
            try:
                piece = stream.decompress(rest, PIECE)
            except faults as fault:
                raise DamagedError(str(fault).rstrip(".").lower()) from None
            rest = b""
            if piece:
                yield piece
        rest = stream.unused_data


def _after_zeros(packed: IO[bytes]) -> bytes:
    """The next bytes that begin with another one than zero, or none."""
    while piece := packed.read(PIECE):
        if piece := piece.lstrip(b"\0"):
            return piece
    return b""
