"""Words in, a call out: a command per loss, built from the table of losses and the settings.

Only this room knows Typer. No `from __future__ import annotations` here: Typer reads the annotations of the
signatures that are built below.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import Field
from inspect import Parameter, Signature
from typing import Any

import typer
from typer.core import TyperCommand
from typer.main import get_command

from lossctl import __version__
from lossctl.command.call import Call, call_of
from lossctl.command.examples import EXAMPLES
from lossctl.command.legacy import ALIASES
from lossctl.command.usage import no_command, reworded
from lossctl.errors import InputError
from lossctl.losses import EVERY_LOSS, LOSSES
from lossctl.report import signs
from lossctl.settings import Aliases, Arrays, Check, Files, Settings, View, flag_of, options

COMPLETION = "_LOSSCTL_COMPLETE"  # set by the shell while it completes a command line

# The base of all usage errors: Typer 0.26 bundles click, so the name of its module depends on the version.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class LossCommand(TyperCommand):
    """`Usage: lossctl ce INPUT [TARGET] [OPTIONS]`, whichever way a version of Typer would put it."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ARG002 - as it is called
        """The words after the command's name."""
        return ["INPUT", "[TARGET]", "[OPTIONS]"]


def parse(typed: Sequence[str]) -> Call | None:
    """The call that these words make; None where they asked for help or the like, which has been printed.

    InputError for words that make none.
    """
    # Only the command that is asked for is built, parameters and all; help and completion list them all.
    asked = typed[:1] if typed and typed[0] in LOSSES and COMPLETION not in os.environ else LOSSES
    command = get_command(_app(asked))
    if COMPLETION in os.environ:
        command.main([*typed], prog_name="lossctl", complete_var=COMPLETION)
    if typed and not typed[0].startswith("-") and typed[0] not in LOSSES:
        raise no_command(typed[0], list(LOSSES))
    try:
        with command.make_context("lossctl", [*typed] or ["--help"]) as context:
            call: Call = command.invoke(context)
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
        entry = LOSSES[name]
        title = signs.fitting_stdout(entry.title[0].upper() + entry.title[1:])
        about = _help(name, f"{title}, as {entry.equals}.")
        app.command(name, cls=LossCommand, help=about, short_help=title)(_command(name))
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
    return "\n".join((about, "", "\b", "Examples:", *(f"  {example}" for example in EXAMPLES[name])))


def _command(name: str) -> Callable[..., Call]:
    def command(**given: Any) -> Call:
        if given["input"] is None:  # said here, as Typer's help of a required argument would import rich
            raise InputError("INPUT is missing", remedy=f"lossctl {name} -h shows examples")
        return call_of(name, {each: value for each, value in given.items() if value is not None})

    command.__signature__ = Signature([*_arguments(), *_options(name)])  # type: ignore[attr-defined]
    return command


def _arguments() -> Iterator[Parameter]:
    abouts = {
        "input": "A file, a part of a file (batch.npz:logits), a literal, or - for standard input.",
        "target": "The same. Left out: INPUT holds both.",
    }
    for name, about in abouts.items():
        argument = typer.Argument(None, metavar=name.upper(), help=about, show_default=False)
        yield Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, annotation=str | None, default=argument)


def _options(name: str) -> Iterator[Parameter]:
    """The options of a loss: its own, those of every loss, their aliases, and how to read, check and show."""
    fields = {each: field for group in (Arrays, Settings) for each, field in options(group).items()}
    own = {each: fields[each] for each in (*LOSSES[name].options, *EVERY_LOSS)}
    aliases = {each: field for each, field in options(Aliases).items() if ALIASES[each] in own}
    for each, field in {**own, **aliases, **options(Files), **options(Check), **options(View)}.items():
        choices = LOSSES[name].reductions if each == "reduction" else field.metadata["choices"]
        kind: Any = field.type
        yield Parameter(each, Parameter.KEYWORD_ONLY, annotation=kind | None, default=_option(field, choices))


def _option(field: Field[Any], choices: tuple[str, ...]) -> Any:
    """An option that is None unless it is given; its default is told by the help alone."""
    told = f" [default: {field.default}]" if field.default not in (None, False) else ""
    return typer.Option(
        None,
        *(field.metadata["flags"] or (flag_of(field.name),)),
        help=field.metadata["help"].removesuffix("." if told else "") + told,
        metavar=field.metadata["metavar"] or "|".join(choices) or None,
        hidden=field.metadata["hidden"],
        show_default=False,
        autocompletion=(lambda: choices) if choices else None,
    )
