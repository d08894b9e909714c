"""What dicts, lists and tuples hold, by dotted names: `model.logits`, `batches.0`."""

from collections.abc import Collection
from itertools import chain
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs import nested_lists
from lossctl.inputs.readers.torch_save.load_pickle import Loaded
from lossctl.inputs.readers.torch_save.records import Global, Joined, NumpyArray, NumpyType, Pairs, Tensor

DEEPEST = nested_lists.DEEPEST
SINGLE = (bool, int, float, str)
_FREE = 10_000  # values that may be looked at beside some for each opcode
_LONGEST_KEY = 1024  # bits
_TWO = ([Tensor, Tensor], [NumpyArray, NumpyArray])


class Leaves:
    """A walk through the containers. Each may stand in many others, so what is looked at is counted.

    `found` are the values by name, and apart from them those that are parts of joined ones.
    """

    def __init__(self, loaded: Loaded) -> None:
        self.found: tuple[dict[str, Any], dict[str, Any]] = {}, {}
        self.notes: list[str] = []
        self.unjoined: list[str] = []  # the names of lists of batches that do not fit together
        self._left = _FREE + 8 * loaded.opcodes
        self._whole = loaded.value
        self._add("", loaded.value, 0, False)

    def _add(self, name: str, value: Any, depth: int, is_part: bool) -> None:
        self._count(1)
        if depth > DEEPEST:
            raise InputError(f"nested more than {DEEPEST} deep")
        if isinstance(value, Pairs):
            entries = self._entries(value)
            numbered = all(type(key) is int for key in entries)
            joined = self._joined(name, list(entries.values()) if numbered else entries, is_part)
            for key, entry in entries.items():
                below = (numbered and bool(joined)) or key in joined
                self._add(_dotted(name, self._name(key)), entry, depth + 1, is_part or below)
        elif type(value) in (list, tuple) and self._depth(value) is None:
            joined = self._joined(name, value, is_part)
            for i, entry in enumerate(value):
                self._add(_dotted(name, str(i)), entry, depth + 1, is_part or bool(joined))
        elif value is not None and not isinstance(value, Global | NumpyType):
            self._found(name, value, is_part)

    def _found(self, name: str, value: Any, is_part: bool) -> None:
        if name in self.found[is_part]:
            raise InputError(f"two entries are called {name}")
        self.found[is_part][name] = value

    def _joined(self, name: str, entries: Any, is_part: bool) -> Collection[str]:
        """The names under which the batches or samples of lists are joined."""
        if is_part or not any(map(_may_hold_arrays, entries.values() if type(entries) is dict else entries)):
            return ()
        from lossctl.inputs.readers.torch_save import batches

        if type(entries) is dict:
            entries = {key: value for key, value in entries.items() if type(key) is str}
            found = batches.of_lists(entries, self._count)
        elif any(isinstance(entry, Tensor | NumpyArray) for entry in entries) and (name or len(entries) == 2):
            return ()  # a pair, or the layers of a network
        else:
            found = batches.of_entries(entries, self._count)
        names = [_dotted(name, key) if key else name for key in found]
        for full, joined in zip(names, found.values(), strict=True):
            self._found(full, joined, False)
        if not found and batches.hold_batches(entries, self._count):
            self.unjoined.append(name)
        if any(len(joined.parts) > 1 for joined in found.values()):
            self.notes.append(next(iter(found.values())).note(names))
        return found

    def two_batches(self) -> Joined | None:
        """The two arrays of a list as batches; None for any other object, and for what cannot be joined."""
        if type(self._whole) not in (list, tuple) or list(map(type, self._whole)) not in _TWO:
            return None
        from lossctl.inputs.readers.torch_save import batches

        return batches.of_entries(self._whole, self._count).get("")

    @staticmethod
    def _name(key: Any) -> str:
        if type(key) is int and key.bit_length() > _LONGEST_KEY:
            raise InputError(f"a dict has a whole number of {key.bit_length()} bits as a key")
        return str(key)

    def _entries(self, pairs: Pairs) -> dict[Any, Any]:
        """The entries with a key that a name can have. A key that stands twice has its last value, as in Python."""
        self._count(len(pairs.items))
        entries = {}
        for pair in pairs.items:
            if type(pair) not in (list, tuple) or len(pair) != 2:
                raise InputError("its pickle is damaged, or made by hand: a dict has an entry that is no pair")
            if type(pair[0]) in (*SINGLE, type(None)):
                entries[pair[0]] = pair[1]
        return entries

    def _depth(self, value: Any) -> int | None:
        """How deep lists of single values are nested: 1 for a plain one; None for what is no such list."""
        level, depth = [value], 0
        while True:
            depth += 1
            self._count(sum(map(len, level)))
            level = list(chain.from_iterable(level))
            kinds = set(map(type, level))
            if kinds <= {*SINGLE} and (level or depth == 1):
                return depth
            if not kinds <= {list, tuple} or depth > DEEPEST or type(value) is tuple:
                return None

    def _count(self, values: int) -> None:
        self._left -= values
        if self._left < 0:
            raise InputError("its containers hold each other too many times", remedy="the file is made by hand")


def _may_hold_arrays(value: Any) -> bool:
    return isinstance(value, list | tuple | Pairs | Tensor | NumpyArray)


def _dotted(name: str, key: str) -> str:
    return f"{name}.{key}" if name else key
