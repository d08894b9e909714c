"""A first line of whole numbers that may be a header or a row: the other arrays of the call tell which."""

from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from lossctl.errors import InputError
from lossctl.inputs.document import Document
from lossctl.inputs.tables.table import Table

if TYPE_CHECKING:
    from lossctl.inputs.source import Source

HEADER_OR_ROW = "say which with --header or --no-header"


class Way(NamedTuple):
    """One way to read a table, and how many rows and columns it then has."""

    document: Document
    rows: int | None
    columns: int | None = None
    likely: bool = True  # whether nothing in the table itself speaks against it


def is_doubtful(document: Document) -> bool:
    """Whether the first line of a table may be read in another way."""
    columns: Any = document.columns if isinstance(document, Table) else None
    return bool(getattr(columns, "maybe_header", False) or getattr(columns, "maybe_row", False))


def settled(sources: "Mapping[str, Source]") -> dict[str, Document]:
    """The documents, those in doubt read in the one way in which all have as many rows as the input.

    Weights by class have one row, or a row for each class. InputError where both ways fit. What fits in no way stays as
    it is: its shape is an error of its own.
    """
    ways = {role: _ways(source, role) for role, source in sources.items()}
    alike = [role for role in sources if role in ("input", "target", "sample_weight")]
    found = {role: each[0] for role, each in ways.items()}
    fit = [chosen for chosen in product(*(ways[role] for role in alike)) if len({each.rows for each in chosen}) == 1]
    fit = fit if len(alike) > 1 and fit and fit[0][0].rows is not None else []
    fit = [chosen for chosen in fit if all(each.likely for each in chosen)] or fit
    if len(fit) > 1:
        names = [
            sources[role].name
            for role, ways_ in zip(alike, zip(*fit, strict=True), strict=True)
            if ways_[0] != ways_[1]
        ]
        lines, kinds = "first lines", "headers or rows"
        if len(names := [*dict.fromkeys(names)]) == 1:
            lines, kinds = "first line", "a header or a row"
        raise InputError(f"the {lines} of {' and '.join(names)} could be {kinds}", remedy=HEADER_OR_ROW)
    if fit:
        found |= dict(zip(alike, fit[0], strict=True))
    classes = found["input"].columns
    for role in sources.keys() - set(alike):
        found[role] = next((way for way in ways[role] if _are_weights(way, classes)), ways[role][0])
    return {role: way.document for role, way in found.items()}


def _ways(source: "Source", role: str) -> list[Way]:
    document, left = source.document, source.left_of
    if not is_doubtful(document):
        width = document.columns.width if isinstance(document, Table) else None
        return [Way(document, source.rows(role), width)]
    assert isinstance(document, Table)
    columns: Any = document.columns
    count, width = _rows_of(document), document.columns.width
    if columns.maybe_header:
        names = ", ".join(map(str, columns.below_header().names[:4]))
        note = f"line 1 left out ({names}: a header, as the others have a row less); --no-header keeps it"
        below = Table(columns.below_header(), (note,))
        return [Way(document, left(count), width), Way(below, left(count - 1), width)]
    note = "line 1 is read as a row, as the others have a row more; --header takes it for the header"
    with_first = Table(columns.with_first_row(), (note,))
    return [Way(document, left(count), width), Way(with_first, left(count + 1), width, likely=False)]


def _are_weights(way: Way, classes: int | None) -> bool:
    """Whether these are weights by class: one row of them, or a row for each."""
    return way.rows == 1 or (way.columns == 1 and way.rows == classes)


def _rows_of(table: Table) -> int:
    return table.columns.words(0).size
