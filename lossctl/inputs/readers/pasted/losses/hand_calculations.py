"""Losses that prose calculates by hand: `CE = -log(0.7) = 0.357`, `L = -(1·log(0.8) + 0·log(0.2)) ≈ 0.22`.

A calculation is a label, one formula or more, and a number, over as many lines as begin with `=`. It is judged by the
arrays that stand above it; where it differs from their loss, its formula tells whether it is of these at all.
"""

import ast
import math
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lossctl.inputs.hints import NO_HINTS
from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.code import code_lines
from lossctl.inputs.readers.pasted.code.arithmetic import value_of
from lossctl.inputs.readers.pasted.code.named import Named, Printed
from lossctl.inputs.readers.pasted.lines.framed_lines import Line
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall
from lossctl.inputs.readers.pasted.losses.loss_functions import LossFunction
from lossctl.inputs.readers.pasted.prints.values import Value
from lossctl.inputs.readers.pasted.roles import choose_by_names

_EQUALS = re.compile(r"(?<![=<>!:~])(?:=|≈|≃|≅|:)(?![=>:])")
_CONTINUED = re.compile(r"(?:=>|=|≈|≃|⇒)(?!=)")
_NUMBER = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)(?!\w|[.,]\d|\s*(?:[-+*/^×·(%]|bits?\b)(?!\s*[^\W\d_]{2}))")
_FORMULA = re.compile(r"(?<![a-z])(?:log|ln)(?![a-z])|\d\s*[-+*/×·)]\s*\(?\d|[Σ∑]", re.IGNORECASE)
_SINGLE = frozenset(
    ("l", "l_i", "li", "j", "e", "h", "d", "ce", "bce", "kl", "error", "total", "损失", "loss_i", "e_ce")
)
_OF_TWO = re.compile(r"(?:h|kl|d_?kl|d|l|ce|bce)\s*\(.*\)$", re.IGNORECASE)
_TWO_NAMES = re.compile(r"(?:h|kl|d_?kl|d)\s*\(\s*(\w+)\s*(?:\|\||\||,|‖|∥|;)\s*(\w+)\s*\)$", re.IGNORECASE)
_KL = re.compile(r"\bd?_?kl\b|kl\s*\(|divergen|散度", re.IGNORECASE)
_BINARY = re.compile(r"\bbce\b|binary|二元|二値", re.IGNORECASE)
_BULLETS = " \t-•*>|"
_LONGEST = 500  # characters of a line
_MOST_LINES = 8
MOST = 50  # calculations in a paste: a text with more of them is a log


class Calculation(NamedTuple):
    """The label, the number, and what its formula comes to: NaN where that is no arithmetic on numbers."""

    value: Value
    formula: float


def calculation_at(lines: Sequence[Line], at: int) -> Calculation | None:
    """The calculation that begins with this line; None where none does."""
    line = lines[at]
    if line.frame not in ("", "code") or len(line.content) > _LONGEST or not _EQUALS.search(line.content):
        return None
    last = at
    while last + 1 < len(lines) and last - at < _MOST_LINES and _CONTINUED.match(lines[last + 1].content):
        last += 1
    if last == at and _is_code(line.content):
        return None
    text, end = line.text, lines[last].end
    marks = list(_EQUALS.finditer(text, line.begin, end))
    begins = [line.begin, *(match.end() for match in marks)]
    ends = [*(match.start() for match in marks), end]
    pieces = [text[a:b] for a, b in zip(begins, ends, strict=True)]
    formulas = next((i for i, piece in enumerate(pieces) if _FORMULA.search(piece)), len(pieces))
    label = next((each.strip(_BULLETS) for each in reversed(pieces[:formulas]) if _names_loss(each)), "")
    numbers = [i for i in range(formulas + 1, len(pieces)) if _NUMBER.match(text, begins[i], ends[i])]
    number = _NUMBER.match(text, begins[numbers[0]], ends[numbers[0]]) if numbers else None
    if not label or number is None:
        return None
    values = [found for each in pieces[formulas : numbers[0]] if (found := value_of(each.strip())) is not None]
    return Calculation(_value(label, text, *number.span(1)), values[0] if values else math.nan)


def _is_code(content: str) -> bool:
    """Whether it is a statement; `loss: -log(0.7) = 0.36` would be an annotation."""
    if '"' in content or "'" in content:
        return True
    statements = code_lines.parse_line(content)
    return bool(statements) and not isinstance(statements[0], ast.AnnAssign)


def _value(label: str, text: str, begin: int, end: int) -> Value:
    written = text[begin:end].replace(",", ".")
    text = f"{text[:begin]}{written}{text[end:]}" if "," in text[begin:end] else text
    return Value(label, np.array(float(written)), text, begin, end)


def _names_loss(label: str) -> bool:
    name = label.strip(_BULLETS).casefold()
    if not name or not (name[-1].isalnum() or name[-1] in ")_"):
        return False
    return name in _SINGLE or _OF_TWO.match(name) is not None or pasted_labels.role(name, 0) == "loss"


def loss_of(found: Calculation, named: Sequence[Named]) -> Printed:
    """The loss to judge, by the last input and the last target that the paste has named above it."""
    label = found.value.label
    criteria = ("kl",) if _KL.search(label) else ("bce",) if _BINARY.search(label) else ()
    inputs, targets = _of_label(label, named) or choose_by_names(named, NO_HINTS)
    call = None
    if inputs and targets:
        arrays = {"input": inputs[-1].computed, "target": targets[-1].computed}
        call = LossCall(
            label, LossFunction(criteria), named=arrays, named_nodes={name: ast.Name(name) for name in arrays}
        )
    return Printed(label, found.value, call, formula=found.formula)


def _of_label(label: str, named: Sequence[Named]) -> tuple[list[Named], list[Named]] | None:
    """The arrays of `KL(P || Q)` and `H(p, q)`: the second is measured against the first."""
    match = _TWO_NAMES.search(label)
    if not match:
        return None
    first, second = ([each for each in named if each.label.casefold() == match[i].casefold()] for i in (1, 2))
    return (second, first) if first and second else None
