"""NumPy's .npz: a zip file of .npy members, each read when it is asked for."""

from functools import partial
from typing import TYPE_CHECKING

from lossctl.errors import InputError, located
from lossctl.inputs.array_names import repeated
from lossctl.inputs.contents import inside
from lossctl.inputs.document import Content, Document, Members
from lossctl.inputs.files import checksum, npy_header, spooled, unsupported, ways_out_of_python, zipped
from lossctl.inputs.files.file import LARGE, File
from lossctl.inputs.files.source_bytes import Bytes, SourceBytes, Watch
from lossctl.inputs.readers.containers import npy

if TYPE_CHECKING:
    from zipfile import ZipFile

_MAGIC = b"PK\x03\x04"
_SUFFIX = ".npy"
_LOCAL_HEADER = 30  # bytes before a member's name; the last four are the lengths of the name and of the extra field


def recognises(source: SourceBytes) -> bool:
    return source.data[:4] == _MAGIC


def read(source: SourceBytes) -> Document:
    """InputError where the zip file is damaged, or holds no arrays."""
    with zipped.open_archive(source.data) as archive:
        names = [name for name in archive.namelist() if zipped.is_data(name)]
    if twice := repeated(names):
        raise InputError(f"holds two members of the name {twice[0][:80]!r}", remedy="numpy.savez writes each name once")
    arrays = [name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)]
    if not arrays:
        unsupported.refuse_zip(names, source.origin)
    if {"format", "shape", "data"} <= set(arrays):
        raise InputError("is a sparse matrix of SciPy", remedy=ways_out_of_python.SPARSE.remedy(source.origin))
    if len(arrays) == 1:
        with located(arrays[0]):
            if records := npy.table(_bytes_of(source, arrays[0]), source.origin, arrays[0]):
                return records
    return Members({name: partial(_read_member, source, name) for name in arrays})


def _read_member(source: SourceBytes, name: str) -> Content:
    with located(name):
        return inside(npy.parse(_bytes_of(source, name), source.origin, name), name)


def _bytes_of(source: SourceBytes, name: str) -> Bytes:
    with zipped.open_archive(source.data) as archive:
        data = _uncompressed_part(archive, name + _SUFFIX, source)
        return _unpack(archive, name + _SUFFIX, source.watch) if data is None else data


def _uncompressed_part(archive: "ZipFile", name: str, source: SourceBytes) -> File | None:
    """A large member that is not compressed, as a part of its file, once its checksum fits; None for any other."""
    member, data = archive.getinfo(name), source.data
    encrypted = member.flag_bits & 1
    if not isinstance(data, File) or member.compress_type or encrypted or member.file_size < LARGE:
        return None
    local_header = data[member.header_offset : member.header_offset + _LOCAL_HEADER]
    lengths = (int.from_bytes(local_header[i : i + 2], "little") for i in (26, 28))
    begin = member.header_offset + len(local_header) + sum(lengths)
    if local_header[:4] != _MAGIC or begin + member.file_size > len(data):
        raise InputError("is a zip file that is damaged or cut off")
    part = data.part(begin, member.file_size)
    if checksum.crc_of(part, source.watch) != member.CRC:
        raise _no_fit()
    return part


def _no_fit() -> InputError:
    return InputError("is damaged: its bytes do not fit its checksum")


def _unpack(archive: "ZipFile", name: str, watch: Watch) -> Bytes:
    import zlib
    from zipfile import BadZipFile

    try:
        with archive.open(name) as member:
            return spooled.spool(
                spooled.read_pieces(member, watch, archive.getinfo(name).file_size), npy_header.check_head
            )
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError):
        raise _no_fit() from None
    except RuntimeError:
        raise InputError("is encrypted, or packed in a way that Python cannot unpack") from None
