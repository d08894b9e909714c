"""The numbers of tensors: small ones in memory, large ones left in the file."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from lossctl.inputs.contents import NoNumbersError
from lossctl.inputs.files import file
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Bytes
from lossctl.inputs.lazy_array import Array, LazyArray
from lossctl.inputs.readers.torch_save.element_types import ELEMENT_TYPES, ElementType
from lossctl.inputs.readers.torch_save.records import Storage, Tensor
from lossctl.inputs.readers.torch_save.strided_ranges import StridedRanges

_ROOM = 1 << 26  # bytes of small tensors that are kept in memory beside as many as the file has


class TensorContents:
    """Reads tensors. `read_storage` gives all bytes of a storage, in memory or as a part of the file.

    Small tensors of a file may be many views of one storage: what takes more memory than the file stays in it.
    """

    def __init__(self, read_storage: Callable[[Storage], Bytes], file_size: int, big_endian: bool = False) -> None:
        self.read_storage, self.big_endian = read_storage, big_endian
        self._storages: dict[Storage, Bytes] = {}
        self._room = file_size + _ROOM

    def content(self, tensor: Tensor) -> Array | LazyArray:
        kind = ELEMENT_TYPES.get(tensor.dtype)
        if kind is None:
            raise NoNumbersError(f"holds {tensor.dtype} numbers, which are not read")
        if self.big_endian:
            kind = kind._replace(stored=kind.stored.newbyteorder(">"))
        count = int(np.prod(tensor.shape, dtype=object))
        if not count:
            return _converted(kind, False, np.empty(tensor.shape, kind.stored))
        read = self._range_reader(tensor, kind.stored)
        size = count * kind.stored.itemsize
        convert = partial(_converted, kind, tensor.negative)
        if size < file.LARGE and size <= self._room:
            self._room -= size
            return convert(read(0, count)).reshape(tensor.shape)
        dtype = convert(np.zeros(1, kind.stored)).dtype
        return LazyArray(tensor.shape, dtype, partial(_read_range, read, convert))

    def _range_reader(self, tensor: Tensor, stored: np.dtype[Any]) -> Callable[[int, int], Array]:
        data = self._bytes_of(tensor.storage)
        begin = tensor.storage.begin + tensor.offset * stored.itemsize
        if isinstance(data, File):
            return StridedRanges(data, begin, tensor.shape, tensor.strides, stored)
        return partial(_read_from_memory, data, begin, tensor, stored)

    def _bytes_of(self, storage: Storage) -> Bytes:
        if storage not in self._storages:
            self._storages[storage] = self.read_storage(storage)
        return self._storages[storage]


def _read_from_memory(data: bytes, begin: int, tensor: Tensor, stored: np.dtype[Any], start: int, stop: int) -> Array:
    strides = tuple(stride * stored.itemsize for stride in tensor.strides)
    view: Array = np.ndarray(tensor.shape, stored, data, begin, strides)
    return np.asarray(view.flat[start:stop])


def _read_range(read: Callable[[int, int], Array], convert: Callable[[Array], Array], start: int, stop: int) -> Array:
    return convert(read(start, stop))


def _converted(kind: ElementType, negative: bool, stored: Array) -> Array:
    numbers = kind.convert(stored)
    return -numbers if negative else numbers
