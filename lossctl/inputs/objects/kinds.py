"""Which objects hold arrays by name. The names of their classes show it, so that no library is imported."""

from collections.abc import Mapping
from typing import Any

import numpy as np

_FRAMES = {
    "pandas": ("DataFrame", "Series", "Index"),
    "polars": ("DataFrame", "Series"),
    "pyarrow": ("Table", "RecordBatch"),
}


def is_of(value: Any, library: str, *names: str) -> bool:
    """Whether the object is of one of these classes of the library, or of a class that is made from one."""
    return any(each.__name__ in names and each.__module__.split(".")[0] == library for each in type(value).__mro__)


def library_of(value: Any) -> str:
    """The library whose frame, series or table it is; '' for anything else."""
    return next((library for library, names in _FRAMES.items() if is_of(value, library, *names)), "")


def is_frame(value: Any) -> bool:
    """Whether it is a frame, a series, or a table of Arrow."""
    return bool(library_of(value))


def has_fields(value: Any) -> bool:
    """Whether it is an array of records, which is a table."""
    return isinstance(value, np.ndarray) and value.dtype.names is not None


def is_mapping(value: Any) -> bool:
    """Whether it holds arrays by name; so do named tuples, and a list of records, dicts with the same keys."""
    return isinstance(value, Mapping) or is_named_tuple(value) or is_records(value)


def is_named_tuple(value: Any) -> bool:
    """Whether it is a tuple whose entries have names."""
    return isinstance(value, tuple) and hasattr(value, "_asdict")


def is_records(value: Any) -> bool:
    """Whether it is a list of mappings."""
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)
