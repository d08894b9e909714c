"""Lines that are neither read as code nor as output: which of them are told of in a note."""

import re

from lossctl.inputs.document import OPTIONS
from lossctl.inputs.readers.pasted import pasted_labels, values
from lossctl.inputs.readers.pasted.framed_lines import Line

_NUMBERS = re.compile(r"\d\.\d|\[\s*[-\d]|\d\s+-?\d")
_NOISE = re.compile(r"<NDArray[^>\n]*>|torch\.Size\(\[[\d, ]*\]\)|TensorShape\([\d, ()]*\)|true|false|None")


def is_noise(line: Line) -> bool:
    """Whether it is printed beside arrays, and holds none."""
    return _NOISE.fullmatch(line.content) is not None


def empty_label(line: Line) -> str:
    """The label of an option's array that has no numbers, or ''."""
    label = values.LABEL.match(line.text, line.begin, line.end)
    return label["label"].strip() if label and pasted_labels.role(label["label"], 1) in OPTIONS else ""


def has_numbers(line: Line) -> bool:
    return _NUMBERS.search(line.content) is not None
