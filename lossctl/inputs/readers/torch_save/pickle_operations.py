"""What each opcode of a pickle does to the stack. None of them imports or calls what the pickle names."""

from collections.abc import Callable
from functools import partial
from typing import Any

from lossctl.inputs.readers.torch_save import numpy_calls
from lossctl.inputs.readers.torch_save.known_names import call
from lossctl.inputs.readers.torch_save.pickle_stack import PickleStack
from lossctl.inputs.readers.torch_save.records import SET, NumpyArray, NumpyType, Pairs, Unread

Operation = Callable[[PickleStack, Any], None]


def _push(stack: PickleStack, value: Any) -> None:
    stack.push(value)


def _push_bytes(stack: PickleStack, value: bytearray) -> None:
    stack.push(bytes(value))


def _push_text(stack: PickleStack, value: str) -> None:
    """Halves of a pair of surrogates, which no stream can print, are replaced."""
    try:
        value.encode()
    except UnicodeEncodeError:
        value = value.encode("utf-8", "replace").decode()
    stack.push(value)


def _push_constant(value: Any, stack: PickleStack, _: Any) -> None:
    stack.push(value)


def _push_new(kind: Callable[[], Any], stack: PickleStack, _: Any) -> None:
    stack.push(kind())


def _mark(stack: PickleStack, _: Any) -> None:
    stack.marks.append(len(stack.values))


def _pop(stack: PickleStack, _: Any) -> None:
    if stack.marks and stack.marks[-1] == len(stack.values):
        stack.marks.pop()
    else:
        stack.pop()


def _pop_mark(stack: PickleStack, _: Any) -> None:
    stack.pop_to_mark()


def _duplicate(stack: PickleStack, _: Any) -> None:
    stack.push(stack.top)


def _nothing(stack: PickleStack, _: Any) -> None:
    """PROTO and FRAME."""


def _put(stack: PickleStack, number: int) -> None:
    stack.memo[number] = stack.top


def _memoize(stack: PickleStack, _: Any) -> None:
    stack.memo[len(stack.memo)] = stack.top


def _get(stack: PickleStack, number: int) -> None:
    stack.push(stack.memo[number])


def _tuple_of(size: int, stack: PickleStack, _: Any) -> None:
    items = [stack.pop() for _ in range(size)]
    stack.push(tuple(reversed(items)))


def _tuple(stack: PickleStack, _: Any) -> None:
    stack.push(tuple(stack.pop_to_mark()))


def _list(stack: PickleStack, _: Any) -> None:
    stack.push(stack.pop_to_mark())


def _dict(stack: PickleStack, _: Any) -> None:
    items = stack.pop_to_mark()
    stack.push(Pairs())
    stack.update_dict(items)


def _append(stack: PickleStack, _: Any) -> None:
    stack.extend_list([stack.pop()])


def _appends(stack: PickleStack, _: Any) -> None:
    stack.extend_list(stack.pop_to_mark())


def _set_item(stack: PickleStack, _: Any) -> None:
    value, key = stack.pop(), stack.pop()
    stack.update_dict([key, value])


def _set_items(stack: PickleStack, _: Any) -> None:
    stack.update_dict(stack.pop_to_mark())


def _add_items(stack: PickleStack, _: Any) -> None:
    stack.pop_to_mark()
    if not isinstance(stack.top, Unread):
        raise TypeError


def _frozen_set(stack: PickleStack, _: Any) -> None:
    stack.pop_to_mark()
    stack.push(SET)


def _global(stack: PickleStack, name: str) -> None:
    module, _, qualified = name.partition(" ")
    stack.push_global(f"{module}.{qualified}")


def _stack_global(stack: PickleStack, _: Any) -> None:
    name, module = stack.pop(), stack.pop()
    if type(name) is not str or type(module) is not str:
        raise TypeError
    stack.push_global(f"{module}.{name}")


def _persistent(stack: PickleStack, _: Any) -> None:
    stack.push_storage(stack.pop())


def _call(stack: PickleStack, _: Any) -> None:
    """REDUCE and NEWOBJ: a function or class, and its arguments."""
    args, function = stack.pop(), stack.pop()
    stack.push(call(function, args))


def _build(stack: PickleStack, _: Any) -> None:
    """A state: the rest of a NumPy array, or attributes of another object, which are left out."""
    state, made = stack.pop(), stack.top
    if isinstance(made, NumpyArray):
        numpy_calls.set_array(made, state)
    elif isinstance(made, NumpyType):
        numpy_calls.set_type(made, state)
    elif not isinstance(made, Pairs | Unread):
        raise TypeError


# `INST`, `OBJ`, the registry of extensions and buffers outside the pickle are in no file of torch.save.
OPERATIONS: dict[str, Operation] = {
    **dict.fromkeys(("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"), _push),
    **dict.fromkeys(("BINBYTES", "SHORT_BINBYTES", "BINBYTES8"), _push),
    **dict.fromkeys(("UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8"), _push_text),
    **dict.fromkeys(("STRING", "BINSTRING", "SHORT_BINSTRING"), _push_text),
    **dict.fromkeys(("PUT", "BINPUT", "LONG_BINPUT"), _put),
    **dict.fromkeys(("GET", "BINGET", "LONG_BINGET"), _get),
    **dict.fromkeys(("PROTO", "FRAME"), _nothing),
    **dict.fromkeys(("REDUCE", "NEWOBJ"), _call),
    "BYTEARRAY8": _push_bytes,
    "NONE": partial(_push_constant, None),
    "NEWTRUE": partial(_push_constant, True),
    "NEWFALSE": partial(_push_constant, False),
    "EMPTY_TUPLE": partial(_push_constant, ()),
    "EMPTY_LIST": partial(_push_new, list),
    "EMPTY_DICT": partial(_push_new, Pairs),
    "EMPTY_SET": partial(_push_constant, SET),
    "MARK": _mark,
    "POP": _pop,
    "POP_MARK": _pop_mark,
    "DUP": _duplicate,
    "MEMOIZE": _memoize,
    "TUPLE1": partial(_tuple_of, 1),
    "TUPLE2": partial(_tuple_of, 2),
    "TUPLE3": partial(_tuple_of, 3),
    "TUPLE": _tuple,
    "LIST": _list,
    "DICT": _dict,
    "APPEND": _append,
    "APPENDS": _appends,
    "SETITEM": _set_item,
    "SETITEMS": _set_items,
    "ADDITEMS": _add_items,
    "FROZENSET": _frozen_set,
    "GLOBAL": _global,
    "STACK_GLOBAL": _stack_global,
    "BINPERSID": _persistent,
    "BUILD": _build,
}
