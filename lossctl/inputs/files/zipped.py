"""A zip file with one file in it is that file, packed; one with arrays in it is left to the readers."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from lossctl.errors import InputError
from lossctl.inputs.files import spooled
from lossctl.inputs.files.origins import Origin, shell_word
from lossctl.inputs.files.source_bytes import Bytes, SourceBytes

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

_ARRAYS = (".npy", "data.pkl", "xl/workbook.xml", "word/document.xml", "content.xml", "[Content_Types].xml")
_OF_MACOS = "__MACOSX/"  # what its Finder adds to every zip file
_NAME = 30  # where the first member's name begins; its length stands at 26


def is_data(name: str) -> bool:
    """Whether a name in a zip file is that of a file which its owner put there."""
    return not (name.startswith(_OF_MACOS) or name.endswith(("/", ".DS_Store", "Thumbs.db", "desktop.ini")))


def open_archive(data: Bytes) -> "ZipFile":
    """The zip file; raises where it is damaged."""
    from zipfile import BadZipFile, ZipFile

    try:
        return ZipFile(spooled.as_stream(data))
    except (BadZipFile, OSError, ValueError, NotImplementedError, OverflowError):
        raise InputError("is a zip file that is damaged or cut off") from None


def only_file(source: SourceBytes) -> SourceBytes:
    """What is in a zip file of one file, under that file's name; any other zip file as it is."""
    head = source.data[: _NAME + 512]
    if head[_NAME : _NAME + int.from_bytes(head[26:28], "little")].endswith(b".npy"):
        return source  # an npz: its list of names need not be read here
    with open_archive(source.data) as archive:
        files = [member for member in archive.infolist() if is_data(member.filename)]
        if len(files) != 1 or files[0].filename.endswith(_ARRAYS):
            return source
        member = files[0]
        origin = Origin(source.origin.name, "unzip -p", member.filename)
        suffix = PurePosixPath(member.filename.lower()).suffix or source.suffix
        inside = source.but(b"", origin, suffix)
        return source.but(_unpack(archive, member, inside), origin, suffix, member.compress_size)


def unpack(archive: "ZipFile", member: "ZipInfo", source: SourceBytes) -> Bytes:
    """The bytes of one file in it, whose checksum is verified; raises zipfile's own errors."""
    with archive.open(member) as stream:
        return spooled.spool(spooled.read_pieces(stream, source.watch, member.file_size), source.check_head)


def _unpack(archive: "ZipFile", member: "ZipInfo", source: SourceBytes) -> Bytes:
    import lzma
    import zlib
    from zipfile import BadZipFile

    word = shell_word(source.origin.name or "FILE")
    if member.flag_bits & 1:
        remedy = f"unpack it (this asks for the password): unzip {word}"
        raise InputError(f"is a zip file whose {member.filename} is encrypted", remedy=remedy)
    try:
        return unpack(archive, member, source)
    except (BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError):
        raise InputError(
            f"is a zip file whose {member.filename} is damaged: its bytes do not fit its checksum"
        ) from None
    except (NotImplementedError, RuntimeError):
        remedy = f"unpack it: 7z e {word}"
        raise InputError(
            f"is a zip file whose {member.filename} is packed in a way that Python does not know", remedy=remedy
        ) from None
