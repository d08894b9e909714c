"""What a pickle of torch.save is read into: records of its objects, none of which does anything."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lossctl.errors import InputError

MOST_AXES = 32  # of arrays in NumPy 1


class OddArgumentsError(Exception):
    """A name is given arguments that PyTorch never gives it."""


@dataclass(frozen=True, slots=True)
class Global:
    """A name of the list in `known_names`: `torch.FloatStorage`."""

    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Pairs:
    """A dict of any kind. Its keys are not hashed: to hash tuples that hold each other many times takes for ever."""

    items: list[Any] = field(default_factory=list)  # pairs; an argument of the file may be something else


@dataclass(frozen=True, slots=True)
class Unread:
    """An object whose name is known, but that is no array of real numbers: no fault unless it is wanted.

    `kind` is the way out in `refusals`, if there is one.
    """

    what: str
    kind: str = ""


SET = Unread("a set, which has no order")


@dataclass(frozen=True, slots=True)
class Storage:
    """Numbers of one type in a row: `size` bytes from byte `begin` of the storage that the file calls `key`.

    `total` is how many bytes the file must have for it.
    """

    key: str
    dtype: str
    begin: int
    size: int
    total: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """A view of a storage. `offset` and `strides` count numbers; `negative` says that all of them change their sign."""

    storage: Storage
    dtype: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    negative: bool = False


@dataclass(eq=False, slots=True)
class NumpyType:
    """The dtype of a NumPy array: `f8`, and the order of the bytes, which comes later."""

    code: str
    order: str = "="


@dataclass(eq=False)
class NumpyArray:
    """A NumPy array, whose bytes are in the pickle and come later than its name."""

    dtype: NumpyType | None = None
    shape: tuple[int, ...] = ()
    fortran: bool = False
    data: "bytes | Latin1" = b""


@dataclass(frozen=True, eq=False, slots=True)
class Joined:
    """Entries of lists that are one array. `stacked` says that each is a sample, without an axis of its own."""

    parts: Sequence[Any]
    shape: tuple[int, ...]
    stacked: bool

    def note(self, names: Sequence[str]) -> str:
        """What is said of the reading of the arrays with these names."""
        done = "samples are stacked" if self.stacked else "batches are joined"
        return f"{', '.join(filter(None, names))}: {len(self.parts)} {done} along the first axis".removeprefix(": ")


@dataclass(eq=False)
class Latin1:
    """Bytes that are written as a text, so that Python 2 can read them: made only if they are wanted."""

    text: str

    @cached_property
    def data(self) -> bytes:
        return self.text.encode("latin-1")


def sizes(values: Any) -> tuple[int, ...]:
    """Whole numbers from 0 on: a shape, or strides."""
    if type(values) is not tuple:
        raise OddArgumentsError
    if len(values) > MOST_AXES:
        raise InputError(f"an array of {len(values)} axes is too much for NumPy")
    if not all(is_count(value) for value in values):
        raise OddArgumentsError
    return values


def is_count(value: Any) -> bool:
    """Whether it is a whole number from 0 on that 64 bits hold; True and False are none."""
    return type(value) is int and 0 <= value < 1 << 63
