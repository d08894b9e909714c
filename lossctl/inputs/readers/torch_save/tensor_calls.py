"""Tensors as PyTorch pickles them: a function of torch._utils, a storage, an offset, a shape and strides."""

import math
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.readers.torch_save.element_types import ELEMENT_TYPES, STORAGES, UNREAD_SIZES, item_size
from lossctl.inputs.readers.torch_save.records import (
    Global,
    OddArgumentsError,
    Pairs,
    Storage,
    Tensor,
    Unread,
    is_count,
    sizes,
)

_MOST_REPEATED = 1 << 28  # numbers of a view in which one number of the storage stands several times

Args = tuple[Any, ...]


def storage(saved: Any) -> Storage:
    """The storage that a persistent id names: ("storage", class, key, device, numbers[, view of it])."""
    match saved:
        case ("storage", Global(name), str(key), str(), numbers, *view) if is_count(numbers):
            dtype = _type_of_storage(name)
        case _:
            raise InputError("is damaged, or made by hand: no storage of PyTorch has such an id")
    total = numbers * item_size(dtype)
    match view:
        case [] | [None]:
            return Storage(key, dtype, 0, total, total)
        case [(str(), first, count)] if is_count(first) and is_count(count) and first + count <= numbers:
            return Storage(key, dtype, first * item_size(dtype), count * item_size(dtype), total)
    raise InputError(f"is damaged, or made by hand: a view of storage {key} is no part of it")


def tensor(args: Args) -> Tensor:
    """(storage, offset, shape, strides, requires_grad, hooks[, metadata])"""
    if len(args) not in (4, 6, 7) or not isinstance(args[0], Storage):
        raise OddArgumentsError
    return _view(args[0], args[0].dtype, args[1:4], args[6] if len(args) > 6 else None)


def tensor_of_type(args: Args) -> Tensor:
    """(storage, offset, shape, strides, requires_grad, hooks, dtype[, metadata])"""
    if len(args) not in (7, 8) or not isinstance(args[0], Storage):
        raise OddArgumentsError
    return _view(args[0], _dtype(args[6]), args[1:4], args[7] if len(args) > 7 else None)


def parameter(args: Args) -> Tensor | Unread:
    """(tensor, requires_grad, hooks[, attributes])"""
    if len(args) not in (3, 4) or not isinstance(args[0], Tensor | Unread):
        raise OddArgumentsError
    return args[0]


def from_cpu(args: Args) -> Tensor:
    """A tensor of a device that has no storages: (tensor, dtype, device, requires_grad)."""
    if len(args) != 4 or not isinstance(args[0], Tensor) or _dtype(args[1]) != args[0].dtype:
        raise OddArgumentsError
    return args[0]


def size(args: Args) -> tuple[int, ...]:
    if len(args) != 1:
        raise OddArgumentsError
    return sizes(args[0])


def _view(storage: Storage, dtype: str, place: Args, metadata: Any) -> Tensor:
    """A tensor all of whose numbers lie in its storage; anything else is refused."""
    offset, shape, strides = place[0], sizes(place[1]), sizes(place[2])
    if not is_count(offset) or len(shape) != len(strides):
        raise OddArgumentsError
    there = storage.size // item_size(dtype)
    count = extent = 1
    for length, stride in zip(shape, strides, strict=True):
        count, extent = count * length, extent + (length - 1) * stride
    if math.prod(filter(None, shape)) * item_size(dtype) >= 1 << 63 or (count and offset + extent > there):
        shown = f"shape {shape}, strides {strides} and offset {offset}"
        raise InputError(f"a tensor of {shown} does not lie in its storage of {there} numbers")
    if count > max(there, _MOST_REPEATED):
        problem = f"a tensor of shape {shape} repeats the {there} numbers of its storage"
        raise InputError(problem, remedy="save it as a whole: torch.save(x.contiguous(), 'y.pt')")
    negative = _is_negative(metadata)
    if negative and dtype == "bool":
        raise OddArgumentsError
    return Tensor(storage, dtype, offset, shape, strides, negative)


def _is_negative(metadata: Any) -> bool:
    """Whether the numbers are those of the storage with their signs changed; `conj` stands only beside complex ones."""
    if metadata is None:
        return False
    if not isinstance(metadata, Pairs):
        raise OddArgumentsError
    return any(type(key) is str and key == "neg" and value is True for key, value in metadata.items)


def _type_of_storage(name: str) -> str:
    """The type that a class of storages stands for; that of bytes whose type the tensor says is uint8."""
    dtype = STORAGES.get(name.removeprefix("torch."))
    if dtype is None and name != "torch.storage.UntypedStorage":
        raise InputError(f"holds a storage of the class {name}, which lossctl does not know")
    return dtype or "uint8"


def _dtype(value: Any) -> str:
    name = value.name.removeprefix("torch.") if isinstance(value, Global) else ""
    if name not in ELEMENT_TYPES and name not in UNREAD_SIZES:
        raise OddArgumentsError
    return name
