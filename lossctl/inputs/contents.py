"""What one array of a document is, before its words are class indices, and what helps to choose among several."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from lossctl.errors import InputError
from lossctl.inputs.lazy_array import Array, LazyArray

Place = Callable[[int], tuple[str, ...]]  # where entry `i` stands, as an error names it: `line 3`, `column b`


class Text(NamedTuple):
    """Words where numbers could be: class names, whose indices have not been looked up yet.

    `title` is the heading above them; if it is a class name itself, it is no heading but the first of the words.
    """

    entries: Sequence[str]
    place: Place
    title: str = ""


class Words(NamedTuple):
    """A column of class names in a large file: `range_(start, stop)` reads some of them."""

    size: int
    range_: Callable[[int, int], Text]


Content = Array | LazyArray | Text | Words


class Hints(NamedTuple):
    """What helps to choose among arrays: the loss (ce, bce, bce-logits, kl), and --from where it is stated."""

    criterion: str | None = None
    form: str | None = None


NO_HINTS = Hints()


class NoNumbersError(InputError):
    """A member that holds no numbers at all, such as pickled objects: no fault unless it is wanted."""
