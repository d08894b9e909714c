"""What an expression of the code stands for, where it is made of arrays that the paste shows."""

import ast
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array
from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.code.code_lines import constant, dotted, last_name
from lossctl.inputs.readers.pasted.code.reshaping import CHANGING, RESHAPING, applied, sliced
from lossctl.inputs.readers.pasted.languages import julia, r
from lossctl.inputs.readers.pasted.prints import printed_arrays
from lossctl.inputs.readers.pasted.prints.array_calls import CONSTRUCTORS
from lossctl.inputs.readers.pasted.tables import frames


class Computed(NamedTuple):
    """An array: the name that the paste gives to its numbers, and what the code has done to their values since.

    `changes` are the operations as written; `base` is the array before the first of them.
    """

    array: Array
    name: str = ""
    changes: tuple[str, ...] = ()
    base: "Computed | None" = None
    words: tuple[str, ...] = ()  # in alphabetical order, where the array holds their indices

    @property
    def unchanged(self) -> "Computed":
        return self.base or self

    def changed(self, array: Array, how: str) -> "Computed":
        return Computed(array, self.name, (*self.changes, how), self.unchanged)


Arrays = Mapping[str, Computed]


def of_words(words: Sequence[str], name: str = "") -> Computed:
    """Labels that are words, as indices in alphabetical order: so scikit-learn counts the classes."""
    classes = sorted(set(words))
    return Computed(np.array([classes.index(word) for word in words], dtype=np.int64), name, words=tuple(classes))


_FILLED = {"zeros": 0.0, "ones": 1.0}
_MOST = 1_000_000  # numbers in an array that is written as its shape
_OPERATORS = {ast.Div: "/", ast.Mult: "*"}


def evaluated(node: ast.expr, arrays: Arrays) -> Computed | None:
    """The array of the expression, or None."""
    if (columns := frames.picked(node, arrays)) is not None:
        return _of_columns(columns, node)
    if name := dotted(node):
        if name in arrays:
            return arrays[name]
        if not isinstance(node, ast.Attribute):
            return None
    if isinstance(node, ast.Attribute):
        inner = evaluated(node.value, arrays)
        return inner and _behind(inner, node.attr, node, [], {})
    if isinstance(node, ast.Call):
        return _of_call(node, arrays)
    if isinstance(node, ast.BinOp):
        return _of_arithmetic(node, arrays)
    if isinstance(node, ast.Subscript):
        return _part(evaluated(node.value, arrays), node)
    return _literal(node)


def _part(whole: Computed | None, node: ast.Subscript) -> Computed | None:
    """A slice of an array. What a softmax was made of has no such part: the softmax took all classes."""
    found = None if whole is None or whole.words else sliced(whole.array, node.slice)
    if whole is None or found is None:
        return None
    part, written = whole._replace(array=found), ast.unparse(node)
    is_told = whole.base is not None or pasted_labels.role(written, 1) == pasted_labels.role(whole.name, 1)
    return Computed(found, written) if is_told else part


def _of_columns(columns: Computed | list[Computed], node: ast.expr) -> Computed | None:
    """A column of a frame, or several side by side, which must hold numbers."""
    if not isinstance(columns, list):
        return columns
    array = frames.stacked([each.array for each in columns])
    return None if array is None or any(each.words for each in columns) else Computed(array, ast.unparse(node))


def _of_call(node: ast.Call, arrays: Arrays) -> Computed | None:
    keywords = {each.arg: constant(each.value) for each in node.keywords if each.arg}
    if isinstance(node.func, ast.Attribute) and (inner := evaluated(node.func.value, arrays)):
        return _behind(inner, node.func.attr, node, list(map(constant, node.args)), keywords)
    if literal := _literal(node):
        return literal
    if foreign := _of_other_languages(node, arrays):
        return foreign
    name = last_name(node.func)
    if name in (*_FILLED, "full"):
        return _filled(name, node)
    first = node.args[0] if node.args else next((each.value for each in node.keywords if each.arg in _FIRST), None)
    inner = evaluated(first, arrays) if first is not None else None
    if inner is None:
        return None
    if name in CONSTRUCTORS or name in r.HARMLESS or name in ("from_numpy", "stack", "float", "list", "vec"):
        return inner
    if name in CHANGING or name in RESHAPING:
        return _behind(inner, name, node, list(map(constant, node.args[1:])), keywords)
    return None


