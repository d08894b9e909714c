"""What the rest of a call says of a source: it decides which array is meant where names alone do not."""

from typing import Literal, NamedTuple


class TargetFacts(NamedTuple):
    """A target that has been looked at: its words or the range of its whole numbers, its shape, its headings.

    `most` is the largest of its whole numbers; -1 where there are none, or it holds fractions. `headings` are those of
    several columns of a table.
    """

    words: frozenset[str] = frozenset()
    most: float = -1.0
    shape: tuple[int, ...] = ()
    headings: frozenset[str] = frozenset()

    def names(self, *headings: str) -> bool:
        """Whether a word of the target, or one of its columns, is called so."""
        return any(heading in self.words or heading in self.headings for heading in headings)


class Classes(NamedTuple):
    """What the columns of a table call the classes: the headings, and their ends behind what all of them share.

    `unordered` says that they come in an order of no meaning, as objects of JSON have them that are sorted by score.
    """

    headings: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    unordered: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """How the classes are shown: not at all if they are called 0, 1, 2 …, as they are without names."""
        counted = self.ends == tuple(map(str, range(len(self.ends))))
        return () if counted or len(self.ends) < 2 else self.ends


class Hints(NamedTuple):
    """What the other words of a call say of a source.

    `form` is what the numbers of the input are: as --from states, or as the loss takes nothing else. `compares` is what
    the loss compares: rows of classes with class indices, distributions, or single elements; None if any will do.
    `elsewhere` are parts of the same file that other words name. `target` is what is known of the target when the input
    is chosen, and `inside` says that both are in this source. `classes` are those of the input, by which the other
    arrays go, and `input` is how errors name it.
    `target_form` is what the numbers of the target are, as --target-from states.
    `like` are the headings of the input in the first of several shards.
    """

    form: str | None = None
    compares: Literal["classes", "distributions", "elements"] | None = None
    elsewhere: frozenset[str] = frozenset()
    target: TargetFacts | None = None
    inside: bool = False
    classes: Classes = Classes()
    input: str = "the input"
    like: tuple[str, ...] = ()
    ignore_index: int | None = None
    target_form: str | None = None

    @property
    def elements(self) -> bool:
        """Whether the loss compares single numbers, not rows of classes."""
        return self.compares == "elements"


NO_HINTS = Hints()
