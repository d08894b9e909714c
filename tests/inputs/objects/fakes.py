"""Objects of libraries that are not installed, as their documentation says that they behave."""

from typing import Any

import numpy as np


class JaxArray:
    """`jax.Array`: NumPy takes it by `__array__`; bfloat16 comes as the type of ml_dtypes."""

    def __init__(self, values: Any, dtype: Any = np.float32) -> None:
        self._values = np.asarray(values).astype(dtype)
        self.shape, self.dtype, self.ndim = self._values.shape, self._values.dtype, self._values.ndim

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.array(self._values, dtype=dtype)


class JaxTracer(JaxArray):
    """What a function under `jax.jit` gets: it has a shape, and no numbers."""

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        raise TypeError(
            "The numpy.ndarray conversion method __array__() was called on traced array with shape float32[2,3].\n"
            "See https://docs.jax.dev/en/latest/errors.html#jax.errors.TracerArrayConversionError"
        )


class EagerTensor:
    """TensorFlow's eager tensor: `__array__` and `numpy`; its type is no type of NumPy."""

    def __init__(self, values: Any, dtype: Any = np.float32) -> None:
        self._values = np.asarray(values).astype(dtype)
        self.shape, self.ndim = self._values.shape, self._values.ndim

    @property
    def dtype(self) -> str:
        return f"<dtype: '{self._values.dtype}'>"

    def numpy(self) -> Any:
        return self._values

    def __array__(self, dtype: Any = None) -> Any:
        return np.array(self._values, dtype=dtype)


class SymbolicTensor(EagerTensor):
    """What a function under `tf.function` gets."""

    def __array__(self, dtype: Any = None) -> Any:
        raise NotImplementedError("Cannot convert a symbolic tf.Tensor (x:0) to a numpy array.")


class CudaTensor:
    """A tensor of PyTorch on a GPU: only its copy on the CPU gives numbers."""

    is_meta, device = False, "cuda:0"

    def __init__(self, tensor: Any) -> None:
        self._tensor = tensor
        self.dtype, self.layout = tensor.dtype, tensor.layout

    def detach(self) -> "CudaTensor":
        return CudaTensor(self._tensor.detach())

    def cpu(self) -> Any:
        return self._tensor

    def is_floating_point(self) -> bool:
        return True

    def numpy(self) -> Any:
        raise TypeError("can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor first.")

    def __array__(self, dtype: Any = None) -> Any:
        return self.numpy()


class FullGpu(CudaTensor):
    """The same where the copy fails."""

    def detach(self) -> "FullGpu":
        return self

    def cpu(self) -> Any:
        raise RuntimeError("CUDA error: an illegal memory access was encountered\nCUDA kernel errors might be …")


class CupyArray:
    """CuPy refuses `__array__` and has `get`."""

    def __init__(self, values: Any) -> None:
        self._values = np.asarray(values)
        self.__cuda_array_interface__ = {"shape": self._values.shape}

    def get(self) -> Any:
        return self._values

    def __array__(self, dtype: Any = None) -> Any:
        raise TypeError("Implicit conversion to a NumPy array is not allowed. Please use `.get()`")


class DlpackOnly:
    """An array with nothing but DLPack, on the CPU or on another device."""

    def __init__(self, values: Any, device: int = 1) -> None:
        self._values, self._device = np.asarray(values), device

    def __dlpack__(self, **given: Any) -> Any:
        return self._values.__dlpack__(**given)

    def __dlpack_device__(self) -> tuple[int, int]:
        return (self._device, 0)


class DataArray:
    """xarray's array: `__array__`, with names of its axes beside it."""

    def __init__(self, values: Any) -> None:
        self.values = np.asarray(values)
        self.dims = tuple(f"axis_{i}" for i in range(self.values.ndim))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return self.values


class DaskFrame:
    """dask's frame, which is yet to be calculated."""

    npartitions = 2

    def compute(self) -> Any:
        raise NotImplementedError