def _of_other_languages(node: ast.Call, arrays: Arrays) -> Computed | None:
    """What a call makes that only R or Julia have."""

    def array_of(each: ast.expr) -> Array | None:
        found = evaluated(each, arrays)
        return found.array if found else None

    if levels := r.factor_of(node):
        words, classes = levels
        return Computed(np.array([classes.index(word) for word in words], dtype=np.int64), words=classes)
    if (made := r.array_of(dotted(node.func), node, array_of)) is not None:
        return Computed(made)
    if last_name(node.func) == "onehotbatch" and len(node.args) == 2:
        labels, numbers = map(array_of, node.args)
        made = julia.one_hot(labels, numbers) if labels is not None and numbers is not None else None
        return None if made is None else Computed(made)
    return None


def along_first_axis(found: Computed | None) -> Computed | None:
    """The same where a softmax without a word on its axis goes along the first, as in Julia."""
    name = julia.softmax_without_axis(found.changes[0]) if found and len(found.changes) == 1 else ""
    if found is None or found.base is None or not name:
        return found
    again = applied(name, found.base.array, (0,))
    return again and found.base.changed(again.array, f"{found.changes[0]} {julia.FIRST_AXIS}")


_FIRST = ("input", "logits", "labels", "data", "x", "y")


def _behind(
    inner: Computed, name: str, node: ast.expr, arguments: list[object], keywords: dict[str, object]
) -> Computed | None:
    found = applied(name, inner.array, arguments, keywords)
    if found is None:
        return None
    if found.changed:
        return inner.changed(found.array, ast.unparse(node))
    base = None if inner.base is None else applied(name, inner.base.array, arguments, keywords)
    return inner._replace(array=found.array, base=inner.base and base and inner.base._replace(array=base.array))


def _of_arithmetic(node: ast.BinOp, arrays: Arrays) -> Computed | None:
    sign = _OPERATORS.get(type(node.op))
    inner, number = evaluated(node.left, arrays), number_of(node.right, arrays)
    if not sign or inner is None or number is None or not inner.array.ndim or not number:
        return None
    return inner.changed(inner.array / number if sign == "/" else inner.array * number, f"{sign} {number:g}")


def number_of(node: ast.expr, arrays: Arrays) -> float | None:
    """The number that the expression is; None where it is something else."""
    if isinstance(value := constant(node), int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and constant(node.right) == 2:
        base = number_of(node.left, arrays)
        return base and base**2
    found = arrays.get(dotted(node))
    return float(found.array) if found and not found.array.ndim and found.array.dtype.kind in "if" else None


def _filled(name: str, node: ast.Call) -> Computed | None:
    """`torch.zeros(2, 3)`, `np.ones((2, 3))`, `torch.full((2, 3), 1.5)`."""
    given = [constant(each) for each in node.args]
    fill = given.pop() if name == "full" and len(given) > 1 else _FILLED.get(name)
    shape = given[0] if len(given) == 1 and isinstance(given[0], list | tuple) else given
    if not isinstance(fill, int | float) or not shape or not all(isinstance(each, int) for each in shape):
        return None
    lengths = [int(str(each)) for each in shape]
    return Computed(np.full(lengths, float(fill))) if 0 < np.prod(lengths) < _MOST else None


def _literal(node: ast.expr) -> Computed | None:
    words = [constant(each) for each in node.elts] if isinstance(node, ast.List | ast.Tuple) else []
    if words and all(isinstance(each, str) for each in words):
        return of_words([str(each) for each in words])
    if not isinstance(node, ast.List | ast.Tuple | ast.Call | ast.Constant | ast.UnaryOp):
        return None
    try:
        found = printed_arrays.parse_all(ast.unparse(node))
    except (InputError, RecursionError):
        return None
    return None if found is None or not isinstance(found, np.ndarray) else Computed(found)
