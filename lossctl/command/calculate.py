"""A call in, its calculation out: read the arrays, pose the problem, gather the notes."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lossctl.command.call import Call
from lossctl.engine.fork_map import processes
from lossctl.engine.scan import Map, Part, Range, Work
from lossctl.errors import InputError
from lossctl.inputs import Given, read, read_array
from lossctl.losses import LOSSES
from lossctl.problem import Problem
from lossctl.report import form_of
from lossctl.report.progress import reading, watched
from lossctl.settings import Arrays, flag_of, options
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


def answer(call: Call, map: Map) -> Calculation:
    """The calculation that a call asks for, with all notes; InputError names arrays as the user does.

    Its result can be merged if it is to be JSON.
    """
    team = watched(map)
    with reading() as watch:
        stated = call.settings.stated | call.check.keys()
        given = read(call.input, call.target, call.arrays, header=call.header, stated=stated, watch=watch)
    problem, aside = _problem(call, given)
    notes = (*given.notes, *aside, *call.notes)
    with _as_named(given.origins):
        team, expected = _naming(team, given.origins), expectation_of(call.check, given.loss)
        return Calculation(
            problem,
            worst=_worst(call),
            map=team,
            notes=notes,
            expected=expected,
            digested=form_of(call.view) == "json",
        )


def expectation_of(check: Mapping[str, Any], loss: str | None = None) -> "Expected | None":
    """What the options expect, or else the loss that a pasted block shows."""
    value = check.get("expect", loss)
    near = {name: check[name] for name in ("rtol", "atol") if name in check}
    if value is None:
        if near:
            raise InputError(f"{flag_of(next(iter(near)))} says how near --expect must be, which is missing")
        return None
    from lossctl.remarks.expected import expectation

    if isinstance(value, list):  # a job's own numbers
        value = np.asarray(read_array(value, "expect"))
    return expectation(value, **near)


def _problem(call: Call, given: Given) -> tuple[Problem, tuple[str, ...]]:
    """The problem, and a note on each array that came with a pasted block though this loss has no such option."""
    entry, settings = LOSSES[call.criterion], call.settings
    if given.holds and "from_" in entry.options and "from_" not in settings.stated:
        settings = replace(settings, from_=given.holds)
    unused = {name for name in options(Arrays) if name not in entry.options} & set(given.arrays)
    arrays = {name: array for name, array in given.arrays.items() if name not in unused}
    notes = (f"{given.origins[name]} is not used: {call.criterion} has no such option" for name in sorted(unused))
    return Problem(entry.load(), arrays, settings, given.class_names), tuple(notes)


def _worst(call: Call) -> int:
    if call.view.sort is None:
        return 0
    return sys.maxsize if call.view.rows == "all" else int(call.view.rows)


def _naming(map: Map, origins: Mapping[str, str]) -> Map:
    """The same `map`; what is found wrong on the way is named as the user does."""

    def mapped(function: Work, items: Iterable[Range]) -> Iterator[Part]:
        with _as_named(origins):
            yield from map(function, items)

    return mapped


@contextmanager
def _as_named(origins: Mapping[str, str]) -> Iterator[None]:
    """The maths knows arrays as `input` or `weight`: say instead where the user has them."""
    try:
        yield
    except InputError as error:
        if error.where and error.where[0] in origins:
            error.where = (origins[error.where[0]], *error.where[1:])
        raise
