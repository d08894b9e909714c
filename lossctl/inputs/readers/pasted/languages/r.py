"""R: its lines in Python's words, and the calls that make its arrays."""

import ast
import re
from collections.abc import Callable, Mapping

import numpy as np

from lossctl.inputs.document import Array

ASSIGNED_AT_ITS_END = re.compile(r"^(.*\))\s*->>?\s*([\w.]+)$", re.DOTALL)  # `c(1, 2) -> y`
RULES = (
    (ASSIGNED_AT_ITS_END, r"\2 = \1"),
    (re.compile(r"<<?-"), "="),
    (re.compile(r"(?<=[\w)\]])\$(?=\w)|(?<=\w):::?(?=\w)"), "."),
    (re.compile(r"\b(as|is|in)\.(?=\w)"), r"\1_"),  # no names in Python
    (re.compile(r"(?<=[(,])(\s*\w+)\.(\w+)(?=\s*=(?!=))"), r"\1_\2"),
    (re.compile(r"\b(\d+)L\b"), r"\1"),
    (re.compile(r"\bTRUE\b"), "True"),
    (re.compile(r"\bFALSE\b"), "False"),
    (re.compile(r"\bNULL\b"), "None"),
)
# `x <- 1` is a comparison for Python's parser.
ASSIGNMENT = re.compile(r"[\w.$]+\s*<<?-")
# Calls that leave the numbers of their first argument as they are.
HARMLESS = frozenset(("as_numeric", "as_integer", "as_double", "as_matrix", "as_array", "as_vector", "k_constant"))

Evaluate = Callable[[ast.expr], Array | None]


def array_of(name: str, node: ast.Call, evaluate: Evaluate) -> Array | None:
    """The array that a call of this name makes in R; None if it makes none, or of what is not known."""
    make = _CALLS.get(name)
    if make is None or (name == "c" and len(node.args) + len(node.keywords) < 2):
        return None
    given = {each.arg: evaluate(each.value) for each in node.keywords if each.arg and each.arg != "byrow"}
    if any(each.arg == "byrow" and ast.unparse(each.value) in ("True", "T") for each in node.keywords):
        given["byrow"] = np.array(True)
    arguments = [evaluate(each) for each in node.args]
    if any(each is None for each in (*arguments, *given.values())):
        return None
    try:
        return make([each for each in arguments if each is not None], given)
    except (ValueError, TypeError, OverflowError, MemoryError):
        return None


def columns_of(node: ast.expr) -> dict[str, ast.expr]:
    """The columns of `data.frame(y = c(1, 0), p = c(0.8, 0.4))` by name; none of another expression."""
    if not isinstance(node, ast.Call) or ast.unparse(node.func) not in ("data.frame", "tibble", "data.table", "list"):
        return {}
    return {each.arg: each.value for each in node.keywords if each.arg}


def factor_of(node: ast.Call) -> tuple[list[str], tuple[str, ...]] | None:
    """The words and the levels of `factor(c("b", "a"), levels = c("a", "b"))`; without levels, by alphabet."""
    if ast.unparse(node.func) not in ("factor", "as_factor") or not node.args:
        return None
    words = _words(node.args[0])
    levels = next((_words(each.value) for each in node.keywords if each.arg == "levels"), sorted(set(words or ())))
    return (words, tuple(levels)) if words and levels and set(words) <= set(levels) else None


def _words(node: ast.expr) -> list[str] | None:
    given = node.args if isinstance(node, ast.Call) and ast.unparse(node.func) == "c" else []
    words = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return words if words and len(words) == len(given) else None


Arguments = list[Array]
Keywords = Mapping[str, Array | None]


def _joined(arguments: Arguments, keywords: Keywords) -> Array:
    """`c(0.1, 0.2)`, `c(a = 0.1, b = 0.2)`, `c(x, y)`."""
    return np.concatenate([np.reshape(each, -1, order="F") for each in _all(arguments, keywords)])


def _as_rows(arguments: Arguments, keywords: Keywords) -> Array:
    return np.vstack([np.atleast_2d(each) for each in _all(arguments, keywords)])


def _as_columns(arguments: Arguments, keywords: Keywords) -> Array:
    return np.column_stack([np.atleast_1d(each) for each in _all(arguments, keywords)])


def _matrix(arguments: Arguments, keywords: Keywords) -> Array | None:
    """`matrix(data, nrow, ncol, byrow)`: column after column, unless `byrow` says otherwise."""
    given = dict(zip(("data", "nrow", "ncol", "byrow"), arguments, strict=False))
    given |= {name: each for name, each in keywords.items() if each is not None and name != "dimnames"}
    data = np.reshape(given["data"], -1, order="F") if "data" in given else np.zeros(0)
    if "nrow" not in given and "ncol" not in given:
        return data[:, None]
    rows = int(given["nrow"]) if "nrow" in given else -1
    columns = int(given["ncol"]) if "ncol" in given else -1
    return data.reshape((rows, columns), order="C" if given.get("byrow", False) else "F")


def _array(arguments: Arguments, keywords: Keywords) -> Array | None:
    """`array(data, dim = c(2, 3))`: the first axis runs fastest."""
    lengths = keywords.get("dim")
    if lengths is None or len(arguments) != 1:
        return None
    return np.reshape(arguments[0], -1, order="F").reshape([int(each) for each in np.atleast_1d(lengths)], order="F")


def _repeated(arguments: Arguments, keywords: Keywords) -> Array | None:
    given = [*arguments, *(each for name, each in keywords.items() if each is not None and name == "times")]
    if len(given) != 2 or given[1].ndim or not 0 < int(given[1]) < _MOST:
        return None
    return np.tile(np.atleast_1d(given[0]), int(given[1]))


def _range(arguments: Arguments, _: Keywords) -> Array | None:
    """`1:3`, with its end; Julia writes it alike."""
    first, last = (int(each) for each in arguments)
    return np.arange(first, last + 1) if 0 <= last - first < _MOST else None


def _all(arguments: Arguments, keywords: Keywords) -> Arguments:
    return [*arguments, *(each for each in keywords.values() if each is not None)]


_MOST = 100_000  # numbers that a range or a repetition may have
_CALLS: Mapping[str, Callable[[Arguments, Keywords], Array | None]] = {
    "c": _joined,
    "rbind": _as_rows,
    "cbind": _as_columns,
    "matrix": _matrix,
    "array": _array,
    "rep": _repeated,
    "colon": _range,
}
