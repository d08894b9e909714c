"""Words in, a call out: a command per loss, and merge and batch, built from the table of losses and the settings.

Only this room knows Typer. No `from __future__ import annotations` here: Typer reads the annotations of the
signatures that are built below.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from inspect import Parameter, Signature
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from lossctl.command.call import Batch, Call, Merge, commands
from lossctl.command.described import Command, described
from lossctl.command.typed_values import values_of
from lossctl.errors import InputError
from lossctl.option import Option
from lossctl.report import streams
from lossctl.version import __version__

HELP = {"help_option_names": ["-h", "--help"]}
COMPLETIONS = ("--show-completion", "--install-completion")  # Typer's know only the shell that runs
SWITCHED = ("true", "false", "True", "False", "mean", "sum", "none")  # what other programs give a switch
COMPLETION = "_LOSSCTL_COMPLETE"  # set by the shell while it completes a command line

# The base of all usage errors: Typer 0.26 bundles click, so the name of its module depends on the version.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def parse(typed: Sequence[str]) -> Call | Merge | Batch | None:
    """The call that these words make; None where they asked for help or the like, which has been printed.

    InputError for words that make none.
    """
    if typed and typed[0].partition("=")[0] in COMPLETIONS:
        from lossctl.command.completion import run_completion

        run_completion(typed, COMPLETION)
        return None
    known, first = commands(), typed[0] if typed else "--help"
    if COMPLETION in os.environ:
        get_command(_app(known)).main([*typed], prog_name="lossctl", complete_var=COMPLETION)
    command: Any
    if first.startswith("-"):
        name, command, words = "lossctl", get_command(_app(known)), [*typed] or [first]
    elif first in known:  # it alone is built and asked, parameters and all; the help above and completion know them all
        group: Any = get_command(_app([first]))
        name, command, words = f"lossctl {first}", group.commands[first], [*typed[1:]]
    else:
        from lossctl.command.command_names import no_command

        raise no_command(typed)
    try:
        with command.make_context(name, words) as context:
            call: Call | Merge | Batch = command.invoke(context)
            return call
    except typer.Exit:
        return None
    except UsageError as error:
        from lossctl.command.usage_errors import reworded

        raise reworded(error, typed) from None


def _app(commands: Iterable[str]) -> typer.Typer:
    app = typer.Typer(cls=_helped("", TyperGroup), rich_markup_mode=None, context_settings=HELP)
    app.callback()(_common)
    for name in commands:
        command = described(name)
        app.command(name, cls=_class(command), context_settings=HELP, short_help=command.title)(_function(command))
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


def _helped(name: str, kind: type[Any]) -> type[Any]:
    """The class of a command whose help is lossctl's own."""

    class Helped(kind):  # type: ignore[misc]
        def get_help(self, ctx: Any) -> str:
            from lossctl.command.help_page import help_of

            paper = streams.paper_of(sys.stdout) if sys.stdout else streams.Paper()
            ctx.color = paper.colour  # or what prints it would take the colour out, or leave it, by its own rules
            return help_of(name, paper)

    return Helped


def _class(command: Command) -> type[TyperCommand]:
    """The class of a command, with its help, and quicker than Typer's own."""

    class Quick(_helped(command.name, TyperCommand)):  # type: ignore[misc]
        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            # What was typed, as it was typed. Typer would also go through all parameters that were not given, to turn
            # each into its type, and from 0.29 on it imports pydantic for that: half as long again as a whole call.
            if ctx.resilient_parsing:  # a completion
                rest: list[str] = super().parse_args(ctx, args)
                return rest
            words = [*args]  # the parser takes them out of the list
            given, extra, parameters = self.make_parser(ctx).parse_args(args=args)
            for parameter in parameters:
                if parameter.is_eager:  # --help
                    parameter.handle_parse_result(ctx, given, extra)
            if extra or any(given[each] in SWITCHED for each in command.arguments if isinstance(given[each], str)):
                _complain_of_words(command, words, given, extra)
            ctx.params = {name: value for name, value in given.items() if isinstance(value, str | bool | tuple)}
            return []

    return Quick


def _complain_of_words(command: Command, words: Sequence[str], given: Any, extra: Sequence[str]) -> None:
    """InputError for words that are left over, or that stand behind a switch as its value."""
    from lossctl.command.left_over_words import too_many, word_behind_switch

    arguments = [each for each in (given[name] for name in command.arguments) if isinstance(each, str)]
    if error := too_many(command, words, arguments, extra) if extra else word_behind_switch(command, words):
        raise error


def _function(command: Command) -> Callable[..., Call | Merge | Batch]:
    first = next(iter(command.arguments))

    def function(**given: Any) -> Call | Merge | Batch:
        if not (given[first] or given.get("schema")):  # here, as Typer's help of a required argument would import rich
            raise InputError(f"{first.upper()} is missing", remedy=f"lossctl {command.name} -h shows examples")
        given = {each: value for each, value in given.items() if value is not None}
        for each in given.keys() & command.options.keys():
            if not command.takes(each, given[each]):
                from lossctl.command.usage_errors import check_meant

                check_meant(command, each, given[each])
        return command.call(values_of(given, command.options))

    parameters = [*_arguments(command), *(_option(each, command) for each in command.options.values())]
    function.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return function


def _arguments(command: Command) -> Iterator[Parameter]:
    for name in command.arguments:
        argument = typer.Argument(None, metavar=name.upper(), show_default=False)
        kind: Any = list[str] if name == "results" else str
        yield Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, annotation=kind | None, default=argument)


def _option(option: Option, command: Command) -> Parameter:
    """The parameter of an option that is None unless it is given. A shell shows its help beside what it completes."""
    choices = command.choices_of(option)
    given = typer.Option(
        None,
        *option.flags,
        help=command.help_of(option),
        metavar=command.metavar_of(option) or None,
        hidden=option.hidden,
        show_default=False,
        autocompletion=(lambda: choices) if choices else None,
    )
    kind = bool if option.kind is bool else str  # the words, whatever they stand for
    return Parameter(option.name, Parameter.KEYWORD_ONLY, annotation=kind | None, default=given)
