"""NumPy's .npy: one array of numbers, never of pickled objects; a large one stays in its file."""

import io
import math
import warnings
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array, Members
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Bytes, SourceBytes
from lossctl.inputs.lazy_array import LazyArray

_MAGIC = b"\x93NUMPY"
_NOT_NUMBERS = {
    "O": "holds pickled Python objects, which are never loaded",
    "c": "holds complex numbers",
    "V": "holds records of several fields",
    "M": "holds dates",
    "m": "holds time spans",
    "U": "holds text",
    "S": "holds text",
}
_SAVE = "save numbers: np.save(f, np.asarray(x, dtype=float))"


class _Header(NamedTuple):
    shape: tuple[int, ...]
    fortran: bool
    dtype: np.dtype[Any]
    end: int


def recognises(source: SourceBytes) -> bool:
    return source.data[:6] == _MAGIC


def read(source: SourceBytes) -> Members:
    return Members({"": lambda: parse(source.data)})


def parse(data: Bytes) -> Array | LazyArray:
    """The one array in these bytes, in native byte order; bfloat16 (`|V2`) as float32, a long double as float64."""
    header = _read_header(data)
    bfloat16 = header.dtype == np.dtype("V2") and header.dtype.names is None
    if header.dtype.kind not in "biuf" and not bfloat16:
        raise InputError(_NOT_NUMBERS.get(header.dtype.kind, f"holds {header.dtype}"), remedy=_SAVE)
    count = math.prod(header.shape)
    _check_length(len(data) - header.end, count * header.dtype.itemsize)
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


def _range_reader(file: File, header: _Header, stored: np.dtype[Any]) -> Callable[[int, int], Array]:
    """The function that reads a range of the numbers as they are stored, but in C order."""
    if header.fortran and len(header.shape) > 1:
        from lossctl.inputs.readers.containers.fortran_order import FortranOrder

        return FortranOrder(file, header.end, header.shape, stored)
    return partial(_read_range, file, header.end, stored)


def _read_range(file: File, begin: int, stored: np.dtype[Any], start: int, stop: int) -> Array:
    return file.read(begin + start * stored.itemsize, stop - start, stored)


def _read_converted(
    read_range: Callable[[int, int], Array], convert: Callable[[Array], Array], start: int, stop: int
) -> Array:
    return convert(read_range(start, stop))


def _read_header(data: Bytes) -> _Header:
    start = data[: 1 << 17]
    length = int.from_bytes(start[8:10], "little") if start[6:7] == b"\x01" else len(start)
    return _parse_header(start[: 10 + length])


@lru_cache(64)
def _parse_header(header: bytes) -> _Header:
    """Cached, since NumPy compiles the header as Python code, and the files of many shards have the same one."""
    start = io.BytesIO(header)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            version = np.lib.format.read_magic(start)
            parse = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, fortran, dtype = parse(start)
    except Exception:  # NumPy evaluates the header as Python code: damaged bytes raise whatever Python's parser can
        raise InputError("starts like a .npy file, but its header is damaged") from None
    if any(length < 0 for length in shape):
        raise InputError(f"the header gives the shape {shape}")
    return _Header(shape, fortran, dtype, start.tell())


def _check_length(present: int, promised: int) -> None:
    if present < promised:
        raise InputError(f"is cut off: {present} bytes of numbers where its header promises {promised}")
    if present > promised:
        raise InputError(f"{present - promised} bytes after the array: several arrays in one file?")


def _float32_of_bfloat16(bits: Array) -> Array:
    """A bfloat16 is the upper half of a float32."""
    return (bits.astype(np.uint32) << 16).view(np.float32)


def _native(stored: Array) -> Array:
    """In native byte order, and a long double as float64."""
    if stored.dtype.kind == "f" and stored.dtype.itemsize > 8:
        with np.errstate(over="ignore"):  # what is too large for float64 becomes infinite
            return stored.astype(np.float64)
    return stored.astype(stored.dtype.newbyteorder("="), copy=False)
