"""Reads a paste from the first line to the last: code gives names and prints, outputs give values.

Outputs belong to the prints of the code above them (prints.py); where no code printed them, their labels name them.
What can be read neither as code nor as output is passed over.
"""

import ast
import re

from lossctl.errors import InputError
from lossctl.inputs.readers.pasted.code import code_lines
from lossctl.inputs.readers.pasted.code.bindings import Bindings
from lossctl.inputs.readers.pasted.code.definitions import Definitions
from lossctl.inputs.readers.pasted.code.layers import Layers
from lossctl.inputs.readers.pasted.languages import r
from lossctl.inputs.readers.pasted.lines import docstrings
from lossctl.inputs.readers.pasted.lines.comments import output_in_comment
from lossctl.inputs.readers.pasted.lines.framed_lines import LONGEST_STATEMENT, Line, framed_lines, statement_end
from lossctl.inputs.readers.pasted.lines.passed_over import PassedOver, is_noise
from lossctl.inputs.readers.pasted.losses import sample_losses
from lossctl.inputs.readers.pasted.losses.asserted import shown_by_test
from lossctl.inputs.readers.pasted.losses.hand_calculations import MOST, calculation_at, loss_of
from lossctl.inputs.readers.pasted.prints import outputs, values
from lossctl.inputs.readers.pasted.prints.open_prints import OpenPrints
from lossctl.inputs.readers.pasted.prints.outputs import Fault, Output
from lossctl.inputs.readers.pasted.prints.prints import Shown, shown_by
from lossctl.inputs.readers.pasted.tables import block_tables
from lossctl.inputs.readers.pasted.tables.tables_in_text import FoundTable, tables_in

_ASSIGNED = re.compile(r"(?P<name>(?!\d)\w+(?:\.\w+)*)[ \t]*(?:<-|=(?![=>]))[ \t]*")
_MANY = 50  # brackets that are never closed: then it is prose, or a log


