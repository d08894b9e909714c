"""Whether lines of a large table can be read by themselves."""

import re
from dataclasses import dataclass

import numpy as np

_ODD_COMMENT = re.compile(rb"(?:^|\n)[ \t]*(?:%|//|#+[ \t]*[\t;,|])")  # not as a `#` comment is
_COMMENT = re.compile(rb"(?:^|\n)[ \t]*#([^\n]*)")
_NEWLINE = ord("\n")


@dataclass(frozen=True)
class PlainRows:
    """Accepts a piece of whole lines in which nothing is but `#` comments, blank lines and rows of one line each.

    Where the first line could be a header of whole numbers, a later fraction would tell: `whole_only` refuses those.
    `words_first` says that a row may begin with a word, and so perhaps with #.
    """

    delimiter: bytes
    width: int
    whole_only: bool
    words_first: bool

    def __call__(self, piece: bytes) -> bool:
        if ends_lines_in_quotes(piece):
            return False
        if self.whole_only and (b"." in piece or b"e" in piece or b"E" in piece):
            return False
        if _may_have_signs(piece) and _ODD_COMMENT.search(piece):
            return False
        if self.words_first and b"#" in piece and any(map(self._is_long, _COMMENT.findall(piece))):
            return False
        return self.width < 2 or not self._may_have_empty_cells(piece) or not self._has_empty_cells(piece)

    def _is_long(self, comment: bytes) -> bool:
        return comment.count(self.delimiter) == self.width - 1

    def _may_have_empty_cells(self, piece: bytes) -> bool:
        """Whether a line begins or ends with a separator: the bytes beside all line ends are looked at at once."""
        lines = piece.replace(b"\r", b"") if b"\r" in piece else piece
        letters = np.frombuffer(b"\n" + lines + b"\n", np.uint8)
        ends = np.flatnonzero(letters == _NEWLINE)
        beside = (letters.take(ends[:-1] + 1), letters.take(ends[1:] - 1))
        return any((found == ord(self.delimiter)).any() for found in beside)

    def _has_empty_cells(self, piece: bytes) -> bool:
        """Whether a line has nothing but separators, or ends in one more than the others have."""
        lines = [line.strip(b" \r") for line in piece.split(b"\n")]
        separators = self.delimiter * (self.width - 1)
        return any(
            line == separators or (line.endswith(self.delimiter) and line.count(self.delimiter) >= self.width)
            for line in lines
        )


def ends_lines_in_quotes(lines: bytes) -> bool:
    """Whether a line ends within quotes: that is not the end of a row."""
    return b'"' in lines and any(line.count(b'"') % 2 for line in lines.split(b"\n"))


def _may_have_signs(piece: bytes) -> bool:
    """Whether a sign of comments is in the piece; to look for one byte first is ten times as fast."""
    return b"%" in piece or b"#" in piece or (b"/" in piece and b"//" in piece)
