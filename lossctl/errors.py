"""The one error that lossctl raises on purpose: a place, a problem and a remedy."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}  # what a terminal would obey
_WITHIN = {code: sign for code, sign in _CONTROL.items() if code != ord("\n")}


class InputError(Exception):
    """Bad input or a wrong call: what is wrong, where it is, and what would be right.

    `where` lists places from the outermost (a file) to the innermost (a line, an index). Whoever finds the fault
    names the place it knows; the frames above add theirs with `located`.
    """

    def __init__(self, problem: str, *where: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        r"""`logits.csv, line 3: 4 values where the line above has 5`, the remedy on a line of its own.

        Control characters, such as a file's or a member's name may hold, are escapes here: `\x1b`.
        """
        place = ", ".join(self.where).translate(_CONTROL) + ": " if self.where else ""
        return place + (self.problem + (f"\n  {self.remedy}" if self.remedy else "")).translate(_WITHIN)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled whole, so that an error found in another process keeps its place and remedy."""
        return _rebuilt, (self.problem, self.where, self.remedy)


def _rebuilt(problem: str, where: tuple[str, ...], remedy: str) -> InputError:
    return InputError(problem, *where, remedy=remedy)


def did_you_mean(typed: str, known: Sequence[str], surely: Sequence[str] = ()) -> str:
    """The remedy that names what was probably meant: what is sure, or else what is spelt nearly so; '' for nothing."""
    from difflib import get_close_matches

    near = surely or get_close_matches(typed, known, n=2, cutoff=0.7)
    return f"did you mean {' or '.join(near)}?" if near else ""


@contextmanager
def located(*where: str) -> Iterator[None]:
    """Put `where` in front of the places of any InputError raised inside."""
    try:
        yield
    except InputError as error:
        error.where = (*where, *error.where)
        raise
