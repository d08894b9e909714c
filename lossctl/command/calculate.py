"""A call in, its calculation out: read the arrays, pose the problem, gather the notes."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lossctl.command.call import Call
from lossctl.engine.fork_map import processes
from lossctl.engine.scan import Map
from lossctl.errors import InputError
from lossctl.inputs import Given, Hints, read, read_array
from lossctl.losses import LOSSES
from lossctl.option import flag_of
from lossctl.problem import Problem
from lossctl.report.progress import reading, watched
from lossctl.solve import Calculation

if TYPE_CHECKING:
    from lossctl.remarks.expected import Expected


@contextmanager
def workers(number: int | None, dask: str | None) -> Iterator[Map]:
    """What calculates: so many processes, or the workers of a cluster for as long as it is used."""
    if dask is None:
        yield processes(number)
        return
    from lossctl.engine.dask.client import connected

    with connected(dask) as cluster:
        yield cluster.map


def calculation_of(call: Call, map: Map) -> Calculation:
    """The calculation that a call asks for, with the notes on its input. Its result can be merged if it is to be JSON.

    InputError where the arrays cannot be read or do not fit.
    """
    watched_map = watched(map)
    with reading() as watch:
        stated = call.settings.stated | call.check.keys()
        given = read(
            call.input, call.target, call.arrays, header=call.header, stated=stated, hints=_hints(call), watch=watch
        )
    problem = _problem(call, given)
    return Calculation(
        problem,
        worst=_worst(call),
        map=watched_map,
        notes=(*given.notes, *_unused(problem, given), *call.notes),
        expected=expectation_of(call.check, given.loss),
        digested=call.form == "json",
    )


def expectation_of(check: Mapping[str, Any], loss: str | None = None) -> "Expected | None":
    """What the options expect, or else the loss that a pasted block shows."""
    value = check.get("expect", loss)
    near = {name: check[name] for name in ("rtol", "atol") if name in check}
    if value is None:
        if near:
            raise InputError(f"{flag_of(next(iter(near)))} says how near --expect must be, which is missing")
        return None
    from lossctl.remarks.expected import expectation, is_number

    if isinstance(value, list) or not is_number(value):  # a job's own numbers, or the name of an array
        value = np.asarray(read_array(value, "expect"))
    return expectation(value, **near)


def _hints(call: Call) -> Hints:
    """What the loss takes, which decides between columns or arrays that could each be meant."""
    criterion, settings = LOSSES[call.criterion], call.settings
    stated = settings.from_ if "from_" in settings.stated else None
    form = stated if "from_" in criterion.options else criterion.form
    compares: Any = "distributions" if "target_from" in criterion.options else criterion.family
    ignore_index = criterion.ignore_index if settings.ignore_index is None else settings.ignore_index
    return Hints(form, compares, ignore_index=ignore_index)


def _problem(call: Call, given: Given) -> Problem:
    """The problem that the arrays pose; what came with a pasted block and is no option of this loss is left out."""
    criterion, settings = LOSSES[call.criterion], call.settings
    if given.holds and _may_set(call, "from_"):
        settings = replace(settings, from_=given.holds)
    if given.target_holds and _may_set(call, "target_from"):
        settings = replace(settings, target_from=given.target_holds)
    used = ("input", "target", *criterion.options)
    arrays = {name: array for name, array in given.arrays.items() if name in used}
    readings = tuple(each for each in given.readings if each.arrays.keys() <= arrays.keys())
    return Problem(criterion.load(), arrays, settings, given.class_names, given.origins, readings)


def _may_set(call: Call, option: str) -> bool:
    """Whether the loss has an option that the user has not set."""
    return option in LOSSES[call.criterion].options and option not in call.settings.stated


def _unused(problem: Problem, given: Given) -> Iterator[str]:
    """A note on each array that came with a pasted block though this loss has no such option."""
    for name in sorted(given.arrays.keys() - problem.arrays.keys()):
        yield f"{given.origins[name]} is not used: {problem.loss.name} has no such option"


def _worst(call: Call) -> int:
    """How many samples of the greatest loss are shown."""
    if call.view.sort is None:
        return 0
    return sys.maxsize if call.view.rows == "all" else int(call.view.rows)
