"""A command line, understood."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from lossctl.command import typed_words
from lossctl.command.aliases import ALIASES, settled
from lossctl.command.contradictions import check_options, check_shown
from lossctl.errors import InputError
from lossctl.losses import LOSSES
from lossctl.option import Option, options
from lossctl.report.forms import RECORDS, form_of
from lossctl.settings import Aliases, Arrays, Check, Files, Settings, View

SCHEMAS = ("job", "result")


def commands() -> tuple[str, ...]:
    """The names of all commands."""
    return (*LOSSES, "merge", "batch")


class Call(NamedTuple):
    """What to calculate of which words, and how to show it. `arrays` and `check` hold the options that were given.

    An array is a word, or, in a job of `batch`, what JSON has: a number or nested lists.
    """

    criterion: str
    input: Any
    target: Any
    arrays: Mapping[str, Any]
    settings: Settings
    view: View
    form: str  # of the output, by the view
    check: Mapping[str, Any]
    header: bool | None = None  # whether tables have one; None where that is to be judged
    notes: tuple[str, ...] = ()


class Merge(NamedTuple):
    """Which results to merge, how, and how to show what they make."""

    results: tuple[str, ...]
    reduction: str | None
    allow_repeats: bool
    view: View
    form: str
    check: Mapping[str, Any]


class Batch(NamedTuple):
    """Where the jobs are, and where their results go; or which schema is asked for, `job` or `result`."""

    jobs: str | None
    schema: str | None
    output: str | None
    threads: int | None
    dask: str | None


def merge_of(given: Mapping[str, Any]) -> Merge:
    """The merge that these arguments and options make: what was not given is not among them."""
    repeats = bool(given.get("allow_repeats"))
    view, form = _viewed(_of(View, given))
    return Merge(tuple(given["results"]), given.get("reduction"), repeats, view, form, _of(Check, given))


def batch_of(given: Mapping[str, Any]) -> Batch:
    """The batch that these arguments and options make. With --schema the argument is the name of one."""
    view = View(**_of(View, given))
    jobs, schema = given.get("jobs"), None
    if given.get("schema"):
        jobs, schema = None, jobs or SCHEMAS[0]
        if schema not in SCHEMAS:
            raise InputError(f"no schema {schema}: there are {' and '.join(SCHEMAS)}")
    return Batch(jobs, schema, view.output, view.threads, view.dask)


@cache
def options_of(criterion: str) -> Mapping[str, Option]:
    """The options of a loss, in a command or in a job: its own, those of every loss, how to read files and to check."""
    fields = {**options(Arrays), **options(Settings)}
    own = {name: fields[name] for name in LOSSES[criterion].options}
    aliases = {name: field for name, field in options(Aliases).items() if ALIASES[name] in own}
    return {**own, **aliases, **options(Files), **options(Check)}


def call_of(criterion: str, given: Mapping[str, Any], view: View | None = None) -> Call:
    """The call that these arguments and options make, and no others: what was not given is not among them.

    `view` stands for the options that say how to show it. InputError for a value that an option does not have, and for
    options that contradict each other.
    """
    given = {name: typed_words.as_typed(value) if isinstance(value, str) else value for name, value in given.items()}
    stated, notes = settled(_of(Settings, given), _of(Aliases, given))
    LOSSES[criterion].check_reduction(stated.get("reduction", "mean"))
    settings = Settings.of(**stated)
    view, form = (view, view.format) if view else _viewed(_of(View, given))
    return Call(
        criterion,
        given["input"],
        given.get("target"),
        _of(Arrays, given),
        settings,
        view,
        form,
        _of(Check, given),
        _header(given),
        notes,
    )


def _viewed(given: dict[str, Any]) -> tuple[View, str]:
    """How to show it, and the form that this makes; records are of all samples unless --rows is given."""
    check_options(given)
    form = "json" if given.get("json") else given.get("format", "table")
    view = View(**{**given, "format": form})
    form = form_of(view)
    check_shown(given, form)
    return (replace(view, rows="all") if form in RECORDS and "rows" not in given else view), form


def _header(given: Mapping[str, Any]) -> bool | None:
    """What the options say of the first line of tables: that it is a header, that it is none, or nothing."""
    check_options(given)
    return True if given.get("header") else False if given.get("no_header") else None


def is_silent(call: Call | Merge) -> bool:
    """Whether the status alone says how it went: --quiet --expect."""
    return call.view.quiet and "expect" in call.check and not call.view.output


def _of(group: type, given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in options(group) if name in given}
