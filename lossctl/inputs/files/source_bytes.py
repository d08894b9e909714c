"""The bytes of one source, before any reader has looked at them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from lossctl.errors import InputError
from lossctl.inputs.files import unsupported
from lossctl.inputs.files.file import File

Bytes = bytes | File
Watch = Callable[[int, int], None]  # called with (done, total) bytes during a long read; total is 0 if it is unknown

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def unwatched(done: int, total: int) -> None:
    """The Watch that shows nothing."""


@dataclass(frozen=True)
class SourceBytes:
    """Bytes, or a large file that stays where it is, with what is known of their origin.

    `suffix` is that of the file's name, in lower case and without `.gz`. `header` says whether the first line of a
    table is one; None leaves that to the reader. `more` are the other files of a folder that is one source.
    """

    data: Bytes
    suffix: str = ""
    header: bool | None = None
    watch: Watch = unwatched
    more: tuple[Bytes, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        """In another process the reading is not watched: progress is shown in the first one only."""
        return SourceBytes, (self.data, self.suffix, self.header, unwatched, self.more)

    @cached_property
    def text(self) -> str:
        r"""The bytes as text with `\n` line ends; raises if they are of another format, binary or not UTF-8."""
        unsupported.refuse(self.data[:64])
        text = _decoded(self.data[:]).replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise InputError("holds nothing but blank space" if text else "is empty")
        if all(not line.strip() or line.lstrip().startswith("#") for line in text.split("\n")):
            raise InputError("holds nothing but comments")
        return text


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in _UTF16 else "utf-8-sig"
    zero = data.find(b"\0")
    if encoding != "utf-16" and zero >= 0:
        raise InputError(
            f"is binary (a zero at byte {zero}), and in no format that lossctl reads", remedy=unsupported.SAVE
        )
    try:
        text = str(data, encoding)
    except UnicodeDecodeError as fault:
        name = encoding.removesuffix("-sig").upper()
        raise InputError(f"byte {fault.start} is not {name} text", remedy="save it as UTF-8") from None
    if "\0" in text:
        raise InputError("is binary, and in no format that lossctl reads", remedy=unsupported.SAVE)
    return text
