"""Columns of frames in the code: which names stand for which columns, and which columns an expression picks.

A column is kept among the arrays as `df['label']`; `df.label` is another way to write it.
"""

import ast
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from lossctl.inputs.readers.pasted.code.code_lines import constant, dotted, last_name

_SAME = frozenset(
    ("to_string", "to_markdown", "round", "copy", "to_pandas", "collect", "reset_index", "to_numpy", "astype", "style")
)
_PARTS = frozenset(("head", "tail", "sample", "limit", "glimpse"))
Arrays = Mapping[str, Any]


class ShownFrame(NamedTuple):
    """What an expression that prints a table shows: of which frame, and at most how many of its rows."""

    name: str = ""
    most: int | None = None


def column_key(frame: str, column: str) -> str:
    return f"{frame}[{column!r}]"


def columns_of(frame: str, arrays: Arrays) -> dict[str, Any]:
    """The columns of the frame by name."""
    begin = f"{frame}["
    found = {key: each for key, each in arrays.items() if key.startswith(begin)} if frame else {}
    return {str(ast.literal_eval(key[len(begin) : -1])): each for key, each in found.items()}


def shown_frame(node: ast.expr) -> ShownFrame:
    """The frame that an expression shows: `df`, `df[["a", "b"]]`, `df.head(3)`; '' for one without a name."""
    if name := dotted(node):
        return ShownFrame(name)
    if isinstance(node, ast.Subscript):
        inner = shown_frame(node.value)
        return inner if _names_in(node.slice, {}) else ShownFrame(inner.name and "", inner.most)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        method = node.func.attr
        if method in _PARTS:
            inner = shown_frame(node.func.value)
            given = constant(node.args[0]) if node.args else None
            return inner._replace(most=given if isinstance(given, int) else 5)
        if method in _SAME:
            return shown_frame(node.func.value)
    if isinstance(node, ast.Call) and last_name(node.func) == "tabulate" and node.args:
        return shown_frame(node.args[0])
    return ShownFrame()


def picked(node: ast.expr, arrays: Arrays) -> list[Any] | Any | None:
    """The column that the expression picks, or a list of several; None where it picks none."""
    if isinstance(node, ast.Attribute) and (key := column_key(dotted(node.value), node.attr)) in arrays:
        return arrays[key]
    if isinstance(node, ast.Name | ast.Attribute) and (name := dotted(node)) and name not in arrays:
        return [*columns_of(name, arrays).values()] or None
    if isinstance(node, ast.Subscript):
        return _by_subscript(node, arrays)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _by_method(node.func, node, columns_of(dotted(node.func.value), arrays))
    return None


def _by_subscript(node: ast.Subscript, arrays: Arrays) -> list[Any] | Any | None:
    base, chosen = node.value, node.slice
    if isinstance(base, ast.Attribute) and base.attr in ("loc", "iloc"):
        columns = columns_of(dotted(base.value), arrays)
        if not isinstance(chosen, ast.Tuple) or len(chosen.elts) != 2 or not _is_all(chosen.elts[0]):
            return None
        return _by_label(chosen.elts[1], columns, arrays) if base.attr == "loc" else _by_place(chosen.elts[1], columns)
    columns = columns_of(dotted(base), arrays)
    return _by_label(chosen, columns, arrays) if columns else None


def _by_label(node: ast.expr, columns: dict[str, Any], arrays: Arrays) -> list[Any] | Any | None:
    key = constant(node)
    if isinstance(key, str | int) and str(key) in columns:
        return columns[str(key)]
    if isinstance(node, ast.Slice) and node.step is None:
        names = [*columns]
        ends = [constant(each) for each in (node.lower, node.upper)]
        if all(end is None or end in names for end in ends):
            first = names.index(str(ends[0])) if ends[0] is not None else 0
            last = names.index(str(ends[1])) if ends[1] is not None else len(names) - 1
            return [columns[name] for name in names[first : last + 1]] or None
        return None
    wanted = _names_in(node, arrays)
    return [columns[each] for each in wanted] if wanted and all(each in columns for each in wanted) else None


def _by_place(node: ast.expr, columns: dict[str, Any]) -> list[Any] | Any | None:
    found = [*columns.values()]
    if isinstance(node, ast.Slice):
        ends = [constant(each) for each in (node.lower, node.upper, node.step)]
        whole = [each for each in ends if each is None or isinstance(each, int)]
        return found[slice(*whole)] or None if len(whole) == len(ends) else None
    place = constant(node)
    if isinstance(place, int):
        return found[place] if -len(found) <= place < len(found) else None
    if isinstance(place, list) and all(isinstance(each, int) and 0 <= each < len(found) for each in place):
        return [found[each] for each in place] or None
    return None


def _by_method(func: ast.Attribute, node: ast.Call, columns: dict[str, Any]) -> list[Any] | Any | None:
    """`df.drop(columns=["y"])`, and polars' `df.select("a", "b")` and `df.get_column("y")`."""
    keywords = {each.arg: each.value for each in node.keywords}
    given = [*node.args, *(keywords[name] for name in ("columns", "labels") if name in keywords)]
    single = [word for each in given if isinstance(word := constant(each), str)]
    names = [*single, *(word for each in given for word in _names_in(each, {}))]
    if not names or not all(name in columns for name in names):
        return None
    if func.attr == "drop":
        axis = constant(keywords.get("axis", node.args[1] if len(node.args) > 1 else None))
        by_column = "columns" in keywords or axis in (1, "columns")
        return [each for name, each in columns.items() if name not in names] or None if by_column else None
    if func.attr == "get_column":
        return columns[names[0]]
    return [columns[name] for name in names] if func.attr == "select" else None


def _names_in(node: ast.expr, arrays: Arrays) -> list[str]:
    """The names of a list of columns, written out or by its own name."""
    found = constant(node)
    if isinstance(found, list | tuple) and found and all(isinstance(each, str) for each in found):
        return [str(each) for each in found]
    known = arrays.get(dotted(node))
    if known is not None and known.words:
        return [known.words[int(i)] for i in known.array]
    return []


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Slice) and node.lower is None and node.upper is None


def stacked(arrays: Sequence[np.ndarray]) -> np.ndarray | None:
    """Columns side by side; None where they are of different lengths."""
    if len({each.shape for each in arrays}) != 1 or arrays[0].ndim != 1:
        return None
    return np.stack(arrays, axis=1)
