"""NumPy arrays inside a pickle: their bytes stand in it, and only those of numbers and texts are read."""

import math
import re
from typing import Any

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Content, NoNumbersError
from lossctl.inputs.readers.torch_save.records import Global, Latin1, NumpyArray, NumpyType, OddArgumentsError, sizes

_NUMBERS = r"b1|[iu][1248]|f[248]"
_READ = re.compile(_NUMBERS + r"|[US]\d{1,6}", re.ASCII)
_LAST_CHARACTER = 0x10FFFF
_ARRAYS = ("numpy.ndarray", "numpy.memmap")

Args = tuple[Any, ...]


def dtype(args: Args) -> NumpyType:
    """`f8`, and two flags; the byte order comes with the state."""
    if not args or type(args[0]) is not str:
        raise OddArgumentsError
    code = args[0]
    return NumpyType(code[1:], code[0]) if code[:1] in tuple("<>|=") else NumpyType(code)


def array(args: Args) -> NumpyArray:
    """(class, (0,), b"b"): an array whose shape, type and bytes come with the state."""
    if len(args) != 3 or not isinstance(args[0], Global) or args[0].name not in _ARRAYS:
        raise OddArgumentsError
    return NumpyArray()


def from_buffer(args: Args) -> NumpyArray:
    """(bytes, dtype, shape, order)"""
    if len(args) != 4 or args[3] not in ("C", "F"):
        raise OddArgumentsError
    return _checked(NumpyArray(), args[1], args[2], args[3] == "F", args[0])


def from_device(args: Args) -> NumpyArray:
    """A tensor of a device that has no storages: (array, dtype, device, requires_grad)."""
    if len(args) != 4 or not isinstance(args[0], NumpyArray):
        raise OddArgumentsError
    return args[0]


def scalar(args: Args) -> Any:
    """(dtype, bytes): the number itself, so that a list of such is one of numbers."""
    if len(args) != 2:
        raise OddArgumentsError
    found = _checked(NumpyArray(), args[0], (), False, args[1])
    return content(found).item() if holds_numbers(found) else found  # type: ignore[union-attr]


def encode(args: Args) -> Latin1:
    """Bytes as Python 2 can read them: (text, "latin1")."""
    if len(args) != 2 or type(args[0]) is not str or args[1] != "latin1":
        raise OddArgumentsError
    return Latin1(args[0])


def set_type(numpy_type: NumpyType, state: Any) -> None:
    """(version, byte order, subtype, names of fields, …)"""
    if type(state) is not tuple or len(state) < 4 or state[1] not in ("<", ">", "|", "="):
        raise OddArgumentsError
    numpy_type.order = state[1]
    if state[2] is not None or state[3] is not None:
        numpy_type.code = "V"


def set_array(found: NumpyArray, state: Any) -> None:
    """(version, shape, dtype, whether the first axis varies fastest, bytes)"""
    if type(state) is not tuple or len(state) != 5:
        raise OddArgumentsError
    _checked(found, state[2], state[1], state[3], state[4])


def holds_numbers(found: NumpyArray) -> bool:
    return found.dtype is not None and re.fullmatch(_NUMBERS, found.dtype.code) is not None


def content(found: NumpyArray) -> Content:
    """Numbers in native byte order; words where they are texts."""
    code = found.dtype.code if found.dtype else "nothing"
    if found.dtype is None or not _READ.fullmatch(code):
        what = {"O": "pickled Python objects, which are never loaded", "V": "records of several fields"}
        raise NoNumbersError(f"holds {what.get(code[:1], 'a NumPy array of the type ' + code)}")
    stored = np.dtype(found.dtype.order + code)
    try:
        data = found.data.data if isinstance(found.data, Latin1) else found.data
    except UnicodeEncodeError:
        raise InputError("its bytes are written as a text that is no Latin-1: it is damaged") from None
    if not stored.itemsize or len(data) != math.prod(found.shape) * stored.itemsize:
        raise InputError(f"{len(data)} bytes where shape {found.shape} of {stored} is promised")
    if stored.kind == "U" and data and (np.frombuffer(data, found.dtype.order + "u4") > _LAST_CHARACTER).any():
        raise InputError("its texts hold numbers that are no characters: it is damaged")
    try:
        values = np.frombuffer(data, stored) if data else np.empty(0, stored)
        values = values.reshape(found.shape, order="F" if found.fortran else "C")
    except ValueError:
        raise InputError(f"a shape of {len(found.shape)} axes is too much for NumPy") from None
    if stored.kind not in "US":
        return values.astype(stored.newbyteorder("="), copy=False)
    from lossctl.inputs.readers.containers import npy_text

    return npy_text.content(values)


def _checked(found: NumpyArray, dtype: Any, shape: Any, fortran: Any, data: Any) -> NumpyArray:
    """Set all of it. The objects of an array of such come as a list, which is not kept."""
    if not isinstance(dtype, NumpyType) or type(fortran) not in (bool, int):
        raise OddArgumentsError
    if type(data) is str:  # of Python 2
        data = Latin1(data)
    elif not isinstance(data, bytes | Latin1) and dtype.code[:1] not in ("O", "V"):
        raise OddArgumentsError
    found.dtype, found.shape, found.fortran = dtype, sizes(shape), bool(fortran)
    found.data = data if isinstance(data, bytes | Latin1) else b""
    return found
