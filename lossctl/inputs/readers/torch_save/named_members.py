"""The arrays, numbers and texts that dicts, lists and tuples hold, by dotted names: `model.logits`, `batches.0`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from lossctl.errors import InputError, located
from lossctl.inputs import nested_lists
from lossctl.inputs.document import Content, Members, NoNumbersError, Text
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers.torch_save import numpy_calls
from lossctl.inputs.readers.torch_save.load_pickle import Loaded
from lossctl.inputs.readers.torch_save.records import Global, Latin1, NumpyArray, Pairs, Storage, Tensor, Unread
from lossctl.inputs.readers.torch_save.tensor_contents import TensorContents

DEEPEST = nested_lists.DEEPEST
_SINGLE = (bool, int, float, str)
_FREE = 10_000  # values that may be looked at beside some for each opcode


class _Leaf(NamedTuple):
    """What stands under a name; `path` is how Python takes it from the whole: `['model']['logits']`."""

    value: Any
    path: str


def document_of(loaded: Loaded, tensors: TensorContents) -> Members:
    """One array without a name, or arrays by name; each is read when it is asked for."""
    leaves = _Leaves(loaded)
    members = {name: partial(_content, name, leaf, tensors) for name, leaf in leaves.found.items()}
    singles = frozenset(name for name, leaf in leaves.found.items() if name and type(leaf.value) in _SINGLE)
    return MembersOfLists(members, singles, remedy=_joining(leaves.found))


@dataclass(frozen=True)
class MembersOfLists(Members):
    """Arrays by name. `remedy` says how to join lists of batches, whose names are those of no input or target."""

    remedy: str = ""

    def missing(self, role: str) -> InputError:
        error = super().missing(role)
        error.remedy = self.remedy or error.remedy
        return error


def _joining(found: "dict[str, _Leaf]") -> str:
    """How Python joins lists of arrays, one a batch or one a sample, into one array; '' where there are none."""
    lists: dict[str, list[Tensor | NumpyArray]] = {}
    for name, leaf in found.items():
        key, _, number = name.rpartition(".")
        if isinstance(leaf.value, Tensor | NumpyArray) and leaf.path == f"[{key!r}][{number}]":
            lists.setdefault(key, []).append(leaf.value)
    if not lists:
        return ""
    shapes = [{each.shape for each in arrays} for arrays in lists.values()]
    single = any(() in each for each in shapes) or all(len(each) == 1 and len(min(each)) == 1 for each in shapes)
    numpy = any(isinstance(each, NumpyArray) for arrays in lists.values() for each in arrays)
    join = ("numpy.stack" if single else "numpy.concatenate") if numpy else ("torch.stack" if single else "torch.cat")
    joined = ", ".join(f"{key!r}: {join}(d[{key!r}])" for key in list(lists)[:4])
    modules, options = ("numpy, torch", ", weights_only=False") if numpy else ("torch", "")
    code = f"import {modules}; d = torch.load('x.pt'{options}); torch.save({{**d, {joined}}}, 'y.pt')"
    return f'join the lists: python -c "{code}"'


class _Leaves:
    """A walk through the containers. Each may stand in many others, so what is looked at is counted."""

    def __init__(self, loaded: Loaded) -> None:
        self.found: dict[str, _Leaf] = {}
        self._left = _FREE + 4 * loaded.opcodes
        self._add("", loaded.value, "", 0)

    def _add(self, name: str, value: Any, path: str, depth: int) -> None:
        self._count(1)
        if depth > DEEPEST:
            raise InputError(f"nested more than {DEEPEST} deep")
        if isinstance(value, Pairs):
            for key, entry in self._entries(value):
                self._add(_joined(name, str(key)), entry, f"{path}[{key!r}]", depth + 1)
        elif type(value) in (list, tuple) and self._depth(value) is None:
            for i, entry in enumerate(value):
                self._add(_joined(name, str(i)), entry, f"{path}[{i}]", depth + 1)
        elif value is not None and not isinstance(value, Global):
            if name in self.found:
                raise InputError(f"two entries are called {name}")
            self.found[name] = _Leaf(value, path)

    def _entries(self, pairs: Pairs) -> list[tuple[Any, Any]]:
        """The entries with a key that a name can have. A key that stands twice has its last value, as in Python."""
        self._count(len(pairs.items))
        entries = {}
        for pair in pairs.items:
            if type(pair) not in (list, tuple) or len(pair) != 2:
                raise InputError("its pickle is damaged, or made by hand: a dict has an entry that is no pair")
            if type(pair[0]) in (*_SINGLE, type(None)):
                entries[pair[0]] = pair[1]
        return list(entries.items())

    def _depth(self, value: Any) -> int | None:
        """How deep lists of single values are nested: 1 for a plain one; None for what is no such list."""
        level, depth = [value], 0
        while True:
            depth += 1
            self._count(sum(map(len, level)))
            level = list(chain.from_iterable(level))
            kinds = set(map(type, level))
            if kinds <= {*_SINGLE} and (level or depth == 1):
                return depth
            if not kinds <= {list, tuple} or depth > DEEPEST or type(value) is tuple:
                return None

    def _count(self, values: int) -> None:
        self._left -= values
        if self._left < 0:
            raise InputError("its containers hold each other too many times", remedy="the file is made by hand")


def _joined(name: str, key: str) -> str:
    return f"{name}.{key}" if name else key


def _content(name: str, leaf: _Leaf, tensors: TensorContents) -> Content:
    with located(*([name] if name else [])):
        content = _content_of(leaf, tensors)
    if not name:
        return content
    if isinstance(content, LazyArray):
        return content.inside(name)
    return Text(content.entries, partial(_place, name, content.place)) if isinstance(content, Text) else content


def _content_of(leaf: _Leaf, tensors: TensorContents) -> Content:
    value = leaf.value
    if isinstance(value, Tensor):
        if value.dtype.startswith("complex"):
            raise _no_numbers(Unread(f"a tensor of complex numbers ({value.dtype})", ".real.clone()"), leaf.path)
        return tensors.content(value)
    if isinstance(value, NumpyArray):
        return numpy_calls.content(value)
    if isinstance(value, Storage | bytes | Latin1):
        raise _no_numbers(Unread("bytes without a type and a shape"), leaf.path)
    if isinstance(value, Unread):
        raise _no_numbers(value, leaf.path)
    return nested_lists.array_of(_as_lists(value), _where)


def _no_numbers(value: Unread, path: str) -> NoNumbersError:
    whole = f"torch.load('x.pt'){path}{value.convert}"
    remedy = f"python -c \"import torch; torch.save({whole}, 'y.pt')\"" if value.convert else ""
    return NoNumbersError(f"is {value.what}", remedy=remedy and f"save it as numbers: {remedy}")


def _as_lists(value: Any) -> Any:
    return [_as_lists(each) for each in value] if type(value) in (list, tuple) else value


def _where(index: nested_lists.Index) -> tuple[str, ...]:
    return (nested_lists.index_text(index),) if index else ()


def _place(name: str, place: Callable[[int], tuple[str, ...]], i: int) -> tuple[str, ...]:
    return (name, *place(i))
