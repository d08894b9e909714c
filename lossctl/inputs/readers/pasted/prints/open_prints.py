"""The prints of the code whose outputs have not been read yet, and the outputs that no print has been found for yet."""

from lossctl.inputs.readers.pasted.code.bindings import Bindings
from lossctl.inputs.readers.pasted.prints.outputs import Output
from lossctl.inputs.readers.pasted.prints.pairing import paired, same_words
from lossctl.inputs.readers.pasted.prints.prints import Shown
from lossctl.inputs.readers.pasted.prints.values import Value


class OpenPrints:
    """Gathers both until `pair` gives each output to what printed it."""

    def __init__(self, bindings: Bindings) -> None:
        self._bindings = bindings
        self._last: list[Shown] = []  # by the last statement
        self.shown: list[Shown] = []
        self.values: list[Value] = []
        self.heading = ""

    def __bool__(self) -> bool:
        return bool(self.shown or self.values)

    def add(self, shown: list[Shown]) -> None:
        """What a statement prints or may show. What an earlier one may show would stand directly below it."""
        self._last = [self._bindings.resolved(each) for each in shown]
        self.shown = [each for each in self.shown if each.certain] + self._last

    def take(self, values: tuple[Value, ...]) -> None:
        for value in values:
            self.values.append(value._replace(label=value.label or self.heading))
            self.heading = ""

    def may_show(self, found: Output) -> bool:
        """Whether what a comment holds is output: a number beside an assignment is only where a loss is assigned."""
        if found.fault is not None or self.values or (self.shown and self.shown[-1].certain):
            return True
        last = self.shown[-1]
        return found.is_more_than_a_number or not last.assigned or self._bindings.is_loss(last.node)

    def beside_last(self) -> None:
        """What comes next stands beside the last statement."""
        if self.shown and not self.values:
            self.shown = self._last

    def has_words(self, words: str) -> bool:
        """Whether a print that is open puts these words before its value."""
        return any(each.words and same_words(each.words, words) for each in self.shown)

    def pair(self) -> None:
        if self.values:
            for shown, value in paired(self.shown, self.values):
                self._bindings.show(shown, value)
            self.values, self.shown = [], []
        self.heading = ""
