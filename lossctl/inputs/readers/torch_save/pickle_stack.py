"""The stack, the marks and the memo on which the opcodes of a pickle work."""

from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.files.origins import Origin
from lossctl.inputs.readers.torch_save.known_names import is_known, normalised
from lossctl.inputs.readers.torch_save.records import Global, Pairs, Storage
from lossctl.inputs.readers.torch_save.tensor_calls import storage


class PickleStack:
    """Values in a row; `marks` are the places where tuples, lists and dicts begin, `memo` are values by number."""

    def __init__(self, beginning: bytes, origin: Origin) -> None:
        self.beginning, self.origin = beginning, origin  # for what an error says of a class that is not known
        self.values: list[Any] = []
        self.marks: list[int] = []
        self.memo: dict[int, Any] = {}
        self.storages: dict[str, Storage] = {}  # by key

    @property
    def top(self) -> Any:
        return self.values[-1]

    def push(self, value: Any) -> None:
        self.values.append(value)

    def pop(self) -> Any:
        if self.marks and len(self.values) <= self.marks[-1]:
            raise IndexError
        return self.values.pop()

    def pop_to_mark(self) -> list[Any]:
        begin = self.marks.pop()
        items = self.values[begin:]
        del self.values[begin:]
        return items

    def extend_list(self, items: list[Any]) -> None:
        if type(self.top) is not list:
            raise TypeError
        self.top.extend(items)

    def update_dict(self, items: list[Any]) -> None:
        """Keys and values in turn."""
        if not isinstance(self.top, Pairs):
            raise TypeError
        self.top.items.extend(zip(items[::2], items[1::2], strict=True))

    def push_storage(self, saved: Any) -> None:
        """The storage of a persistent id. A file gives each key one type and size."""
        found = storage(saved)
        known = self.storages.setdefault(found.key, found)
        if (known.dtype, known.total) != (found.dtype, found.total):
            raise InputError(f"its storage {found.key[:40]} is said to be of two types or sizes")
        self.push(found)

    def push_global(self, name: str) -> None:
        """A name of the list; raises for all others before anything is done."""
        if not is_known(normalised(name)):
            from lossctl.inputs.readers.torch_save import refusals

            within_dict = bool(self.values) and isinstance(self.values[0], Pairs)
            raise refusals.unknown_name(name, self.beginning, within_dict, self.origin)
        self.push(Global(normalised(name)))
