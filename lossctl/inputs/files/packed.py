"""Packed files: gzip, bzip2, xz, lzma, Zstandard, and a zip file with one file in it. One layer is unpacked."""

from collections.abc import Iterator

from lossctl.errors import InputError
from lossctl.inputs.files import origins, spooled, streams
from lossctl.inputs.files.origins import Origin
from lossctl.inputs.files.packings import LONGEST, Packing, packing_of
from lossctl.inputs.files.source_bytes import Bytes, SourceBytes

_ZIP = b"PK\x03\x04"


def unpacked(source: SourceBytes) -> SourceBytes:
    """The source without its packing; one that is packed in two ways, or a zip file of several files, is an error."""
    if source.data[:4] == _ZIP:
        from lossctl.inputs.files import zipped

        return zipped.only_file(source)
    packing = packing_of(source.data[:LONGEST])
    if packing is None:
        return source
    origin = Origin(source.origin.name, packing.command)
    return source.but(_unpack(source, packing, origin), origin, packed=len(source.data))


def _unpack(source: SourceBytes, packing: Packing, origin: Origin) -> Bytes:
    data = source.data
    packed = spooled.as_stream(data)

    def watched() -> Iterator[bytes]:
        for piece in packing.unpack(packed):
            yield piece
            source.watch(packed.tell(), len(data))

    try:
        return spooled.spool(watched(), source.but(b"", origin).check_head)
    except streams.MissingLibraryError as missing:
        remedy = f"{missing.install}, or unpack it: {origins.unpacking_beside(origin)}"
        raise InputError(f"is packed with {packing.name}, which this Python does not unpack", remedy=remedy) from None
    except EOFError:
        raise InputError(f"the {packing.name} data are cut off") from None
    except streams.DamagedError as fault:
        raise InputError(f"the {packing.name} data are damaged ({fault})") from None
