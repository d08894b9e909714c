"""Which names the code gives to the columns of a list of tuples: `for actual, predicted in data:`, or a comment.

`# (actual, predicted)` stands above `data = [(1, 0.9), (1, 0.1)]`, or behind its bracket.
"""

import ast
import re
from collections.abc import Mapping, Sequence

from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.code import code_lines
from lossctl.inputs.readers.pasted.code.evaluated import Computed, evaluated
from lossctl.inputs.readers.pasted.lines.framed_lines import Line

_IN_COMMENT = re.compile(r"[(\[]\s*([^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)+)\s*[)\]]\s*:?\s*$")
_ASSIGNED = re.compile(r"([^\W\d]\w*)[ \t]*=[ \t]*(?:[\w.]+\()?[\[(]")
_EXTRA = {"p": "input", "t": "target", "true": "target"}


def named_columns(lines: Sequence[Line], arrays: Mapping[str, Computed]) -> dict[str, Computed]:
    """The columns of the last list of tuples of which these lines name an input and a target; none of another."""
    tables = {name for name, each in arrays.items() if each.array.ndim == 2}
    found: dict[str, Computed] = {}
    for at, line in enumerate(lines) if tables else ():
        if line.frame == "comment":
            found = _of_comment(lines, at, arrays) or found
        elif line.content.startswith("for "):
            found = _of_loop(line.content, arrays) or found
    return found


def _of_loop(header: str, arrays: Mapping[str, Computed]) -> dict[str, Computed]:
    match code_lines.parse_line(f"{header} pass"):
        case [ast.For(target=ast.Tuple(elts=[_, ast.Tuple(elts=names)]), iter=ast.Call(args=[data, *_]))]:
            return _columns([code_lines.dotted(each) for each in names], evaluated(data, arrays))
        case [ast.For(target=ast.Tuple(elts=names), iter=data)]:
            return _columns([code_lines.dotted(each) for each in names], evaluated(data, arrays))
    return {}


def _of_comment(lines: Sequence[Line], at: int, arrays: Mapping[str, Computed]) -> dict[str, Computed]:
    """The columns by the names that a comment lists in brackets, of what its line or the next assigns."""
    match = _IN_COMMENT.search(lines[at].content)
    for line in lines[max(at - 1, 0) : at + 2] if match else ():
        assigned = _ASSIGNED.match(line.content)
        if match and assigned and abs(line.number - lines[at].number) < 2 and assigned[1] in arrays:
            return _columns([each.strip() for each in match[1].split(",")], arrays[assigned[1]])
    return {}


def role_of_column(name: str) -> str | None:
    """Whether a column of this name is an input or a target."""
    return _EXTRA.get(name) or pasted_labels.role(name, 1)


def _columns(names: list[str], data: Computed | None) -> dict[str, Computed]:
    if data is None or data.words or data.array.ndim != 2 or data.array.shape[1] != len(names):
        return {}
    roles = [role_of_column(name) for name in names]
    if roles.count("input") != 1 or roles.count("target") != 1 or len({*names}) < len(names):
        return {}
    found = {}
    for i, name in enumerate(names):
        column = data.array[:, i]
        whole = roles[i] == "target" and bool((column == column.round()).all())
        found[name] = Computed(column.astype("int64") if whole else column, name)
    return found
