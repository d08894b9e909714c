"""The help of lossctl and of its commands as text: examples first, options in groups, in two columns.

Written here and not by rich, which takes 50 ms to import, as much as all the rest of a --help.
"""

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import NamedTuple

from lossctl.command.call import commands
from lossctl.command.described import STATUSES, Command, described
from lossctl.command.examples import examples_of
from lossctl.option import Option
from lossctl.report import ascii_fallback
from lossctl.report.streams import Paper

HOME = "https://github.com/lossctl/lossctl#readme"
WIDEST = 100  # longer lines are hard to read
PIPE = 80  # the width where there is no terminal
NARROW = 60  # below it, what is said stands under its option
LEFT = 22  # the widest column of options: where an option is longer, what is said begins on the next line
ABOUT = "Classification losses as in PyTorch: exact, instant, and explained."

# The headings, and which options stand under them, in this order.
GROUPS = {
    "The loss": (
        "weight",
        "pos_weight",
        "sample_weight",
        "ignore_index",
        "label_smoothing",
        "temperature",
        "reduction",
        "dtype",
    ),
    "Its input": ("from_", "target_from", "log_target", "class_axis", "header", "no_header", "allow_repeats"),
    "Checking and explaining": ("expect", "rtol", "atol", "explain"),
    "Output": ("quiet", "json", "format", "rows", "sort", "precision", "output", "schema"),
    "Running": ("threads", "dask"),
}
HELP = ("-h, --help", "Show this help")
OF_LOSSCTL = (
    HELP,
    ("-V, --version", "Show the version"),
    ("--schema job|result", "Print the JSON Schema of a job of batch, or of a result"),
    ("--show-completion [SHELL]", "Print the completion for bash, zsh, fish or pwsh [default: this shell's]"),
    ("--install-completion [SHELL]", "Install it"),
)

Rows = Iterable[tuple[str, str]]


def help_of(name: str, paper: Paper) -> str:
    """The help of a command, or of lossctl itself for '', as this paper can show it."""
    page = _Page(min(paper.width or PIPE, WIDEST), paper.colour)
    text = "\n\n".join(page.of_command(described(name)) if name else page.of_lossctl())
    return text if paper.any_sign else ascii_fallback.to_ascii(text)


class _Page(NamedTuple):
    """A page of this width: headings bold, what is typed in cyan, defaults and comments faint."""

    width: int
    colour: bool

    def of_lossctl(self) -> Iterator[str]:
        listed = [described(name) for name in commands()]
        rows = [(" ".join((each.name, *each.metavars)), each.title) for each in listed]
        yield self._usage("lossctl COMMAND [ARGUMENTS] [OPTIONS]")
        yield self._folded(ABOUT, 2)
        yield self._examples("")
        yield self._section("Commands", [*rows, ("COMMAND -h", "Its options, with examples")])
        yield self._section("Options", OF_LOSSCTL)
        yield self._section("Exit status", STATUSES.items())
        yield self._bold("Documentation:") + f" {HOME}"

    def of_command(self, command: Command) -> Iterator[str]:
        arguments = zip((each.strip("[].") for each in command.metavars), command.arguments.values(), strict=True)
        yield self._usage(f"lossctl {command.name} {' '.join(command.metavars)} [OPTIONS]")
        yield self._folded(command.about, 2)
        yield self._examples(command.name)
        yield self._section("Arguments", arguments)
        groups = {heading: _rows(command, names) for heading, names in GROUPS.items()}
        groups["Running"].append(HELP)
        left = min(max(len(word) for rows in groups.values() for word, _ in rows), LEFT)
        for heading, rows in groups.items():
            if rows:
                yield self._section(heading, rows, left)
        yield self._section("Exit status", command.statuses.items())
        yield self._bold("Documentation:") + f" {HOME}"

    def _usage(self, words: str) -> str:
        return f"{self._bold('Usage:')} {self._cyan(words)}"

    def _examples(self, name: str) -> str:
        lines = (re.sub(r"  #.*", self._faint_match, f"  {example}") for example in examples_of(name))
        return "\n".join((self._bold("Examples:"), *lines))

    def _section(self, heading: str, rows: Rows, left: int = 0) -> str:
        rows = list(rows)
        left = left or max(len(word) for word, _ in rows)
        lines = (line for row in rows for line in self._two_columns(*row, left))
        return "\n".join((self._bold(f"{heading}:"), *lines))

    def _two_columns(self, word: str, about: str, left: int) -> Iterator[str]:
        if self.width < NARROW:
            yield f"  {self._cyan(word)}"
            yield self._folded(about, 6)
        elif len(word) > left:
            yield f"  {self._cyan(word)}"
            yield self._folded(about, left + 4)
        else:
            blank = " " * (left - len(word) + 2)
            yield f"  {self._cyan(word)}{blank}{self._folded(about, left + 4).lstrip()}"

    def _folded(self, text: str, indent: int) -> str:
        """The text in lines of the page's width behind blanks; a short `[default: mean]` stays in one piece."""
        kept = re.sub(r"\[default: [^]]{,24}\]", lambda told: told.group().replace(" ", "\xa0"), text)
        blank = " " * indent
        width = max(self.width, indent + 12)
        lines = wrap(kept, width, initial_indent=blank, subsequent_indent=blank, break_on_hyphens=False)
        whole = "\n".join(lines).replace("\xa0", " ")
        return re.sub(r"\[default: [^]]*\]", self._faint_match, whole)

    def _bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text

    def _cyan(self, text: str) -> str:
        return f"\x1b[36m{text}\x1b[0m" if self.colour else text

    def _faint_match(self, found: re.Match[str]) -> str:
        return f"\x1b[2m{found.group()}\x1b[0m" if self.colour else found.group()


def _rows(command: Command, names: Iterable[str]) -> list[tuple[str, str]]:
    """The options of these names that the command has, as they are typed and with what they do."""
    own = [command.options[name] for name in names if name in command.options]
    return [(_typed(option, command), command.help_of(option)) for option in own if not option.hidden]


def _typed(option: Option, command: Command) -> str:
    return f"{', '.join(sorted(option.flags, key=len))} {command.metavar_of(option)}".rstrip()
