"""What there is to know of each command: what its help says, its arguments, its options, and the call it makes."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from lossctl.command.call import Batch, Call, Merge, batch_of, call_of, merge_of, options_of
from lossctl.losses import LOSSES
from lossctl.option import Option, options
from lossctl.settings import Batching, Check, Merging, View

INPUT = "a file, a part of one (batch.npz:logits), a slice ('x.npy[:9]'), a literal, or - for standard input"
TARGET = "left out, INPUT holds both"
RESULTS = "Files that lossctl wrote as JSON or JSON Lines, a quoted pattern of such, or - for standard input"
JOBS = "A file of JSON Lines, or - for standard input"
MERGE = "The same bits, whatever the shards; exact, where a mean of means is not."
BATCH = """A job is a line, its keys are a command's options as Python names them: {"criterion": "ce", "input": "x.npy",
"target": [0, 1], "ignore_index": 1, "id": 7}. A job that fails has a line with its error, and the others go on."""
OF_MERGE = {
    "format": "The form of the result",
    "quiet": "Print the number alone, in full precision",
    "expect": "Compare the loss with a number from elsewhere; where it differs, say why",
    "rows": "How many results are shown; 0: the summary alone",
}
OF_BATCH = {"threads": "How many processes work on the jobs [default: one for each core]"}
MERGE_VIEW = ("format", "json", "quiet", "rows", "precision")
STATUSES = {
    "0": "the loss was computed, and is what --expect says",
    "1": "it is not what --expect says",
    "2": "a wrong call or bad input: the message says what would be right",
    "130, 141": "interrupted; the reader of the pipe went away",
    "129, 143": "hung up; terminated",
}
BATCH_STATUSES = {
    **STATUSES,
    "0": "all jobs were done, and gave what they expect",
    "1": "some job failed, or gave something else than it expects",
}


class Command(NamedTuple):
    """A command. `metavars` are its arguments as the usage shows them, `own_help` texts that are true for it alone."""

    name: str
    title: str
    about: str
    arguments: Mapping[str, str]
    metavars: tuple[str, ...]
    options: Mapping[str, Option]
    call: Callable[[Mapping[str, Any]], Call | Merge | Batch]
    choices: Mapping[str, tuple[str, ...]] = {}  # where the command has fewer than the option
    own_help: Mapping[str, str] = {}
    statuses: Mapping[str, str] = STATUSES

    def choices_of(self, option: Option) -> tuple[str, ...]:
        """The values that an option of it can have; none where it is not one of a few."""
        return self.choices.get(option.name, option.choices)

    def metavar_of(self, option: Option) -> str:
        """What stands behind the option's flag in the help; '' for a switch."""
        return option.metavar or "|".join(self.choices_of(option))

    def help_of(self, option: Option) -> str:
        """What the option does, and its default."""
        told = self.own_help.get(option.name, option.help)
        if "[default" in told or option.default is None or option.default is False:
            return told
        default = f"{option.default:g}" if isinstance(option.default, float) else option.default
        return f"{told} [default: {default}]"

    def flags(self) -> dict[str, Option]:
        """Each way to type an option, `--quiet` and `-q`, with its option."""
        ways = ((flag, option) for option in self.options.values() for each in option.flags for flag in each.split("/"))
        return dict(ways)

    def takes(self, name: str, value: Any) -> bool:
        """Whether the option takes this value: one of its choices, and not the next option, as in `-o --json`."""
        if not isinstance(value, str):
            return True
        if choices := self.choices_of(self.options[name]):
            return value in choices
        return not (value.startswith("-") and value.partition("=")[0] in self.flags())


def described(name: str) -> Command:
    """The command of this name, those of the losses from their table."""
    view = options(View)
    if name == "merge":
        title = "Results of shards, as if they had been one run"
        own = {**options(Merging), **options(Check), **{each: view[each] for each in MERGE_VIEW}}
        choices = {"format": ("table", "json")}
        about = f"{title}. {MERGE}"
        return Command(name, title, about, {"results": RESULTS}, ("RESULTS...",), own, merge_of, choices, OF_MERGE)
    if name == "batch":
        title = "Many calculations: JSON Lines in, JSON Lines out"
        own = {**options(Batching), "threads": view["threads"], "dask": view["dask"]}
        about, arguments = f"{title}. {BATCH}", {"jobs": JOBS}
        return Command(name, title, about, arguments, ("JOBS",), own, batch_of, {}, OF_BATCH, BATCH_STATUSES)
    entry = LOSSES[name]
    title = entry.title[0].upper() + entry.title[1:]
    arguments = {
        "input": _joined(entry.own_help.get("input"), INPUT),
        "target": _joined(entry.own_help.get("target"), TARGET),
    }
    return Command(
        name,
        title,
        f"{title}, as {entry.equals}.",
        arguments,
        ("INPUT", "[TARGET]"),
        {**options_of(name), **view},
        partial(call_of, name),
        {"reduction": entry.reductions},
        entry.own_help,
    )


def _joined(own: str | None, general: str) -> str:
    """What the argument is for this loss, then how it is given."""
    return f"{own}; {general}" if own else general[0].upper() + general[1:]
