"""Lines of a paste that are read neither as code nor as output: only what a note must name is kept of them."""

import re

from lossctl.inputs.document import OPTIONS
from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.lines.framed_lines import Line
from lossctl.inputs.readers.pasted.prints.values import LABEL

_NOISE = re.compile(r"<NDArray[^>\n]*>|torch\.Size\(\[[\d, ]*\]\)|TensorShape\([\d, ()]*\)|true|false|None")
_NUMBERS = re.compile(r"\d\.\d|\[\s*[-\d]|\d\s+-?\d")


def is_noise(line: Line) -> bool:
    """Whether it is printed beside arrays, and holds none."""
    return _NOISE.fullmatch(line.content) is not None


class PassedOver:
    """The numbers of the lines that hold numbers, and the labels of weights behind which none stand."""

    def __init__(self) -> None:
        self.lines: list[int] = []
        self.empty_labels: list[str] = []

    def add(self, line: Line) -> None:
        label = LABEL.match(line.text, line.begin, line.end)
        if label and pasted_labels.role(label["label"], 1) in OPTIONS:
            self.empty_labels.append(label["label"].strip())
        elif _NUMBERS.search(line.content):
            self.lines.append(line.number)
