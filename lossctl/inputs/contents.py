"""What one array of a document is, before its words are class indices."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from lossctl.errors import InputError
from lossctl.inputs.hints import Classes
from lossctl.inputs.lazy_array import Array, LazyArray
from lossctl.inputs.reading import Doubt

Place = Callable[[int], tuple[str, ...]]  # where entry `i` stands, as an error names it: `line 3`, `column b`


class Text(NamedTuple):
    """Words where numbers could be: class names, whose indices have not been looked up yet.

    `title` is the heading above them; if it is a class name itself, it is no heading but the first of the words.
    """

    entries: Sequence[str]
    place: Place
    title: str = ""

    @property
    def size(self) -> int:
        return len(self.entries)


class Words(NamedTuple):
    """A column of class names in a large file: `range_(start, stop)` reads some of them."""

    size: int
    range_: Callable[[int, int], Text]


Content = Array | LazyArray | Text | Words


def rows_of(content: Content) -> int | None:
    """The length of its first axis; None for a single number."""
    shape = (content.size,) if isinstance(content, Text | Words) else content.shape
    return shape[0] if shape else None


def inside(content: Content, *where: str) -> Content:
    """The same, of which errors that come when it is read name this place first."""
    if isinstance(content, LazyArray):
        return content.inside(*where)
    if isinstance(content, Text):
        return Text(content.entries, partial(_placed, where, content.place), content.title)
    return Words(content.size, partial(_words_inside, where, content)) if isinstance(content, Words) else content


def _words_inside(where: tuple[str, ...], words: Words, start: int, stop: int) -> Text:
    text = words.range_(start, stop)
    return Text(text.entries, partial(_placed, where, text.place))


def _placed(where: tuple[str, ...], place: Place, i: int) -> tuple[str, ...]:
    return (*where, *place(i))


class Taken(NamedTuple):
    """One array of a document: its name there ('' if it has none), and notes on its reading.

    `classes` is what the columns of a table call the classes, `form` what their names say of the numbers, and `ids`
    are the columns that name the rows; `keys` are those that may do so together. `doubt` is on a column of it, and
    `rival` an array that could be it as well. `beside` reads what could name its entries if they are weights: words
    first, then whole numbers.
    """

    name: str
    content: Content
    classes: Classes = Classes()
    notes: tuple[str, ...] = ()
    form: str | None = None
    ids: Mapping[str, Callable[[], Content]] = MappingProxyType({})
    doubt: Doubt | None = None
    rival: "Taken | None" = None
    keys: Mapping[str, Callable[[], Content]] = MappingProxyType({})
    beside: Callable[[], Sequence[tuple[str, ...]]] | None = None


class NoNumbersError(InputError):
    """A member that holds no numbers at all, such as pickled objects: no fault unless it is wanted."""
