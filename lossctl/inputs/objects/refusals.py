"""What is no array, though it leads to one: the error says the step that is missing."""

from collections.abc import Callable, Iterator, Set, ValuesView
from typing import Any

from lossctl.errors import InputError

_MOST = 160  # letters of another library's message


def refuse(value: Any) -> None:
    """InputError for an object from which the caller must make an array first."""
    for is_one, problem, remedy in _STEPS:
        if is_one(value):
            raise InputError(problem.format(called(value)), remedy=remedy)


def called(value: Any) -> str:
    """An object by its type: `a polars.LazyFrame`."""
    kind = type(value)
    library = kind.__module__.split(".")[0]
    name = kind.__name__ if library == "builtins" else f"{library}.{kind.__name__}"
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def first_line(fault: Exception) -> str:
    """What is wrong, in the words of whoever raised it: one line."""
    line = next((each.strip() for each in str(fault).splitlines() if each.strip()), "") or type(fault).__name__
    return line[:_MOST].rstrip(". ")


def _lacks_array(value: Any) -> bool:
    return not hasattr(value, "__array__") and not hasattr(value, "__dlpack__")


_NOT_CALCULATED = "is {}, which is not calculated yet"
_STEPS: tuple[tuple[Callable[[Any], bool], str, str], ...] = (
    (lambda x: x is None, "is None, no array", "give an array, a list, a frame, or the name of a file"),
    (
        lambda x: isinstance(x, bytes | bytearray),
        "is {}, no array",
        "give the name of the file as a str, or numbers: numpy.frombuffer(x, 'float32')",
    ),
    (
        lambda x: hasattr(x, "read") and hasattr(x, "seek"),
        "is an open file",
        "give its name: lossctl reads the file itself",
    ),
    # polars' LazyFrame, and frames of Dask, whose arrays have chunks and can be read
    (lambda x: hasattr(x, "collect") and hasattr(x, "collect_schema"), _NOT_CALCULATED, "calculate it: x.collect()"),
    (
        lambda x: hasattr(x, "compute") and hasattr(x, "npartitions") and not hasattr(x, "chunks"),
        _NOT_CALCULATED,
        "calculate it: x.compute()",
    ),
    (lambda x: isinstance(x, Iterator | ValuesView), "is {}, no array", "make it a list: list(x)"),
    (lambda x: isinstance(x, Set), "is {}, which has no order", "make it a list in the order of the samples"),
    (
        lambda x: hasattr(x, "to_pandas") and not hasattr(x, "__array__"),
        "is {}, no array",
        "make it a frame: x.to_pandas()",
    ),
    (lambda x: callable(x) and _lacks_array(x), "is {}, no array", "call it, and give what it returns"),
)
