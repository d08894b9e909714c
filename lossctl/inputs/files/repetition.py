"""Text that repeats itself without an end: what `yes` writes, and what a bomb unpacks to."""

from lossctl.errors import InputError
from lossctl.inputs.files.file import VERY_LONG

_SAME = 1 << 8  # bytes that are the same a period earlier
_LONGEST = 1 << 16  # bytes of the longest period that is looked for
_SHOWN = 40


class Repetition:
    """Watches whether a text goes on as it began: `check` is called with each piece behind `head`, in order."""

    def __init__(self, head: bytes) -> None:
        before = head.rfind(head[-_SAME:], max(0, len(head) - _SAME - _LONGEST), len(head) - 1)
        self._period = self._first = head[before + _SAME - len(head) :] if before >= 0 else b""
        self._size = len(head)

    def check(self, piece: bytes) -> None:
        """Raise once `VERY_LONG` bytes of text have been the same ones again and again."""
        if not self._period:
            return
        times, more = divmod(len(piece), len(self._period))
        if piece != self._period * times + self._period[:more]:
            self._period = b""
            return
        self._period = self._period[more:] + self._period[:more]
        self._size += len(piece)
        if self._size >= VERY_LONG:
            problem = f"its first {VERY_LONG >> 20} MiB are {self._repeated()} over and over"
            raise InputError(problem, remedy="if these are data, write them unpacked into a file, and give its name")

    def _repeated(self) -> str:
        """The repeated bytes from the beginning of a line on, if they are few."""
        _, end, line = self._first.rpartition(b"\n")
        whole = line + self._first[: len(self._first) - len(line)] if end else self._first
        return ascii(whole.decode(errors="replace")) if len(whole) <= _SHOWN else f"the same {len(whole)} bytes"
