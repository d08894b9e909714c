"""The bytes of one source, before any reader has looked at them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from lossctl.errors import InputError
from lossctl.inputs.files.file import File
from lossctl.inputs.files.origins import UNKNOWN, Origin

Bytes = bytes | File
Watch = Callable[[int, int], None]  # called with (done, total) bytes during a long read; total is 0 if it is unknown


def unwatched(done: int, total: int) -> None:
    """The Watch that shows nothing."""


@dataclass(frozen=True)
class SourceBytes:
    """Bytes, or a large file that stays where it is, with what is known of their origin.

    `suffix` is that of the file's name, in lower case and without that of its packing, as `.gz`. `header` says whether
    the first line of a table is one; None leaves that to the reader. `more` are the other files of a folder that is one
    source. `packed` is how many bytes it had before it was unpacked; 0 if it was not packed.
    """

    data: Bytes
    suffix: str = ""
    header: bool | None = None
    watch: Watch = unwatched
    origin: Origin = UNKNOWN
    more: tuple[Bytes, ...] = ()
    packed: int = 0

    def __reduce__(self) -> tuple[object, ...]:
        """In another process the reading is not watched: progress is shown in the first one only."""
        return SourceBytes, (self.data, self.suffix, self.header, unwatched, self.origin, self.more, self.packed)

    def but(self, data: Bytes, origin: Origin, suffix: str | None = None, packed: int = 0) -> "SourceBytes":
        """The same with other bytes."""
        return replace(self, data=data, origin=origin, suffix=self.suffix if suffix is None else suffix, packed=packed)

    def check_head(self, head: bytes, size: int) -> bool:
        """Raise if the first bytes of a source of `size` bytes or more tell that the rest need not be read.

        Otherwise true if they are text.
        """
        from lossctl.inputs.files import first_bytes

        first_bytes.check(head, self.origin)
        first_bytes.check_long_text(head, size, self.suffix)
        return first_bytes.is_text(head)

    @cached_property
    def text(self) -> str:
        r"""The bytes as text with `\n` line ends; raises if they are of another format, binary or not UTF-8."""
        from lossctl.inputs.files import first_bytes

        if isinstance(self.data, File):
            first_bytes.check_whole_text(self.data[: first_bytes.HEAD], len(self.data), self.suffix, self.origin)
            first_bytes.check_unpacked_text(len(self.data), self.packed, self.origin)
        text = first_bytes.decoded(self.data[:], self.origin).replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise InputError("holds nothing but blank space" if text else "is empty")
        is_session = any(sign in text for sign in (">>> ", "In [", "#' ", "print("))  # within comments
        if not is_session and all(not line.strip() or line.lstrip().startswith("#") for line in text.split("\n")):
            raise InputError("holds nothing but comments")
        return text
