"""The members of a zip file: where their bytes are, without overlap; all that are read fit their checksums."""

from functools import cached_property
from typing import TYPE_CHECKING

from lossctl.errors import InputError
from lossctl.inputs.files import checksum, file, spooled
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Bytes, SourceBytes
from lossctl.inputs.files.zipped import open_archive

if TYPE_CHECKING:
    from zipfile import ZipInfo

_MAGIC = b"PK\x03\x04"
_LOCAL_HEADER = 30  # bytes before a member's name; the last four are the lengths of the name and of the extra field
_SIZE_ELSEWHERE = (0, 0xFFFFFFFF)  # behind the bytes, or in the extra field
_DAMAGED = "is a zip file that is damaged or cut off"


class ZipMembers:
    """The members by name. Each is where its headers say, before the next one begins."""

    def __init__(self, source: SourceBytes) -> None:
        self.source = source
        self._archive = open_archive(source.data)
        self._infos, self._end = self._archive.infolist(), self._archive.start_dir
        if min((info.header_offset for info in self._infos), default=0) > 0:
            problem = "holds bytes before the members of its zip file: several objects in one file?"
            raise InputError(problem, remedy="save each to a file of its own")
        self._by_name = {info.filename: info for info in self._infos}
        if len(self._by_name) < len(self._infos):
            raise InputError("is a zip file that holds two members of one name")

    def __reduce__(self) -> tuple[object, ...]:
        """Another process opens it itself."""
        return ZipMembers, (self.source,)

    @property
    def names(self) -> list[str]:
        return list(self._by_name)

    def size(self, name: str) -> int | None:
        """How many bytes the member has; None if there is none of this name."""
        return self._by_name[name].file_size if name in self._by_name else None

    def read(self, name: str) -> bytes:
        """A member, checked by its checksum."""
        import zlib

        info = self._by_name[name]
        if info.compress_type:
            whole = self._unpack(info)[:]
        else:
            begin = self._begin(info)
            whole = self.source.data[begin : begin + info.file_size]
        if zlib.crc32(whole) != info.CRC:
            raise self._no_fit_for_checksum()
        return whole

    def bytes_of(self, name: str) -> Bytes:
        """A member of any size, checked by its checksum. A large one that is not compressed stays in the file."""
        info, data = self._by_name[name], self.source.data
        if info.compress_type:
            return self._unpack(info) if info.file_size >= file.LARGE else self.read(name)
        if info.file_size < file.LARGE:
            whole = self.read(name)
            if not isinstance(data, File):
                return whole
        begin = self._begin(info)
        if not isinstance(data, File):
            return self.read(name)
        part = data.part(begin, info.file_size)
        if info.file_size >= file.LARGE and checksum.crc_of(part, self.source.watch) != info.CRC:
            raise self._no_fit_for_checksum()
        return part

    def _begin(self, info: "ZipInfo") -> int:
        """Where the bytes of a member that is not compressed begin, which its own header and the directory say."""
        name = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")
        header = self.source.data[info.header_offset : info.header_offset + _LOCAL_HEADER + len(name)]
        name_size, extra_size = (int.from_bytes(header[i : i + 2], "little") for i in (26, 28))
        if header[:4] != _MAGIC or info.flag_bits & 1 or info.compress_size != info.file_size:
            raise InputError(_DAMAGED)
        agrees = int.from_bytes(header[22:26], "little") in (info.file_size, *_SIZE_ELSEWHERE)
        if not agrees or header[8:10] != b"\0\0" or name_size != len(name) or header[_LOCAL_HEADER:] != name:
            raise InputError(f"{_DAMAGED}: its directory does not agree with the header of {info.filename[:80]}")
        begin = info.header_offset + _LOCAL_HEADER + name_size + extra_size
        if begin + info.compress_size > self._next[info.header_offset]:
            raise InputError("is a zip file whose members overlap")
        return begin

    @cached_property
    def _next(self) -> dict[int, int]:
        """Where the next member begins, or the directory, for where each begins."""
        begins = sorted(info.header_offset for info in self._infos)
        if len(set(begins)) < len(begins):
            raise InputError("is a zip file whose members overlap")
        return dict(zip(begins, (*begins[1:], self._end), strict=True))

    def _unpack(self, info: "ZipInfo") -> Bytes:
        """A compressed member: a large one goes to a temporary file."""
        import zlib
        from zipfile import BadZipFile

        if info.header_offset + info.compress_size > self._next[info.header_offset]:
            raise InputError("is a zip file whose members overlap")
        try:
            with self._archive.open(info) as member:
                return spooled.spool(spooled.read_pieces(member, self.source.watch, info.file_size))
        except (BadZipFile, zlib.error, EOFError, OSError, ValueError):
            raise self._no_fit_for_checksum() from None
        except (RuntimeError, NotImplementedError):
            raise InputError("is encrypted, or packed in a way that Python cannot unpack") from None

    def _no_fit_for_checksum(self) -> InputError:
        from lossctl.inputs.readers.torch_save import refusals

        return refusals.no_fit_for_checksum(self.source.origin)
