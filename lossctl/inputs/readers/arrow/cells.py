"""Cells of pyarrow as numbers of NumPy or as words; the first missing one is an error that names its row."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.lazy_array import Array
from lossctl.inputs.readers.arrow.library import damage_told, pyarrow

_TYPES = 256  # types of which the answers are kept: they are asked for each column of each block of rows

Row = Callable[[int], int]  # the row, counted from 0, that an entry stands in


@lru_cache(_TYPES)
def is_number(type_: Any) -> bool:
    """Whether cells of this type are single numbers, or true and false."""
    types = pyarrow().types
    return any(is_(type_) for is_ in (types.is_integer, types.is_floating, types.is_boolean, types.is_decimal))


@lru_cache(_TYPES)
def is_list(type_: Any) -> bool:
    """Whether a cell of this type holds several entries."""
    types = pyarrow().types
    kinds = ("is_list", "is_large_list", "is_fixed_size_list", "is_list_view", "is_large_list_view")
    return any(getattr(types, kind)(type_) for kind in kinds if hasattr(types, kind))


@lru_cache(_TYPES)
def is_text(type_: Any) -> bool:
    """Whether cells of this type are words; so are dates."""
    types = pyarrow().types
    kinds = ("is_string", "is_large_string", "is_string_view", "is_temporal", *BYTES)
    return any(getattr(types, kind)(type_) for kind in kinds if hasattr(types, kind))


BYTES = ("is_binary", "is_large_binary", "is_fixed_size_binary", "is_binary_view")


@lru_cache(_TYPES)
def plain_type(type_: Any) -> Any:
    """The type of the cells themselves, behind dictionaries, runs and extensions."""
    pa = pyarrow()
    while True:
        if isinstance(type_, pa.BaseExtensionType):
            type_ = type_.storage_type
        elif pa.types.is_dictionary(type_) or pa.types.is_run_end_encoded(type_):
            type_ = type_.value_type
        else:
            return type_


@lru_cache(_TYPES)
def innermost(type_: Any) -> Any:
    """The plain type of what stands in lists, in lists of lists …"""
    type_ = plain_type(type_)
    while is_list(type_):
        type_ = plain_type(type_.value_type)
    return type_


def depth(type_: Any) -> int:
    """How many lists are around a number of this type."""
    type_ = plain_type(type_)
    return 1 + depth(type_.value_type) if is_list(type_) else 0


def plain(array: Any) -> Any:
    """The cells as an array of their plain type; views of words, which few functions of pyarrow take, as words."""
    pa = pyarrow()
    while True:
        if isinstance(array.type, pa.BaseExtensionType):
            array = array.storage
        elif pa.types.is_dictionary(array.type):
            array = pa.DictionaryArray.from_arrays(array.indices, plain(array.dictionary)).dictionary_decode()
        elif pa.types.is_run_end_encoded(array.type):
            array = pyarrow("compute").run_end_decode(array)
        else:
            return _without_views(array)


def _without_views(array: Any) -> Any:
    types = pyarrow().types
    if getattr(types, "is_string_view", types.is_null)(array.type):
        return array.cast(pyarrow().large_string())
    if getattr(types, "is_binary_view", types.is_null)(array.type):
        return array.cast(pyarrow().large_binary())
    return array


def numbers_of(array: Any, row: Row, name: str, *, in_list: bool = False) -> Array:
    """Numbers, perhaps in the memory of pyarrow: (n,) of numbers, (n, …) of lists that are equally long."""
    array = plain(array)
    if is_list(array.type):
        return _rows_of_lists(array, row, name, in_list=in_list)
    check_present(array, row, name, in_list=in_list)
    if pyarrow().types.is_decimal(array.type):
        array = _nearest_floats(array)
    if not is_number(array.type):
        raise InputError(f"holds {array.type}, no numbers", f"column {name}")
    found: Array = array.to_numpy(zero_copy_only=False)
    return found


def dtype_of(type_: Any) -> np.dtype[Any]:
    """The type of the numbers that `numbers_of` gives."""
    type_ = innermost(type_)
    return np.dtype(np.float64) if pyarrow().types.is_decimal(type_) else np.dtype(type_.to_pandas_dtype())


def words_of(array: Any) -> list[str]:
    """Words without the blanks around them; '' where one is missing."""
    pa, array = pyarrow(), plain(array)
    if pa.types.is_temporal(array.type) and not pa.types.is_duration(array.type):
        array = pyarrow("compute").cast(array, pa.string())
    cells = array.to_pylist()
    return ["" if cell is None else _word(cell) for cell in cells]


def check_present(array: Any, row: Row, name: str, *, in_list: bool = False) -> None:
    """InputError at the first cell that is missing; pandas writes a NaN so."""
    if array.null_count:
        first = int(np.argmax(array.is_null().to_numpy(zero_copy_only=False)))
        remedy = f"leave such rows out: frame.dropna(subset=[{name!r}])"
        if in_list:
            remedy = "write a number there, or leave the row out"
        raise InputError("a missing value (null)", f"row {row(first) + 1}", f"column {name}", remedy=remedy)


def _word(cell: Any) -> str:
    return (cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)).strip()


def _nearest_floats(array: Any) -> Any:
    """Decimals as the nearest floats: pyarrow's own cast multiplies, which may round twice."""
    pa, compute = pyarrow(), pyarrow("compute")
    with damage_told():
        return compute.cast(compute.cast(array, pa.string()), pa.float64())


def _rows_of_lists(array: Any, row: Row, name: str, *, in_list: bool) -> Array:
    lengths = lengths_of(array, row, name, in_list=in_list)
    width = int(lengths[0]) if len(lengths) else _fixed_width(array.type)
    odd = np.flatnonzero(lengths != width)
    if odd.size:
        there = int(lengths[odd[0]])
        values = "1 value" if there == 1 else f"{there} values"
        where = f"row {row(int(odd[0])) + 1}", f"column {name}"
        raise InputError(f"{values} where the lists before have {width}", *where)
    inner = numbers_of(array.flatten(), lambda i: row(i // max(1, width)), name, in_list=True)
    return inner.reshape(len(array), width, *inner.shape[1:])


def lengths_of(array: Any, row: Row, name: str, *, in_list: bool = False) -> Array:
    """How long each list is; InputError where one is missing."""
    array = plain(array)
    check_present(array, row, name, in_list=in_list)
    lengths: Array = pyarrow("compute").list_value_length(array).to_numpy(zero_copy_only=False)
    return lengths


def _fixed_width(type_: Any) -> int:
    return int(type_.list_size) if pyarrow().types.is_fixed_size_list(type_) else 0
