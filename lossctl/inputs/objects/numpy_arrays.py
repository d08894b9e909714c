"""Arrays of NumPy, of any type: as numbers that can be calculated with, or as words."""

import re
from collections.abc import Callable
from functools import partial

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.contents import Content
from lossctl.inputs.lazy_array import Array, LazyArray

_LONG = 1 << 20  # bytes from which on bfloat16 is widened range by range
_NARROW = re.compile("bfloat16|float8_.*|float6_.*|float4_.*|u?int[124]")  # what ml_dtypes adds; float32 holds them all


def content_of(array: Array) -> Content:
    """The array as numbers of a type that NumPy calculates with, or as words.

    It is the same memory where its type can stay; a large one of bfloat16 is widened as it is read. InputError for
    what holds no numbers, and for masked entries.
    """
    array = without_mask(array)
    kind, name = array.dtype.kind, array.dtype.name
    if kind in "biuf" and array.dtype.itemsize <= 8:
        return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))
    if kind == "f":
        with np.errstate(over="ignore"):  # what is too large for float64 becomes infinite
            return array.astype(np.float64)
    if name in ("bfloat16", "void16") and array.dtype.names is None:  # np.load gives V2 for what np.save wrote
        return widened(array.view(np.uint16))
    if _NARROW.fullmatch(name):
        return array.astype(np.float32)
    if kind in "USO":
        return _content_of_cells(array)
    raise InputError(f"an array of {array.dtype} holds no numbers", remedy=_REMEDIES.get(kind, ""))


def widened(bits: Array) -> Array | LazyArray:
    """Bits of bfloat16 as float32, which holds all of its values; those of a large array as they are read."""
    from lossctl.inputs.readers.containers.small_floats import float32_of_bfloat16

    if bits.nbytes < _LONG:
        return float32_of_bfloat16(bits).reshape(bits.shape)
    flat = np.ascontiguousarray(bits).reshape(-1)
    return LazyArray(bits.shape, np.dtype(np.float32), partial(_widened_range, flat, float32_of_bfloat16))


_REMEDIES = {
    "c": "take the part that is meant: x.real, abs(x)",
    "M": "give numbers, or the columns that hold them",
    "m": "give numbers: x / numpy.timedelta64(1, 's')",
}


def _widened_range(bits: Array, convert: Callable[[Array], Array], start: int, stop: int) -> Array:
    return convert(bits[start:stop])


def without_mask(array: Array) -> Array:
    """The plain array; InputError where entries of a masked array are masked: they are no numbers."""
    if isinstance(array, np.ma.MaskedArray):
        mask = np.ascontiguousarray(np.ma.getmaskarray(array))
        if mask.view(np.bool_).any():  # records have a truth value for each field
            first = [] if mask.dtype.names else np.argwhere(mask)[0].tolist()
            where = (f"index {first}",) if first else ()
            remedy = "fill it, x.filled(value), and leave such samples out by sample_weight 0 or ignore_index=value"
            raise InputError("is masked here: there is no number", *where, remedy=remedy)
        array = array.data
    return array.view(np.ndarray)


def _content_of_cells(array: Array) -> Content:
    """An array of objects, or of strings, by what its entries are."""
    if array.dtype.kind in "US":
        from lossctl.inputs.readers.containers import npy_text

        return npy_text.content(array)
    from lossctl.inputs.objects import python_cells

    cells = python_cells.cells_of(array.reshape(-1).tolist())
    if cells.beyond is not None:
        index = [int(i) for i in np.unravel_index(cells.beyond, array.shape)]
        raise python_cells.beyond_float64(*([f"index {index}"] if index else []))
    if cells.numbers is not None and cells.numbers.ndim == 1 and cells.missing is None:
        return cells.numbers.reshape(array.shape)
    if cells.words is not None and array.ndim == 1 and cells.is_text and cells.missing is None:
        return cells.as_text("")
    raise python_cells.no_numbers(array)
