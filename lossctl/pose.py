"""Words in, problem out: the arrays of a call are read, as its loss takes them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from lossctl.criterion import Criterion
from lossctl.inputs import Given, Hints, read
from lossctl.inputs.files.source_bytes import Watch, unwatched
from lossctl.inputs.printed_loss import BlockReading
from lossctl.problem import Problem
from lossctl.settings import Settings


class Posed(NamedTuple):
    """A problem, notes on how its arrays were read, and what a paste was taken for, with its losses."""

    problem: Problem
    notes: tuple[str, ...]
    block: BlockReading | None = None


def pose(
    criterion: Criterion,
    words: Mapping[str, Any],
    settings: Settings,
    *,
    header: bool | None = None,
    stated: frozenset[str] = frozenset(),
    watch: Watch = unwatched,
) -> Posed:
    """The problem that the words make: `input`, `target` if it is not in the input, and the options' arrays.

    A word is one of the command line, an array, or what JSON has for one. `stated` are options beside the settings that
    the user gives. InputError where the words cannot be read.
    """
    options = {role: word for role, word in words.items() if role not in ("input", "target")}
    given = read(
        words["input"],
        words.get("target"),
        options,
        header=header,
        stated=settings.stated | stated,
        hints=_hints(criterion, settings),
        watch=watch,
    )
    arrays = {role: array for role, array in given.arrays.items() if role in ("input", "target", *criterion.options)}
    unused = [
        f"{given.origins[role]} is not used: {criterion.name} has no such option"
        for role in sorted(given.arrays.keys() - arrays.keys())
    ]
    readings = tuple(each for each in given.readings if each.arrays.keys() <= arrays.keys())
    settings = _with_forms(criterion, settings, given)
    problem = Problem(criterion.load(), arrays, settings, given.class_names, given.origins, readings)
    return Posed(problem, (*given.notes, *unused), given.block)


def _hints(criterion: Criterion, settings: Settings) -> Hints:
    """What the loss takes, which decides between columns or arrays that could each be meant."""
    stated = settings.from_ if "from_" in settings.stated else None
    form = stated if "from_" in criterion.options else criterion.form
    compares: Any = "distributions" if "target_from" in criterion.options else criterion.family
    ignore_index = criterion.ignore_index if settings.ignore_index is None else settings.ignore_index
    target_form = settings.target_from if "target_from" in settings.stated else None
    return Hints(form, compares, ignore_index=ignore_index, target_form=target_form)


def _with_forms(criterion: Criterion, settings: Settings, given: Given) -> Settings:
    """The settings with what the arrays' names say of their numbers, where the user does not say it."""
    for option, form in (("from_", given.holds), ("target_from", given.target_holds)):
        if form and option in criterion.options and option not in settings.stated:
            changes: Any = {option: form}
            settings = replace(settings, **changes)
    return settings
