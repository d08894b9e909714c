"""A call in, its calculation out: read the arrays, pose the problem, gather the notes."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lossctl.command.call import Call
from lossctl.engine.fork_map import processes
from lossctl.engine.scan import Map
from lossctl.errors import InputError
from lossctl.inputs.words import is_standard_input
from lossctl.losses import LOSSES
from lossctl.option import flag_of
from lossctl.pose import pose
from lossctl.report.person import say_what_is_awaited
from lossctl.report.progress import reading, watched
from lossctl.solve import Calculation

if TYPE_CHECKING:
    from lossctl.remarks.expected import Expected

WITHOUT_SPREAD = ("quiet", "csv", "jsonl", "npy")  # forms that show nothing of it, so that it is not calculated


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
    named = (*words.values(), call.check.get("expect"))
    if any(isinstance(word, str) and is_standard_input(word) for word in named):
        say_what_is_awaited(call.criterion, "an array, or a post with all of them")
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
        spread=call.form not in WITHOUT_SPREAD,
    )


def expectation_of(check: Mapping[str, Any], has_losses: bool = False) -> "Expected | None":
    """What the options expect. `has_losses`: the input shows losses, which how near is equal is said of."""
    value = check.get("expect")
    near = {name: check[name] for name in ("rtol", "atol") if name in check}
    if value is None:
        if near and not has_losses:
            raise InputError(f"{flag_of(next(iter(near)))} says how near --expect must be, which is missing")
        return None
    from lossctl.remarks.expected_word import expectation_of_word

    return expectation_of_word(value, **near)


def _worst(call: Call) -> int:
    """How many samples of the greatest loss are shown."""
    if call.view.sort is None:
        return 0
    return sys.maxsize if call.view.rows == "all" else int(call.view.rows)