class BlockReader:
    """Goes through the lines; afterwards `bindings` hold what was found."""

    def __init__(self, text: str) -> None:
        self.lines = framed_lines(text)
        self._tables = tables_in(text)
        self.bindings = Bindings()
        self.faults: list[Fault] = []
        self.passed_over = PassedOver()
        self._unclosed = 0
        self._open = OpenPrints(self.bindings)
        self._definitions = Definitions(self.bindings, docstrings.example_lines(text))
        self._layers = Layers(text)
        self._read()

    def _read(self) -> None:
        at, end = 0, -1
        while at < len(self.lines):
            line = self.lines[at]
            if line.begin >= end and line.number in self._tables:
                at = self._table(self._tables.pop(line.number), at)
            elif line.begin >= end and (behind := sample_losses.read_at(self.lines, at, self._open, self.bindings)):
                at = behind
            elif line.frame == "comment":
                at = self._comment(at)
            else:
                end = self._line(line, at) if line.begin >= end else end
                at += 1
        self._open.pair()
        self._definitions.finish()
        sample_losses.of_columns(self.lines, self.bindings)
        self.bindings.finished()

    def _table(self, found: FoundTable, at: int) -> int:
        """Read the table that begins here, and give which line is behind it."""
        if self._open.shown and not self._open.shown[-1].certain and self.bindings.is_loss(self._open.shown[-1].node):
            if self._open.values:
                self._open.pair()
            self._open.shown = []
        read = block_tables.read_at(found, self.lines[at], self._open.heading)
        if not read.values and read.fault is None:
            self.passed_over.lines.append(found.first)
        self._take(read, self.lines[at])
        return block_tables.line_behind(found, self.lines)

    def _line(self, line: Line, at: int) -> int:
        """Read what begins here, and give where it ends."""
        if self._definitions.has(line) or is_noise(line):
            return line.end
        if len(self.bindings.losses) < MOST and (by_hand := calculation_at(self.lines, at)):
            self._open.pair()
            self.bindings.losses.append(loss_of(by_hand, self.bindings.named))
            return by_hand.value.end
        if line.frame in ("code", "more"):
            return self._assigned(line, at) or self._code(line, at) or self._unread_assignment(line)
        if line.frame == "out":
            return self._output(line) or self._pass_over(line)
        if assigned := self._assigned(line, at):
            return assigned
        is_output = values.begins_with_value(line.text, line.begin)
        if is_output and not r.ASSIGNED_AT_ITS_END.match(line.content):
            return self._output(line) or self._code(line, at) or self._pass_over(line)
        return self._code(line, at) or self._output(line) or self._pass_over(line)

    def _assigned(self, line: Line, at: int) -> int:
        """`name = value` as code writes it and as prints show it; 0 if it is something else."""
        match = _ASSIGNED.match(line.text, line.begin, line.end)
        if not match or match.end() == line.end:
            return 0
        behind = match.end()
        try:
            value = values.value_at(line.text, behind, match["name"])
        except InputError as error:
            whole = line.text[line.begin : statement_end(self.lines, at)]
            is_broken = values.begins_with_value(line.text, behind) and not code_lines.is_code(line.content, whole)
            end = outputs.end_of_broken(line.text, line.end)
            if is_broken or code_lines.has_dots(line.text[behind:end]):
                self.faults.append(Fault(match["name"], error))
            return end if is_broken else 0
        if value is None:
            return 0
        if not outputs.is_whole(value):
            if not code_lines.parse_line(line.content) and not outputs.may_be_followed(value):
                self.faults.append(Fault(match["name"], outputs.fault_behind(value)))
            return 0
        self._open.pair()
        self.bindings.assign_value(match["name"], value, line.frame == "code")
        self._open.add([Shown("", ast.Name(match["name"]), certain=False, assigned=True)])
        return value.end

    def _code(self, line: Line, at: int) -> int:
        """The statement that begins here, over as many lines as its brackets span; 0 if it is no code."""
        longest = LONGEST_STATEMENT if self._unclosed < _MANY else 1
        end = statement_end(self.lines, at, longest)
        self._unclosed += end == line.end and longest > 1 and line.content.count("(") > line.content.count(")")
        source = line.text[line.begin : end]
        statements = code_lines.parse_line(source)
        if not statements and end > line.end:
            end, source = line.end, line.content
            statements = code_lines.parse_line(source)
        if not statements:
            if code_lines.is_header(source):
                self._open.pair()
                return end
            return 0
        if code_lines.is_label(statements[0]):
            return 0
        if line.frame != "code" and code_lines.is_prose(statements[0], self.bindings.names):
            return 0
        if self._open.values or line.frame == "code":
            self._open.pair()
        for statement in map(self._layers.written_out, statements):
            self.bindings.run(statement)
            for shown, value in shown_by_test(statement, line.text, line.begin, end, self.bindings.is_loss):
                self.bindings.show(self.bindings.resolved(shown), value)
            self._open.add(shown_by(statement))
        return end

    def _output(self, line: Line) -> int:
        found = outputs.output_at(line.text, line.begin)
        if found is None or not (found.values or found.fault):
            found = outputs.number_behind_words(line.text, line.begin, self._open.has_words) or found
        return self._take(found, line) if found else 0

    def _take(self, found: Output, line: Line) -> int:
        self._open.take(found.values)
        if found.fault is not None:
            self.faults.append(Fault(found.label or self._open.heading, found.fault))
            return outputs.end_of_broken(line.text, line.end)
        if found.values:
            last = found.values[-1]
            if not outputs.may_be_followed(last):
                self.faults.append(Fault(last.label, outputs.fault_behind(last)))
                self._open.values.pop()
        elif found.label:
            self._open.heading = found.label
        return max(found.end, line.end if not found.values else found.end)

    def _comment(self, at: int) -> int:
        """An output that a comment shows, over as many lines of comments as it spans."""
        line = self.lines[at]
        if not self._open:
            return at + 1
        beside = at > 0 and self.lines[at - 1].number == line.number
        found = output_in_comment(line, beside)
        found = found or outputs.number_behind_words(line.text, line.begin, self._open.has_words)
        end = line.end
        if found and self._open.may_show(found):
            if beside:
                self._open.beside_last()
            end = self._take(found, line)
            if beside:
                self._open.pair()
        return next((i for i in range(at + 1, len(self.lines)) if self.lines[i].begin >= end), len(self.lines))

    def _unread_assignment(self, line: Line) -> int:
        """An assignment of what cannot be read: its name stands for what is printed below."""
        if match := _ASSIGNED.match(line.text, line.begin, line.end):
            self._open.pair()
            self.bindings.forget(match["name"])
            self._open.add([Shown("", ast.Name(match["name"]), certain=False, assigned=True)])
            return line.end
        return self._pass_over(line)

    def _pass_over(self, line: Line) -> int:
        self.passed_over.add(line)
        return line.end
