"""NumPy's .npz: a zip file of .npy members, each read when it is asked for."""

from functools import partial
from typing import TYPE_CHECKING

from lossctl.errors import InputError, located
from lossctl.inputs.document import Content, Document, Members, Text, Words
from lossctl.inputs.files import spooled, unsupported, ways_out_of_python, zipped
from lossctl.inputs.files.file import LARGE, File
from lossctl.inputs.files.source_bytes import Bytes, SourceBytes, Watch
from lossctl.inputs.lazy_array import LazyArray
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
        content = npy.parse(_bytes_of(source, name), source.origin, name)
    if isinstance(content, LazyArray):
        return content.inside(name)
    if isinstance(content, Text):
        return Text(content.entries, lambda i: (name, *content.place(i)))
    return Words(content.size, partial(_words_inside, name, content)) if isinstance(content, Words) else content


def _words_inside(name: str, words: Words, start: int, stop: int) -> Text:
    text = words.range_(start, stop)
    return Text(text.entries, lambda i: (name, *text.place(i)))


def _bytes_of(source: SourceBytes, name: str) -> Bytes:
    with zipped.open_archive(source.data) as archive:
        data = _uncompressed_part(archive, name + _SUFFIX, source.data)
        return _unpack(archive, name + _SUFFIX, source.watch) if data is None else data


def _uncompressed_part(archive: "ZipFile", name: str, data: Bytes) -> File | None:
    """A large member that is not compressed, as a part of its file; None for any other.

    Its checksum is not verified: that would mean to read all of it before the first number.
    """
    member = archive.getinfo(name)
    encrypted = member.flag_bits & 1
    if not isinstance(data, File) or member.compress_type or encrypted or member.file_size < LARGE:
        return None
    local_header = data[member.header_offset : member.header_offset + _LOCAL_HEADER]
    lengths = (int.from_bytes(local_header[i : i + 2], "little") for i in (26, 28))
    begin = member.header_offset + len(local_header) + sum(lengths)
    if local_header[:4] != _MAGIC or begin + member.file_size > len(data):
        raise InputError("is a zip file that is damaged or cut off")
    return data.part(begin, member.file_size)


def _unpack(archive: "ZipFile", name: str, watch: Watch) -> Bytes:
    import zlib
    from zipfile import BadZipFile

    try:
        with archive.open(name) as member:
            return spooled.spool(spooled.read_pieces(member, watch, archive.getinfo(name).file_size))
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError):
        raise InputError("is damaged: its bytes do not fit its checksum") from None
    except RuntimeError:
        raise InputError("is encrypted, or packed in a way that Python cannot unpack") from None
