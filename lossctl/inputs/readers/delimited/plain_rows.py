"""Whether lines of a large table can be read by themselves."""

import re
from dataclasses import dataclass

_ODD_COMMENT = re.compile(rb"(?:^|\n)[ \t]*(?:%|//|#+[ \t]*[\t;,|])")  # not as a `#` comment is
_COMMENT = re.compile(rb"(?:^|\n)[ \t]*#([^\n]*)")


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
        if b'"' in piece and any(line.count(b'"') % 2 for line in piece.split(b"\n")):
            return False  # a line ends in quotes: that is not the end of a row
        if self.whole_only and (b"." in piece or b"e" in piece or b"E" in piece):
            return False
        if (b"%" in piece or b"//" in piece or b"#" in piece) and _ODD_COMMENT.search(piece):
            return False
        if self.words_first and b"#" in piece and any(map(self._is_long, _COMMENT.findall(piece))):
            return False
        return self.width < 2 or not self._may_have_empty_cells(piece) or not self._has_empty_cells(piece)

    def _is_long(self, comment: bytes) -> bool:
        return comment.count(self.delimiter) == self.width - 1

    def _may_have_empty_cells(self, piece: bytes) -> bool:
        """Whether a line begins with all separators or ends with one."""
        separators = self.delimiter * (self.width - 1)
        begins = piece.startswith(separators) or b"\n" + separators in piece
        ends = self.delimiter + b"\n" in piece or self.delimiter + b"\r" in piece or piece.endswith(self.delimiter)
        return begins or ends

    def _has_empty_cells(self, piece: bytes) -> bool:
        """Whether a line has nothing but separators, or ends in one more than the others have."""
        lines = [line.strip(b" \r") for line in piece.split(b"\n")]
        separators = self.delimiter * (self.width - 1)
        return any(
            line == separators or (line.endswith(self.delimiter) and line.count(self.delimiter) >= self.width)
            for line in lines
        )
