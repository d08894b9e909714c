"""Words in, a call out: a command per loss, and merge and batch, built from the table of losses and the settings.

Only this room knows Typer. No `from __future__ import annotations` here: Typer reads the annotations of the
signatures that are built below.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from inspect import Parameter, Signature
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand
from typer.main import get_command

from lossctl.command.call import Batch, Call, Merge, batch_of, call_of, commands, merge_of, options_of
from lossctl.command.examples import examples_of
from lossctl.command.usage_errors import no_command, reworded
from lossctl.errors import InputError
from lossctl.losses import LOSSES
from lossctl.option import Option, options
from lossctl.report import ascii_fallback
from lossctl.settings import Batching, Check, Merging, View
from lossctl.version import __version__

ARRAYS = {
    "input": "A file, a part of a file (batch.npz:logits), a literal, or - for standard input.",
    "target": "The same. Left out: INPUT holds both.",
}
RESULTS = "Files that lossctl wrote as JSON or JSON Lines, a quoted pattern of such, or - for standard input."
JOBS = "A file of JSON Lines, or - for standard input."
MERGE = "The same bits, whatever the shards; exact, where a mean of means is not."
BATCH = """A job is a line, its keys are a command's options as Python names them: {"criterion": "ce", "input": "x.npy",
"target": [0, 1], "ignore_index": 1, "id": 7}. A job that fails has a line with its error, and the others go on."""
SHOWN = {
    name: field for name, field in options(View).items() if name in ("format", "json", "quiet", "rows", "precision")
}
MERGE_OPTIONS = {**options(Merging), **options(Check), **SHOWN}
BATCH_OPTIONS = {**options(Batching), **{name: options(View)[name] for name in ("threads", "dask")}}

COMPLETION = "_LOSSCTL_COMPLETE"  # set by the shell while it completes a command line

# The base of all usage errors: Typer 0.26 bundles click, so the name of its module depends on the version.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class Command(NamedTuple):
    """A command: what its help says, its arguments with theirs, its options, and the call that it makes."""

    title: str
    about: str
    arguments: Mapping[str, str]
    options: Mapping[str, Option]
    call: Callable[[Mapping[str, Any]], Call | Merge | Batch]
    choices: Mapping[str, tuple[str, ...]] = {}  # where the command has fewer than the option


def parse(typed: Sequence[str]) -> Call | Merge | Batch | None:
    """The call that these words make; None where they asked for help or the like, which has been printed.

    InputError for words that make none.
    """
    # Only the command that is asked for is built, parameters and all; help and completion list them all.
    known = commands()
    asked = typed[:1] if typed and typed[0] in known and COMPLETION not in os.environ else known
    command = get_command(_app(asked))
    if COMPLETION in os.environ:
        command.main([*typed], prog_name="lossctl", complete_var=COMPLETION)
    if typed and not typed[0].startswith("-") and typed[0] not in known:
        raise no_command(typed[0], known)
    try:
        with command.make_context("lossctl", [*typed] or ["--help"]) as context:
            call: Call | Merge | Batch = command.invoke(context)
            return call
    except typer.Exit:
        return None
    except UsageError as error:
        raise reworded(error, typed) from None


def _app(commands: Iterable[str]) -> typer.Typer:
    # Plain help: rich takes 50 ms to import, as much as all the rest of a --help, for frames around the same words.
    app = typer.Typer(rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})
    about = "Classification losses as in PyTorch: exact, instant, and explained."
    app.callback(help=_help("", about))(_common)
    for name in commands:
        command = _described(name)
        about = _help(name, command.about)
        app.command(name, cls=_class(command), help=about, short_help=command.title.rstrip("."))(
            _function(name, command)
        )
    return app


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"lossctl {__version__}")
        raise typer.Exit


def _common(
    version: bool = typer.Option(
        False, "--version", "-V", help="Show the version and exit.", is_eager=True, callback=_print_version
    ),
) -> None:
    """Options of `lossctl` itself."""


def _help(name: str, about: str) -> str:
    """Examples first; the backspace keeps their lines as they are."""
    return "\n".join((about, "", "\b", "Examples:", *(f"  {example}" for example in examples_of(name))))


def _described(name: str) -> Command:
    """What there is to know of a command, those of the losses from their table."""
    if name == "merge":
        title, arguments = "Results of shards, as if they had been one run.", {"results": RESULTS}
        return Command(title, f"{title} {MERGE}", arguments, MERGE_OPTIONS, merge_of, {"format": ("table", "json")})
    if name == "batch":
        title = "Many calculations in one process: JSON Lines in and out."
        return Command(title, f"{title} {BATCH}", {"jobs": JOBS}, BATCH_OPTIONS, batch_of)
    entry = LOSSES[name]
    title = ascii_fallback.fitting_stdout(entry.title[0].upper() + entry.title[1:])
    about, choices = f"{title}, as {entry.equals}.", {"reduction": entry.reductions}
    return Command(title, about, ARRAYS, {**options_of(name), **options(View)}, partial(call_of, name), choices)


def _class(command: Command) -> type[TyperCommand]:
    """`Usage: lossctl ce INPUT [TARGET] [OPTIONS]`, whichever way a version of Typer would put it."""
    first, *rest = (name.upper() for name in command.arguments)
    words = [f"{first}..." if command.arguments == {"results": RESULTS} else first, *(f"[{word}]" for word in rest)]

    class Described(TyperCommand):
        def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ARG002 - as it is called
            return [*words, "[OPTIONS]"]

    return Described


def _function(name: str, command: Command) -> Callable[..., Call | Merge | Batch]:
    first = next(iter(command.arguments))

    def function(**given: Any) -> Call | Merge | Batch:
        if not (given[first] or given.get("schema")):  # here, as Typer's help of a required argument would import rich
            raise InputError(f"{first.upper()} is missing", remedy=f"lossctl {name} -h shows examples")
        return command.call({each: value for each, value in given.items() if value is not None})

    parameters = [*_arguments(command), *(_option(each, command) for each in command.options.values())]
    function.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return function


def _arguments(command: Command) -> Iterator[Parameter]:
    for name, about in command.arguments.items():
        argument = typer.Argument(None, metavar=name.upper(), help=about, show_default=False)
        kind: Any = list[str] if name == "results" else str
        yield Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, annotation=kind | None, default=argument)


def _option(option: Option, command: Command) -> Parameter:
    """The parameter of an option that is None unless it is given; its default is told by the help alone."""
    told = f" [default: {option.default}]" if option.default not in (None, False) else ""
    choices = command.choices.get(option.name, option.choices)
    given = typer.Option(
        None,
        *option.flags,
        help=option.help.removesuffix("." if told else "") + told,
        metavar=option.metavar or "|".join(choices) or None,
        hidden=option.hidden,
        show_default=False,
        autocompletion=(lambda: choices) if choices else None,
    )
    return Parameter(option.name, Parameter.KEYWORD_ONLY, annotation=option.annotation | None, default=given)
