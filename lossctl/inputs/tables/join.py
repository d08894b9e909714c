"""The arrays of tables with ids are joined with the input by them."""

from collections.abc import Mapping

from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.reading import Reading
from lossctl.inputs.source import TakenArray
from lossctl.inputs.tables.row_ids import joined


def join_rows(
    taken: Mapping[str, TakenArray], origins: Mapping[str, str]
) -> tuple[dict[str, TakenArray], list[Reading]]:
    """The arrays with their rows in the order of the input's ids; and the other reading of each that was in another."""
    main, found = taken["input"], dict(taken)
    readings: list[Reading] = []
    for role, each in taken.items():
        if role == "input" or not each.ids or not main.ids or each.ids is main.ids:
            continue
        lazy = isinstance(main.array, LazyArray) or isinstance(each.array, LazyArray)
        rows = joined(each.array, each.ids, main.ids, origins[role], origins["input"], lazy=lazy)
        notes = (*each.notes, *([f"{origins[role]}: {rows.note}"] if rows.note else []))
        found[role] = each._replace(array=rows.array, notes=notes)
        if rows.moved:
            note = f"{origins[role]}: the rows are put in the order of {origins['input']} by their ids"
            readings.append(Reading(note, "in the order of the file they give {}", {role: each.array}))
    return found, readings
