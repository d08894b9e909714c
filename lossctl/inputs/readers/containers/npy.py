"""NumPy's .npy: one array of numbers, never of pickled objects; a large one stays in its file."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array, Content, Document, Members, NoNumbersError
from lossctl.inputs.files.file import File
from lossctl.inputs.files.npy_header import MAGIC, Header, check_length, read_header
from lossctl.inputs.files.origins import UNKNOWN, Origin
from lossctl.inputs.files.source_bytes import Bytes, SourceBytes
from lossctl.inputs.lazy_array import LazyArray

_NOT_NUMBERS = {"c": "holds complex numbers", "M": "holds dates", "m": "holds time spans"}
_SAVE = "save numbers: np.save(f, np.asarray(x, dtype=float))"


def recognises(source: SourceBytes) -> bool:
    return source.data[:6] == MAGIC


def read(source: SourceBytes) -> Document:
    """One array; a table of records; or several arrays that `np.save` wrote one behind the other."""
    header = read_header(source.data)
    if header.dtype.hasobject:
        raise _no_numbers(header, source.origin, "")
    return table(source.data, source.origin) or Members(_arrays_in(source.data, source.origin))


def table(data: Bytes, origin: Origin, member: str = "") -> Document | None:
    """The table that an array of records is, or None for another array."""
    header = read_header(data)
    if header.dtype.names is None:
        return None
    from lossctl.inputs.readers.containers import record_columns

    if header.dtype.hasobject:
        raise _no_numbers(header, origin, member)
    check_length(len(data) - header.end, header.stop - header.end)
    size, large = math.prod(header.shape), isinstance(data, File)
    rows = partial(_read_range, data, header.end, header.dtype)
    return record_columns.document(header.dtype, size, rows, large and size > 0)


def parse(data: Bytes, origin: Origin = UNKNOWN, member: str = "") -> Content:
    """The one array in these bytes, in native byte order; bfloat16 (`|V2`) as float32, a long double as float64.

    `origin` is the file, and `member` its name in an archive, for what an error says to do.
    """
    header = read_header(data)
    bfloat16 = header.dtype == np.dtype("V2") and header.dtype.names is None
    if header.dtype.kind not in "biufUS" and not bfloat16:
        raise _no_numbers(header, origin, member)
    check_length(len(data) - header.end, header.stop - header.end)
    if header.dtype.kind in "US":
        return _text(data, header)
    count = math.prod(header.shape)
    stored = np.dtype(np.uint16) if bfloat16 else header.dtype
    convert = _float32_of_bfloat16 if bfloat16 else _native
    try:
        if isinstance(data, File) and count:
            dtype = convert(np.zeros((1,) * len(header.shape), stored)).dtype
            read_range = _range_reader(data, header, stored)
            return LazyArray(header.shape, dtype, partial(_read_converted, read_range, convert))
        numbers = np.frombuffer(data[:], stored, count, header.end) if count else np.empty(0, stored)
        return convert(numbers).reshape(header.shape, order="F" if header.fortran else "C")
    except ValueError:
        raise InputError(f"a shape of {len(header.shape)} axes is too much for NumPy") from None


def _arrays_in(data: Bytes, origin: Origin) -> dict[str, Callable[[], Content]]:
    """The array of the file, without a name, or `arr_0`, `arr_1` … for those of several calls of np.save."""
    parts, begin = [], 0
    while True:
        rest = data[begin:] if isinstance(data, bytes) else data.part(begin, len(data) - begin)
        header = read_header(rest)
        stop = header.stop if rest[header.stop : header.stop + 6] == MAGIC else len(rest)
        parts.append(rest[:stop] if isinstance(rest, bytes) else rest.part(0, stop))
        begin += stop
        if begin == len(data):
            break
    if len(parts) == 1:
        return {"": partial(parse, data, origin)}
    return {f"arr_{i}": partial(parse, part, origin) for i, part in enumerate(parts)}


def _no_numbers(header: Header, origin: Origin, member: str) -> NoNumbersError:
    from lossctl.inputs.files import ways_out_of_python

    dtype = header.dtype
    if dtype.hasobject:
        whole = ways_out_of_python.OBJECTS if dtype.names is None else ways_out_of_python.RECORDS
        way = ways_out_of_python.OBJECTS_OF_NPZ if member else whole
        return NoNumbersError("holds pickled Python objects, which are never loaded", remedy=way.remedy(origin))
    if dtype.names is not None:
        save = "save the table alone: np.save('x.npy', np.load('x.npz')['NAME'])"
        return NoNumbersError("holds records of several fields", remedy=save)
    if dtype == np.dtype("V1"):
        what = "holds numbers of one byte whose type is not in the file (|V1), as float8 is saved"
        return NoNumbersError(what, remedy=_SAVE if member else ways_out_of_python.FLOAT8.remedy(origin))
    return NoNumbersError(_NOT_NUMBERS.get(dtype.kind, f"holds {dtype}"), remedy=_SAVE)


def _text(data: Bytes, header: Header) -> Content:
    from lossctl.inputs.readers.containers import npy_text

    count = math.prod(header.shape)
    if not header.dtype.itemsize or not count:
        return npy_text.content(np.zeros(header.shape, "U1"))
    if isinstance(data, File) and len(header.shape) == 1:
        return npy_text.lazy_content(count, partial(_read_range, data, header.end, header.dtype))
    strings = np.frombuffer(data[:], header.dtype, count, header.end)
    return npy_text.content(strings.reshape(header.shape, order="F" if header.fortran else "C"))


def _range_reader(file: File, header: Header, stored: np.dtype[Any]) -> Callable[[int, int], Array]:
    """The function that reads a range of the numbers as they are stored, but in C order."""
    if header.fortran and len(header.shape) > 1:
        from lossctl.inputs.readers.torch_save.strided_ranges import StridedRanges

        strides = [math.prod(header.shape[:axis]) for axis in range(len(header.shape))]
        return StridedRanges(file, header.end, header.shape, strides, stored)
    return partial(_read_range, file, header.end, stored)


def _read_range(data: Bytes, begin: int, stored: np.dtype[Any], start: int, stop: int) -> Array:
    at = begin + start * stored.itemsize
    if isinstance(data, File):
        return data.read(at, stop - start, stored)
    return np.frombuffer(data, stored, stop - start, at)


def _read_converted(
    read_range: Callable[[int, int], Array], convert: Callable[[Array], Array], start: int, stop: int
) -> Array:
    return convert(read_range(start, stop))


def _float32_of_bfloat16(bits: Array) -> Array:
    from lossctl.inputs.readers.containers.small_floats import float32_of_bfloat16

    return float32_of_bfloat16(bits)


def _native(stored: Array) -> Array:
    """In native byte order, and a long double as float64."""
    if stored.dtype.kind == "f" and stored.dtype.itemsize > 8:
        with np.errstate(over="ignore"):  # what is too large for float64 becomes infinite
            return stored.astype(np.float64)
    return stored.astype(stored.dtype.newbyteorder("="), copy=False)
