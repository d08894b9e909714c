"""The arrays, numbers and texts of a file of torch.save: each is read when it is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from lossctl.errors import InputError, located
from lossctl.inputs import nested_lists
from lossctl.inputs.contents import inside
from lossctl.inputs.document import Content, Members, Taken
from lossctl.inputs.files.origins import Origin
from lossctl.inputs.hints import NO_HINTS, Hints
from lossctl.inputs.readers.torch_save import numpy_calls
from lossctl.inputs.readers.torch_save.leaves import SINGLE, Leaves
from lossctl.inputs.readers.torch_save.load_pickle import Loaded
from lossctl.inputs.readers.torch_save.records import Joined, Latin1, NumpyArray, Storage, Tensor, Unread
from lossctl.inputs.readers.torch_save.tensor_contents import TensorContents

_Taken = TypeVar("_Taken", Taken, Taken | None)
_JOIN = (
    "its batches do not fit together along the first axis: join them before they are saved, by torch.cat(inputs) and "
    "torch.cat(targets); rows of tokens as x.flatten(0, -2) and y.flatten()"
)


def document_of(loaded: Loaded, tensors: TensorContents, origin: Origin) -> Members:
    """One array without a name, or arrays by name; each is read when it is asked for."""
    leaves = Leaves(loaded)
    read = partial(_content, tensors, origin)
    members, parts = ({name: partial(read, name, value) for name, value in each.items()} for each in leaves.found)
    singles = frozenset(name for name, value in leaves.found[0].items() if name and type(value) in SINGLE)
    return MembersOfLists(
        members,
        singles,
        notes=tuple(leaves.notes),
        parts=parts,
        batches=_batches(leaves, read),
        unjoined=tuple(leaves.unjoined),
    )


@dataclass(frozen=True)
class MembersOfLists(Members):
    """Arrays by name. `parts` are those of which others are joined: only their own names take them.

    `batches` are the two arrays of a list: one array where the other role is in another file. `unjoined` are lists of
    batches that do not fit together: no single one of them is taken for all.
    """

    parts: Mapping[str, Callable[[], Content]] = field(default_factory=dict)
    batches: Callable[[], Taken] | None = None
    unjoined: tuple[str, ...] = ()

    def find(self, role: str, hints: Hints = NO_HINTS) -> Taken | None:
        return self._whole(partial(super().find, role, hints))

    def take(self, role: str, hints: Hints = NO_HINTS) -> Taken:
        return self.batches() if self.batches else self._whole(partial(super().take, role, hints))

    def _whole(self, choose: Callable[[], _Taken]) -> _Taken:
        """The array that is chosen, unless it is one batch of several."""
        try:
            found = choose()
        except InputError as error:
            error.remedy = _JOIN if self.unjoined else error.remedy
            raise
        if found and any(_is_entry(found.name, name) for name in self.unjoined):
            raise InputError(f"{found.name} is only one of the batches in a list", remedy=_JOIN)
        return found

    def part(self, name: str, hints: Hints = NO_HINTS) -> Taken:
        if name in self.parts and name not in self.members:
            return Taken(name, self.parts[name]())
        return super().part(name, hints)


def _is_entry(name: str, of_list: str) -> bool:
    """Whether this is an entry of the list, or is in one."""
    above = f"{of_list}." if of_list else ""
    return name.startswith(above) and name.removeprefix(above).partition(".")[0].isdigit()


def _batches(leaves: Leaves, read: Callable[[str, Any], Content]) -> Callable[[], Taken] | None:
    found = leaves.two_batches()
    return partial(_taken, read, found) if found else None


def _taken(read: Callable[[str, Any], Content], found: Joined) -> Taken:
    return Taken("", read("", found), notes=(found.note([]),))


def _content(tensors: TensorContents, origin: Origin, name: str, value: Any) -> Content:
    with located(*([name] if name else [])):
        content = _content_of(value, not name, tensors, origin)
    return inside(content, name) if name else content


def _content_of(value: Any, alone: bool, tensors: TensorContents, origin: Origin) -> Content:
    if isinstance(value, Tensor):
        if value.dtype.startswith("complex"):
            raise _no_numbers(Unread(f"a tensor of complex numbers ({value.dtype})", "complex"), alone, origin)
        return tensors.content(value)
    if isinstance(value, NumpyArray):
        return numpy_calls.content(value)
    if isinstance(value, Storage | bytes | Latin1):
        value = Unread("bytes without a type and a shape")
    if isinstance(value, Unread):
        raise _no_numbers(value, alone, origin)
    if isinstance(value, Joined):
        from lossctl.inputs.readers.torch_save import joined_parts

        return joined_parts.content(value, tensors)
    return nested_lists.array_of(_as_lists(value), _where)


def _no_numbers(value: Unread, alone: bool, origin: Origin) -> InputError:
    from lossctl.inputs.readers.torch_save import refusals

    return refusals.no_numbers(value, alone, origin)


def _as_lists(value: Any) -> Any:
    return [_as_lists(each) for each in value] if type(value) in (list, tuple) else value


def _where(index: nested_lists.Index) -> tuple[str, ...]:
    return (nested_lists.index_text(index),) if index else ()
