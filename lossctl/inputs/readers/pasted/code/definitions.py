"""Functions and classes that a paste defines: their bodies are passed over, but for what they say of a loss."""

import re
from collections.abc import Collection

from lossctl.inputs.readers.pasted.code.bindings import Bindings
from lossctl.inputs.readers.pasted.code.code_lines import defined_name
from lossctl.inputs.readers.pasted.lines.framed_lines import Line
from lossctl.inputs.readers.pasted.losses.own_losses import own_loss

# What a test function does is read as if it stood alone: it holds the arrays and the loss that it expects.
_TEST = re.compile(r"(?:async\s+)?def\s+test\w*\s*\(.*:$|class\s+\w*Test\w*\b.*:$|test_that\(.*\{$")


class Definitions:
    """Asked of each line in turn. A function whose body calculates a logarithm may be a loss.

    Posts show the end of a function without its head, below the example in its docstring: such lines are read as code,
    and if one of them returns something, they tell of the functions that the paste calls but does not define.
    `examples` are the numbers of lines that a docstring shows as an example: the body goes on behind them.
    """

    def __init__(self, bindings: Bindings, examples: Collection[int] = ()) -> None:
        self._bindings = bindings
        self._examples = examples
        self._around: tuple[str, int, list[str]] | None = None  # the definition around an example
        self._name = ""
        self._indent: int | None = None  # of the definition whose body is passed over
        self._lines: list[str] = []
        self._behind_example: list[str] = []
        self._is_cut = False  # the body goes on below the example in its docstring

    def has(self, line: Line) -> bool:
        """Whether it begins a definition, or is in the body of one."""
        self._enter_or_leave_example(line)
        if self._indent is not None and self._is_within(line, self._indent):
            self._lines.append(line.content)
            return True
        self.finish()
        if _TEST.match(line.content):
            return True
        if name := defined_name(line.content):
            self._bindings.own.add(name)
            self._name, self._lines, self._is_cut = name, [line.content], False
            opens = line.content.endswith(":") or line.content.count("(") > line.content.count(")")
            self._indent = line.indent if opens else None
            if not opens:
                self.finish()
        else:
            self._see_behind_example(line)
        return self._indent is not None

    def _enter_or_leave_example(self, line: Line) -> None:
        """Keep the definition around an example as long as that lasts."""
        is_example = line.number in self._examples
        if is_example and self._around is None and self._indent is not None:
            self._around = self._name, self._indent, self._lines
            self._indent, self._lines = None, []
        elif not is_example and self._around is not None:
            self.finish()
            self._name, self._indent, self._lines = self._around
            self._around = None

    def _is_within(self, line: Line, indent: int) -> bool:
        is_end_of_head = line.indent == indent and line.content[0] == ")" and line.content.endswith(":")
        return line.indent > indent or line.frame == "more" or is_end_of_head

    def finish(self) -> None:
        """Read the definition so far, if there is one: to be called behind its last line, and that of the paste."""
        if self._lines and (found := own_loss(self._lines)):
            self._bindings.own_losses[self._name] = found
        self._is_cut = self._is_cut or self._indent is not None
        self._indent = None

    def _see_behind_example(self, line: Line) -> None:
        if line.frame or not line.indent:
            self._behind_example = []
            if not line.frame:
                self._lines, self._name, self._is_cut = [], "", False
            return
        self._behind_example.append(line.content)
        if line.content.startswith("return "):
            lines = [*(self._lines if self._is_cut else []), *self._behind_example]
            if found := own_loss(lines):
                self._bindings.own_losses[self._name if self._is_cut else ""] = found
