"""Julia: its lines in Python's words. Its arrays have the classes along the first axis."""

import ast
import re

import numpy as np

from lossctl.inputs.document import Array
from lossctl.inputs.readers.pasted.lines.plain_signs import blanks

RULES = (
    (re.compile(r"\b(\d+):(\d+)\b"), r"colon(\1, \2)"),
    (re.compile(r"(?<=\d)f0\b"), ""),
    (re.compile(r"\bnothing\b"), "None"),
    (re.compile(r"\.\.?\("), "("),  # a call of each element: `log.(p)`
    (re.compile(r"^@(?:test|assert|show|info)\s+"), ""),
    (
        re.compile(r"^(.*\S)\s*(?:≈|\bisapprox\b)\s*([-+.\w]+)\s+((?:[ar]tol\s*=\s*[-+.\w]+[\s,]*)+)$"),
        r"isapprox(\1, \2, \3)",
    ),
    (re.compile(r"^(.*\S)\s*≈\s*(\S.*)$", re.DOTALL), r"isapprox(\1, \2)"),
    (re.compile(r"(?<=\));\s*(?=\w+\s*=)|(?<=[\w\])]);\s*(?=(?:agg|dims|[ar]tol|weight|eps)\s*=)"), ", "),
)

_TYPED = re.compile(r"\b(?:Float(?:16|32|64)|U?Int(?:8|16|32|64)?|Bool)(?=\[[^\]\n]*[\d.]|\[[ \t]*\n)")
FIRST_AXIS = "along the first axis"


def in_plain_signs(text: str) -> str:
    """`Float32[1 2; 3 4]` without its type, which leaves blanks."""
    return _TYPED.sub(blanks, text)


def one_hot(labels: Array, classes: Array) -> Array | None:
    """`onehotbatch(labels, classes)`: a column per label; None for one that is no class."""
    found: Array = classes[:, None] == np.reshape(labels, -1)[None, :]
    return found.astype(np.int64) if labels.size and found.any(0).all() and classes.ndim == 1 else None


def softmax_without_axis(written: str) -> str:
    """`softmax` or `log_softmax`, where it names no axis, which is the first one in Julia; or ''."""
    try:
        node = ast.parse(written, mode="eval").body
    except SyntaxError:
        return ""
    if not isinstance(node, ast.Call) or len(node.args) != 1 or node.keywords:
        return ""
    name = ast.unparse(node.func).rpartition(".")[2].replace("logsoftmax", "log_softmax")
    return name if name in ("softmax", "log_softmax") else ""
