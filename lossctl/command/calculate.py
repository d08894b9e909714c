"""A call in, its calculation out: read the arrays, pose the problem, gather the notes."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from lossctl.command.call import Call
from lossctl.engine.fork_map import processes
from lossctl.engine.scan import Map
from lossctl.errors import InputError
from lossctl.inputs import read_array
from lossctl.losses import LOSSES
from lossctl.option import flag_of
from lossctl.pose import pose
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
    words = {"input": call.input, "target": call.target, **call.arrays}
    with reading() as watch:
        posed = pose(
            LOSSES[call.criterion],
            {role: word for role, word in words.items() if word is not None},
            call.settings,
            header=call.header,
            stated=frozenset(call.check),
            watch=watch,
        )
    return Calculation(
        posed.problem,
        worst=_worst(call),
        map=watched_map,
        notes=(*posed.notes, *call.notes),
        expected=expectation_of(call.check, posed.block is not None and bool(posed.block.losses)),
        block=posed.block,
        near={name: call.check[name] for name in ("rtol", "atol") if name in call.check},
        digested=call.form == "json",
    )


def expectation_of(check: Mapping[str, Any], has_losses: bool = False) -> "Expected | None":
    """What the options expect. `has_losses`: the input shows losses, which how near is equal is said of."""
    value = check.get("expect")
    near = {name: check[name] for name in ("rtol", "atol") if name in check}
    if value is None:
        if near and not has_losses:
            raise InputError(f"{flag_of(next(iter(near)))} says how near --expect must be, which is missing")
        return None
    from lossctl.remarks.expected import expectation, is_number

    if isinstance(value, list) or not is_number(value):  # a job's own numbers, or the name of an array
        value = np.asarray(read_array(value, "expect"))
    return expectation(value, **near)


def _worst(call: Call) -> int:
    """How many samples of the greatest loss are shown."""
    if call.view.sort is None:
        return 0
    return sys.maxsize if call.view.rows == "all" else int(call.view.rows)
