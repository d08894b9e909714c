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
        separators = self.delimiter * (self.width - 1)
        return not separators or b"\n" + separators not in piece or not self._has_empty_row(piece, separators)

    def _is_long(self, comment: bytes) -> bool:
        return comment.count(self.delimiter) == self.width - 1

    def _has_empty_row(self, piece: bytes, separators: bytes) -> bool:
        return any(line.strip(b" \r") == separators for line in piece.split(b"\n"))
