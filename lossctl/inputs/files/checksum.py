"""The checksum of a member of a zip file that is not unpacked, but read in ranges where it lies."""

import numpy as np

from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Watch

_PIECE = 1 << 18  # bytes at once: few enough for the cache, and Control-C is noticed between two
_MOST = 1 << 12  # checksums that are kept: a batch names the same files again and again

_known: dict[tuple[int, ...], int] = {}  # by the file in its state, and where in it the member begins and ends


def crc_of(member: File, watch: Watch) -> int:
    """The CRC-32 of all bytes of a member: they are read for it before any of its numbers is used."""
    key = (*member.handle.identity, member.begin, member.end)
    if key not in _known:
        if len(_known) >= _MOST:
            _known.clear()
        _known[key] = _crc_of(member, watch)
    return _known[key]


def _crc_of(member: File, watch: Watch) -> int:
    import zlib

    crc, size = 0, len(member)
    for start in range(0, size, _PIECE):
        stop = min(start + _PIECE, size)
        crc = zlib.crc32(member.read(start, stop - start, np.dtype(np.uint8)).data, crc)
        watch(stop, size)
    return crc
