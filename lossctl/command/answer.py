"""A call in, its result out: read the arrays, solve the problem, gather the notes."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from lossctl.command.call import Call
from lossctl.errors import InputError
from lossctl.inputs import Given, read
from lossctl.losses import EVERY_LOSS, LOSSES
from lossctl.problem import Problem
from lossctl.report import form_of
from lossctl.report.progress import watched
from lossctl.settings import Arrays, options
from lossctl.solve import Result, solve
from lossctl.sums.engine import threads


def answer(call: Call) -> Result:
    """The result that a call asks for, with all its notes; InputError names arrays as the user does."""
    workers = watched(threads(call.view.threads))
    given = read(call.input, call.target, call.arrays, header=call.header)
    problem, aside = _problem(call, given)
    with _as_named(given.origins):
        result = solve(problem, keep=form_of(call.view) == "npy", worst=_worst(call), map=workers)
    loss = (f"the block's own loss, {given.loss}, is not checked",) if given.loss else ()
    return replace(result, notes=(*given.notes, *aside, *loss, *call.notes, *result.notes))


def _problem(call: Call, given: Given) -> tuple[Problem, tuple[str, ...]]:
    """The problem, and a note on each array that came with a pasted block though this loss has no such option."""
    entry, settings = LOSSES[call.criterion], call.settings
    if given.holds and "from_" in entry.options and "from_" not in settings.stated:
        settings = replace(settings, from_=given.holds)
    unused = {name for name in options(Arrays) if name not in (*entry.options, *EVERY_LOSS)} & set(given.arrays)
    arrays = {name: array for name, array in given.arrays.items() if name not in unused}
    notes = (f"{given.origins[name]} is not used: {call.criterion} has no such option" for name in sorted(unused))
    return Problem(entry.load(), arrays, settings, given.class_names), tuple(notes)


def _worst(call: Call) -> int:
    if call.view.sort is None:
        return 0
    return sys.maxsize if call.view.rows == "all" else int(call.view.rows)


@contextmanager
def _as_named(origins: Mapping[str, str]) -> Iterator[None]:
    """The maths knows arrays as `input` or `weight`: say instead where the user has them."""
    try:
        yield
    except InputError as error:
        if error.where and error.where[0] in origins:
            error.where = (origins[error.where[0]], *error.where[1:])
        raise
