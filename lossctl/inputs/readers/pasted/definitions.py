"""Functions and classes that a paste defines: their bodies are passed over."""

import re

from lossctl.inputs.readers.pasted.bindings import Bindings
from lossctl.inputs.readers.pasted.code_lines import defined_name
from lossctl.inputs.readers.pasted.framed_lines import Line

_EPSILON = re.compile(r"\b1e-\d+\b")  # what keeps the logarithm from 0
# What a test function does is read as if it stood alone: it holds the arrays and the loss that it expects.
_TEST = re.compile(r"(?:async\s+)?def\s+test\w*\s*\(.*:$|class\s+\w*Test\w*\b.*:$|test_that\(.*\{$")


class Definitions:
    """Asked of each line in turn. A function whose body calculates a logarithm may be a loss."""

    def __init__(self, bindings: Bindings) -> None:
        self._bindings = bindings
        self._name = ""
        self._indent: int | None = None  # of the definition whose body is passed over

    def has(self, line: Line) -> bool:
        """Whether it begins a definition, or is in the body of one."""
        if self._indent is not None and (line.indent > self._indent or line.frame == "more"):
            if "log(" in line.content or "log_softmax(" in line.content:
                self._bindings.own_losses.setdefault(self._name, 0.0)
            if (found := _EPSILON.search(line.content)) and self._name:
                self._bindings.own_losses[self._name] = float(found.group())
            return True
        self._indent = None
        if _TEST.match(line.content):
            return True
        if name := defined_name(line.content):
            self._bindings.own.add(name)
            self._name = name
            self._indent = line.indent if line.content.endswith(":") else None
        return self._indent is not None
