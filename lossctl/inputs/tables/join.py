"""The arrays of tables with ids are joined with the input by them."""

from collections.abc import Iterator, Mapping

from lossctl.errors import InputError
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.reading import Reading
from lossctl.inputs.source import TakenArray
from lossctl.inputs.tables.row_ids import joined, looks_joinable
from lossctl.inputs.tables.row_keys import joined_by_keys


def join_rows(
    taken: Mapping[str, TakenArray], origins: Mapping[str, str]
) -> tuple[dict[str, TakenArray], list[Reading]]:
    """The arrays with their rows in the order of the input's ids; and the other reading of each that was in another."""
    main, found = taken["input"], dict(taken)
    readings: list[Reading] = []
    for role, each in taken.items():
        if role == "input":
            continue
        lazy = isinstance(main.array, LazyArray) or isinstance(each.array, LazyArray)
        names = origins[role], origins["input"]
        if each.ids_in_file or main.ids_in_file:
            readings += _as_in_file(role, each, main, names, lazy=lazy)
            continue
        rows = None if lazy else joined_by_keys(each.array, each.keys, main.keys, *names)
        rows = rows or joined(each.array, each.ids, main.ids, *names, lazy=lazy)
        notes = (*each.notes, *([f"{origins[role]}: {rows.note}"] if rows.note else []))
        found[role] = each._replace(array=rows.array, notes=notes)
        if rows.moved:
            note = f"{origins[role]}: the rows are put in the order of {origins['input']} by their ids"
            readings.append(Reading(note, "in the order of the file they give {}", {role: each.array}))
    return found, readings


def _as_in_file(
    role: str, each: TakenArray, main: TakenArray, names: tuple[str, str], *, lazy: bool
) -> Iterator[Reading]:
    """The rows of a column that the user named stay as they are: what the ids that stand beside it would give."""
    own, theirs = each.ids_in_file or each.ids, main.ids_in_file or main.ids
    note = f"{names[0]}: the rows are in the order of the file, and the ids of {names[1]} are in another"
    try:
        if lazy:
            if looks_joinable(own, theirs):
                yield Reading(note, "", {})
            return
        rows = joined(each.array, own, theirs, *names, lazy=False)
    except InputError:  # they cannot be joined
        return
    if rows.moved:
        yield Reading(note, "joined by id they give {}", {role: rows.array})
