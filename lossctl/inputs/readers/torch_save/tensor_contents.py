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

_ROOM = 1 << 25  # bytes of small tensors, and of unpacked storages, that are kept in memory

ReadStorage = Callable[[Storage], Bytes]


class TensorContents:
    """Reads tensors. `read_storage` gives all bytes of a storage, in memory or as a part of the file.

    There may be many small tensors, many of them views of one storage: what there is no room for is read again each
    time.
    """

    def __init__(self, read_storage: ReadStorage, big_endian: bool = False) -> None:
        self.read_storage, self.big_endian = read_storage, big_endian
        self._storages: dict[Storage, Bytes] = {}
        self._room = self._room_of_storages = _ROOM

    def content(self, tensor: Tensor) -> Array | LazyArray:
        """A small tensor as an array while there is room."""
        lazy = self.in_file(tensor)
        size = lazy.size * lazy.dtype.itemsize
        if lazy.size and (size >= file.LARGE or size > self._room):
            return lazy
        self._room -= size
        return np.asarray(lazy)

    def in_file(self, tensor: Tensor) -> LazyArray:
        kind = ELEMENT_TYPES.get(tensor.dtype)
        if kind is None:
            raise NoNumbersError(f"holds {tensor.dtype} numbers, which are not read")
        if self.big_endian:
            kind = kind._replace(stored=kind.stored.newbyteorder(">"))
        convert = partial(_converted, kind, tensor.negative)
        read = self._range_reader(tensor, kind.stored)
        dtype = convert(np.zeros(1, kind.stored)).dtype
        return LazyArray(tensor.shape, dtype, partial(_read_range, read, convert))

    def _range_reader(self, tensor: Tensor, stored: np.dtype[Any]) -> Callable[[int, int], Array]:
        if 0 in tensor.shape:
            return partial(_read_nothing, stored)
        data = self._bytes_of(tensor.storage)
        begin = tensor.storage.begin + tensor.offset * stored.itemsize
        if isinstance(data, File):
            return StridedRanges(data, begin, tensor.shape, tensor.strides, stored)
        kept: ReadStorage | bytes = data if tensor.storage in self._storages else self.read_storage
        return partial(_read_from_memory, kept, begin, tensor, stored)

    def _bytes_of(self, storage: Storage) -> Bytes:
        if storage in self._storages:
            return self._storages[storage]
        data = self.read_storage(storage)
        size = 0 if isinstance(data, File) else len(data)
        if size <= self._room_of_storages:
            self._room_of_storages -= size
            self._storages[storage] = data
        return data


def _read_nothing(stored: np.dtype[Any], *_: int) -> Array:
    return np.empty(0, stored)


def _read_from_memory(
    data: bytes | ReadStorage, begin: int, tensor: Tensor, stored: np.dtype[Any], start: int, stop: int
) -> Array:
    whole = data if isinstance(data, bytes) else data(tensor.storage)[:]
    strides = tuple(stride * stored.itemsize for stride in tensor.strides)
    view: Array = np.ndarray(tensor.shape, stored, whole, begin, strides)
    return np.asarray(view.flat[start:stop])


def _read_range(read: Callable[[int, int], Array], convert: Callable[[Array], Array], start: int, stop: int) -> Array:
    return convert(read(start, stop))


def _converted(kind: ElementType, negative: bool, stored: Array) -> Array:
    numbers = kind.convert(stored)
    return -numbers if negative else numbers
