"""NumPy's .npz: a zip file of .npy members, each unpacked when it is asked for."""

from functools import partial
from typing import TYPE_CHECKING

from lossctl.errors import InputError, located
from lossctl.inputs.document import Array, Members
from lossctl.inputs.files import spooled, unsupported
from lossctl.inputs.files.file import LARGE, File
from lossctl.inputs.files.source_bytes import Bytes, SourceBytes, Watch
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers.containers import npy

if TYPE_CHECKING:
    from zipfile import ZipFile

_MAGIC = b"PK\x03\x04"
_SUFFIX = ".npy"
_LOCAL = 30  # bytes before a member's name: the lengths of the name and of what follows it are the last four


def recognises(source: SourceBytes) -> bool:
    return source.data[:4] == _MAGIC


def read(source: SourceBytes) -> Members:
    """Raises where the zip file is damaged, or is another program's."""
    with _archive(source) as archive:
        names = archive.namelist()
    arrays = [name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)]
    if not arrays:
        unsupported.refuse_zip(names)
    return Members({name: partial(_member, source, name) for name in arrays})


def _archive(source: SourceBytes) -> "ZipFile":
    from zipfile import BadZipFile, ZipFile

    try:
        return ZipFile(spooled.stream(source.data))
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise InputError("is a zip file that is damaged or cut off") from None


def _member(source: SourceBytes, name: str) -> Array | LazyArray:
    with located(name):
        with _archive(source) as archive:
            stored = _stored(archive, name + _SUFFIX, source.data)
            array = npy.array(_unpacked(archive, name + _SUFFIX, source.watch) if stored is None else stored)
        return array.inside(name) if isinstance(array, LazyArray) else array


def _stored(archive: "ZipFile", name: str, data: Bytes) -> File | None:
    """A large member that is not compressed, as a part of its file; None for any other.

    Its checksum is not looked at: that would be a pass over all of it before the first number.
    """
    member = archive.getinfo(name)
    encrypted = member.flag_bits & 1
    if not isinstance(data, File) or member.compress_type or encrypted or member.file_size < LARGE:
        return None
    header = data[member.header_offset : member.header_offset + _LOCAL]
    begin = member.header_offset + len(header) + sum(int.from_bytes(header[i : i + 2], "little") for i in (26, 28))
    if header[:4] != _MAGIC or begin + member.file_size > len(data):
        raise InputError("is a zip file that is damaged or cut off")
    return data.part(begin, member.file_size)


def _unpacked(archive: "ZipFile", name: str, watch: Watch) -> Bytes:
    import zlib
    from zipfile import BadZipFile

    try:
        with archive.open(name) as member:
            return spooled.kept(spooled.told(member, watch, archive.getinfo(name).file_size))
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError):
        raise InputError("is damaged: its bytes do not fit its checksum") from None
    except RuntimeError:
        raise InputError("is encrypted, or packed in a way that Python cannot unpack") from None
