"""A command line, understood."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from lossctl.command import words
from lossctl.command.legacy import settled
from lossctl.errors import InputError
from lossctl.losses import LOSSES
from lossctl.report import RECORDS, form_of
from lossctl.settings import Aliases, Arrays, Check, Settings, View, options


class Call(NamedTuple):
    """What to calculate of which words, and how to show it. `arrays` and `check` hold the options that were given."""

    criterion: str
    input: str
    target: str | None
    arrays: Mapping[str, str]
    settings: Settings
    view: View
    check: Mapping[str, Any]
    header: bool = True
    notes: tuple[str, ...] = ()


def call_of(criterion: str, given: Mapping[str, Any]) -> Call:
    """The call that these arguments and options make, and no others: what was not given is not among them.

    InputError for a value that an option does not have, and for options that contradict each other.
    """
    given = {name: words.plain(value) if isinstance(value, str) else value for name, value in given.items()}
    settings, notes = settled(_of(Settings, given), _of(Aliases, given))
    reductions = LOSSES[criterion].reductions
    if settings.get("reduction", "mean") not in reductions:
        raise InputError(f"--reduction {settings['reduction']} is none of {', '.join(reductions)}")
    return Call(
        criterion,
        given["input"],
        given.get("target"),
        _of(Arrays, given),
        Settings.of(**settings),
        _view(_of(View, given)),
        _of(Check, given),
        not given.get("no_header"),
        notes,
    )


def _view(given: dict[str, Any]) -> View:
    if given.get("json") and given.setdefault("format", "json") != "json":
        raise InputError(f"--json is short for --format json, which contradicts --format {given['format']}")
    view = View(**given)
    return replace(view, rows="all") if form_of(view) in RECORDS and "rows" not in given else view


def _of(group: type, given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in options(group) if name in given}
