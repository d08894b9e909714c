"""Tensors and arrays of other libraries, by what they can do: `detach`, `cpu`, `numpy`, `__array__`, `__dlpack__`.

PyTorch: a tensor with a gradient, on a GPU, sparse, quantised, or of a type that NumPy does not have refuses
`numpy()`; each is first made one that does not. JAX and TensorFlow have `__array__`, which copies from a GPU and gives
bfloat16 as the type that `ml_dtypes` adds to NumPy. CuPy has `get`.
"""

import sys
from collections.abc import Callable
from numbers import Number
from typing import Any

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.contents import Content
from lossctl.inputs.lazy_array import Array
from lossctl.inputs.objects import numpy_arrays
from lossctl.inputs.objects.refusals import called, first_line

_CPU = 1  # DLPack's number for it


def content_of(value: Any) -> Content:
    """The array that the object is, in its own memory where it lies on the CPU; InputError where it cannot be had."""
    if _is_torch(value):
        return _of_torch(value)
    for has, read in _WAYS:
        if has(value):
            return numpy_arrays.content_of(_read(value, read))
    raise InputError(f"is {called(value)}, no array", remedy="give what numpy.asarray(x) makes an array of numbers")


def _is_torch(value: Any) -> bool:
    return all(hasattr(value, each) for each in ("detach", "cpu", "numpy", "layout", "is_floating_point"))


def _of_torch(tensor: Any) -> Content:
    if getattr(tensor, "is_meta", False):
        raise InputError("is a tensor on the device meta, which has a shape and no numbers", remedy="give the real one")
    if hasattr(tensor, "full_tensor"):
        remedy = "gather it on all processes: x.full_tensor()"
        raise InputError("is a tensor that is spread over several processes", remedy=remedy)
    plain = _read(tensor, _plain_tensor)
    if str(plain.dtype) == "torch.bfloat16":
        return numpy_arrays.widened(_read(plain, _bits_of_bfloat16))
    if not plain.is_floating_point() and str(plain.dtype).startswith("torch.complex"):
        raise InputError(f"a tensor of {plain.dtype} holds no numbers", remedy="take the part that is meant: x.real")
    narrow = str(plain.dtype).startswith("torch.float8")
    return numpy_arrays.content_of(_read(plain, (lambda x: x.float().numpy()) if narrow else lambda x: x.numpy()))


def _plain_tensor(tensor: Any) -> Any:
    """The same numbers without a gradient, dense, on the CPU; the same memory where they are that already."""
    tensor = tensor.detach()
    if getattr(tensor, "is_nested", False):
        raise InputError(
            "is a nested tensor, whose rows have several lengths", remedy="pad it: x.to_padded_tensor(0.0)"
        )
    if str(tensor.layout) != "torch.strided":
        tensor = tensor.to_dense()
    tensor = tensor.cpu()
    if getattr(tensor, "is_quantized", False):
        tensor = tensor.dequantize()
    return tensor.resolve_conj().resolve_neg()


def _bits_of_bfloat16(tensor: Any) -> Array:
    """Its bits, in its own memory: the caller has imported the library whose type of 16 bits is asked for here."""
    if not tensor.ndim:
        return _bits_of_bfloat16(tensor.reshape(1)).reshape(())
    bits: Array = tensor.contiguous().view(sys.modules["torch"].int16).numpy()
    return bits.view(np.uint16)


def _on_another_device(value: Any) -> bool:
    return hasattr(value, "__cuda_array_interface__") and hasattr(value, "get")


def _from_dlpack(value: Any) -> Array:
    device = value.__dlpack_device__() if hasattr(value, "__dlpack_device__") else (_CPU, 0)
    if int(device[0]) != _CPU:
        raise InputError("lies on another device, such as a GPU", remedy="bring it to the CPU before: x.cpu()")
    return np.from_dlpack(value)


def _is_sparse(value: Any) -> bool:
    return hasattr(value, "toarray") and hasattr(value, "nnz")


_WAYS: tuple[tuple[Callable[[Any], bool], Callable[[Any], Any]], ...] = (
    (_is_sparse, lambda value: value.toarray()),
    (_on_another_device, lambda value: value.get()),
    (lambda value: hasattr(value, "__array__"), np.asarray),
    (lambda value: hasattr(value, "__array_interface__"), np.asarray),
    (lambda value: hasattr(value, "__dlpack__"), _from_dlpack),
    (lambda value: isinstance(value, Number | range | memoryview), np.asarray),
    (lambda value: type(value).__name__ == "array" and hasattr(value, "typecode"), np.asarray),
)


def _read(value: Any, read: Callable[[Any], Any]) -> Any:
    """What the library makes of the object; InputError in the place of whatever it raises."""
    try:
        return read(value)
    except InputError:
        raise
    except MemoryError:
        raise InputError(f"is {called(value)}, and needs more memory than there is") from None
    except Exception as fault:  # another library's: its first line says what is wrong, and no traceback is shown
        said = first_line(fault)
        remedy = "give it as numbers on the CPU: x.detach().cpu().numpy(), or numpy.asarray(x), outside of jit"
        raise InputError(f"is {called(value)}, which gives no array ({said})", remedy=remedy) from None
