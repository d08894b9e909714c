"""safetensors: a header in JSON that names arrays, then their bytes; large arrays stay in the file.

The file begins with the length of the header in eight bytes. The header gives each array a type, a shape, and where its
bytes begin and end behind the header. As in the library, they must fill the rest of the file without gap or overlap.
"""

import json
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from lossctl.errors import InputError, located
from lossctl.inputs.array_names import listed, repeated
from lossctl.inputs.document import Array, Content, Document, Members, NoNumbersError
from lossctl.inputs.files import file
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Bytes, SourceBytes
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers.torch_save.element_types import ELEMENT_TYPES

_LONGEST_HEADER = 100_000_000  # the library's limit
_TOO_MANY = 1 << 63
_METADATA = "__metadata__"


class _Tensor(NamedTuple):
    """The entry of the header: `begin` and `end` count from the end of the header."""

    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int


def recognises(source: SourceBytes) -> bool:
    head = source.data[:9]
    return head[5:] == b"\0\0\0{"  # a header of less than 2⁴⁰ bytes


def read(source: SourceBytes) -> Document:
    header = _header(source.data)
    begin = 8 + len(header)
    tensors = _tensors(header)
    _check_places(tensors, len(source.data) - begin)
    return Members({name: partial(_content, source.data, begin, name, each) for name, each in tensors.items()})


def _header(data: Bytes) -> bytes:
    length = int.from_bytes(data[:8], "little")
    if length > _LONGEST_HEADER:
        raise InputError(f"its header is said to take {length} bytes; safetensors allows {_LONGEST_HEADER}")
    if length > len(data) - 8:
        raise InputError(f"is cut off: {len(data) - 8} bytes where its header alone takes {length}")
    return data[8 : 8 + length]


def _tensors(header: bytes) -> dict[str, _Tensor]:
    try:
        entries = json.loads(str(header, "utf-8"), object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        raise InputError("starts like a safetensors file, but its header is no JSON text") from None
    metadata = entries.pop(_METADATA, None) or {}
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise InputError(f"the header's {_METADATA} is no object of texts")
    return {name: _tensor(name, entry) for name, entry in entries.items()}


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise InputError(f"the header has {repeated(name for name, _ in pairs)[0]!r} twice")
    return found


def _tensor(name: str, entry: Any) -> _Tensor:
    """The entry of one array, whose shape and type must need as many bytes as it has."""
    fields = entry if isinstance(entry, dict) else {}
    dtype, shape, offsets = fields.get("dtype"), _sizes(fields.get("shape")), _sizes(fields.get("data_offsets"))
    if not isinstance(dtype, str) or shape is None or offsets is None or len(offsets) != 2:
        raise InputError("its entry in the header must have a dtype, a shape and two data_offsets", name)
    begin, end = offsets
    bits = _count(shape) * _BITS.get(dtype, 0)
    if begin > end or (dtype in _BITS and (end - begin) * 8 != bits):
        takes = f"takes {-(-bits // 8)} bytes" if bits < _TOO_MANY else "takes more bytes than any file has"
        problem = f"shape {_shown(shape)} of {dtype} {takes}; its data_offsets are {begin} and {end}"
        raise InputError(problem, name)
    return _Tensor(dtype, shape, begin, end)


def _sizes(values: Any) -> tuple[int, ...] | None:
    """A list of whole numbers from 0 on, in eight bytes; None for anything else."""
    fine = isinstance(values, list) and all(type(value) is int and 0 <= value < _TOO_MANY for value in values)
    return tuple(values) if fine else None


def _count(shape: tuple[int, ...]) -> int:
    """How many numbers an array of this shape has; many axes take no time once there are too many."""
    count = 0 if 0 in shape else 1
    for length in shape:
        count *= length
        if count >= _TOO_MANY:
            break
    return count


def _shown(shape: tuple[int, ...]) -> str:
    return f"({listed([str(length) for length in shape])})"


def _check_places(tensors: dict[str, _Tensor], size: int) -> None:
    """InputError unless the arrays fill the bytes behind the header, one behind the other."""
    done, before = 0, ""
    for name, each in sorted(tensors.items(), key=lambda item: item[1][2:]):
        if each.begin < done:
            raise InputError(f"{before} and {name} overlap in the file")
        if each.begin > done:
            raise InputError(f"{each.begin - done} bytes before {name} belong to no array")
        done, before = each.end, name
    if size < done:
        raise InputError(f"is cut off: {size} bytes of arrays where its header promises {done}")
    if size > done:
        raise InputError(f"{size - done} bytes behind the last array belong to none")


def _content(data: Bytes, header_end: int, name: str, tensor: _Tensor) -> Content:
    """An array in the file where it is large, else in memory."""
    with located(name):
        if tensor.dtype not in _TYPES:
            raise _no_numbers(tensor.dtype)
        stored, convert = _TYPES[tensor.dtype]
        begin, end = header_end + tensor.begin, header_end + tensor.end
        try:
            dtype = convert(np.zeros((1,) * len(tensor.shape), stored)).dtype
            if isinstance(data, File) and end - begin >= file.LARGE:
                return LazyArray(tensor.shape, dtype, partial(_read_range, data, begin, stored, convert), (name,))
            return convert(np.frombuffer(data[begin:end], stored)).reshape(tensor.shape)
        except ValueError:
            raise InputError(f"its shape, {_shown(tensor.shape)}, is too much for NumPy") from None


def _read_range(
    data: File, begin: int, stored: np.dtype[Any], convert: Callable[[Array], Array], start: int, stop: int
) -> Array:
    return convert(data.read(begin + start * stored.itemsize, stop - start, stored))


def _no_numbers(dtype: str) -> NoNumbersError:
    if dtype.startswith("C"):
        return NoNumbersError(f"holds complex numbers ({dtype})", remedy="save real ones: x.real")
    return NoNumbersError(f"holds {dtype}, which lossctl does not read", remedy="save it as float32")


# What the types are called by PyTorch.
_NAMES = {
    "F64": "float64",
    "F32": "float32",
    "F16": "float16",
    "BF16": "bfloat16",
    "F8_E4M3": "float8_e4m3fn",
    "F8_E5M2": "float8_e5m2",
    "F8_E4M3FNUZ": "float8_e4m3fnuz",
    "F8_E5M2FNUZ": "float8_e5m2fnuz",
    "F8_E8M0": "float8_e8m0fnu",
    "I64": "int64",
    "I32": "int32",
    "I16": "int16",
    "I8": "int8",
    "U64": "uint64",
    "U32": "uint32",
    "U16": "uint16",
    "U8": "uint8",
    "BOOL": "bool",
}
_TYPES = {name: ELEMENT_TYPES[known] for name, known in _NAMES.items()}
_REFUSED_BITS = {"F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "C64": 64}
_BITS = {name: 8 * each.stored.itemsize for name, each in _TYPES.items()} | _REFUSED_BITS
