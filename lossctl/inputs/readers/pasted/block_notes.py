"""Notes on what a paste holds beside what is used of it."""

from collections.abc import Iterator

from lossctl.inputs.array_names import ARGUMENTS, listed
from lossctl.inputs.document import OPTIONS
from lossctl.inputs.hints import NO_HINTS
from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.block_reader import BlockReader
from lossctl.inputs.readers.pasted.block_settings import SETTINGS, settings_in, values_of_settings
from lossctl.inputs.readers.pasted.code.bindings import Bindings
from lossctl.inputs.readers.pasted.code.derived_arrays import notes_on_derived
from lossctl.inputs.readers.pasted.losses.call_order import pair_of
from lossctl.inputs.readers.pasted.losses.printed_losses import temperature_of
from lossctl.inputs.readers.pasted.roles import has_pair
from lossctl.inputs.readers.pasted.tables.block_tables import only_table
from lossctl.inputs.readers.pasted.tables.frames import column_key
from lossctl.inputs.readers.pasted.tables.pasted_table import PastedTable


def notes_on(read: BlockReader, text: str, used: frozenset[str]) -> Iterator[str]:
    """Arrays and weights that nothing takes, settings of the code, and lines that were passed over."""
    yield from _unused(read.bindings, used, text)
    yield from _unread_weights(read.bindings, used)
    for name, value in settings_in(text, used, read.bindings.constants):
        option = f"--{name.replace('_', '-')}"
        is_known = name == "reduction" or not value.isidentifier() or value in ("True", "False")
        yield f"the block says {name}={value}{'' if is_known else ', without its value'}; {option} takes it"
    yield from _changes(read.bindings, used)
    yield from _unpaired(read.bindings)
    if not any(map(pair_of, read.bindings.calls)):
        yield from notes_on_derived(read.bindings.named)
    yield from (f"no numbers behind {label!r}" for label in read.passed_over.empty_labels)
    if lines := read.passed_over.lines:
        yield f"passed over, with numbers in it: line {', '.join(map(str, lines[:8]))}{' …' if lines[8:] else ''}"


def _unused(bindings: Bindings, used: frozenset[str], text: str) -> Iterator[str]:
    by_code = {each.name: role for call in bindings.code for role, each in call.arrays.items() if each}
    called = {each.name for call in bindings.code for each in (*call.arguments, *call.named.values()) if each}
    called |= values_of_settings(text)
    called |= {each.label for each in bindings.named if each.computed.name in called}  # a view of what a call takes
    called |= {name.partition("[")[0] for name in called}
    unused = []
    for label in dict.fromkeys(each.label for each in bindings.named if each.label):
        axes = max(each.array.ndim for each in bindings.named if each.label == label)
        role = pasted_labels.role(label, axes)
        if label in by_code and role != by_code[label]:
            yield f"{label} is the {by_code[label]}, by the code in the block"
        elif role in OPTIONS and role in by_code.values():
            unused += [] if label in by_code else [label]
        elif role in OPTIONS and role not in used:
            yield f"{label} is not used; {ARGUMENTS[role]} takes it"
        elif role is None and label not in (*SETTINGS, *called) and not _is_alone(label, bindings):
            unused.append(label)
    unused += [each.where for each in bindings.tables.all if not _is_used(each, called, bindings)]
    if unused:
        yield f"not used: {listed(unused)}"


def _unpaired(bindings: Bindings) -> Iterator[str]:
    numbers = [f"{float(value.array):.10g} ({value.where})" for value in bindings.unpaired]
    if numbers and bindings.code:
        yield f"not judged, since nothing tells what printed it: {listed(numbers)}"


def _is_used(table: PastedTable, called: set[str], bindings: Bindings) -> bool:
    """Whether a call takes columns of the table; or may, where no call tells what is the input."""
    columns = {*table.columns, *(column_key(table.frame, name) for name in table.columns)}
    begins = (f"{table.frame}[", f"{table.frame}.")
    if columns & called or (table.frame and any(f"{name}.".startswith(begins) for name in called)):
        return True
    if only_table(bindings):
        return True
    return not has_pair(bindings.calls, bindings.named) and len(table.pair(NO_HINTS)) == 2


def _unread_weights(bindings: Bindings, used: frozenset[str]) -> Iterator[str]:
    unread = {role: source for call in bindings.code for role, source in call.unread.items()}
    for role, source in unread.items():
        if role not in used:
            yield f"{role}={source} in the block, without its numbers; {ARGUMENTS[role]} takes them"


def _is_alone(label: str, bindings: Bindings) -> bool:
    """Whether its name says no role, so that it may have been taken by its shape."""
    roles_there = {pasted_labels.role(each.label, each.array.ndim) for each in bindings.named}
    others = {each.label for each in bindings.named if each.array.ndim and pasted_labels.role(each.label, 1) is None}
    return not {"input", "target"} <= roles_there and label in others


def _changes(bindings: Bindings, used: frozenset[str]) -> Iterator[str]:
    """What the calls do to the input before the loss."""
    for call in bindings.calls:
        pair = pair_of(call)
        if not pair or not pair.input.changes:
            continue
        name, number = pair.input.name or "the input", temperature_of(pair.input.changes)
        if number and "temperature" not in used:
            yield f"{call.name} is called with {name} / {number}; --temperature {number} divides it"
        elif not number:
            yield f"{call.name} is called with {', '.join(pair.input.changes)}"
