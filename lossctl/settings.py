"""The options: each is declared once, as a field with its type, default and help.

`Arrays` are the options that name an array, `Files` say how those are read, `Settings` what to calculate, `Check` what
to compare the result with, `View` how to show it; `Aliases` are PyTorch's other names for some settings; `Merging` and
`Batching` belong to those commands alone. The commands, the Python functions and (by their names) batch jobs are built
from these fields. Settings and `View` hold plain values only; the others are lists of options, of which nobody makes an
object.
"""

import math
import re
from dataclasses import dataclass, field, replace
from typing import Any

from lossctl.errors import InputError
from lossctl.option import check_values, option

REDUCTIONS = ("mean", "sum", "none", "batchmean")
FORMS = ("logits", "probs", "log-probs")  # what an array of the size of INPUT holds
FORMATS = ("table", "json", "csv", "jsonl")


@dataclass(init=False, repr=False, eq=False)
class Arrays:
    """The options that name an array, in each of the forms that INPUT has."""

    weight: str | None = option(None, "Weights of the losses, broadcast over INPUT", metavar="ARRAY")
    sample_weight: str | None = option(None, "A weight per sample: 2 counts it twice, 0 leaves it out", metavar="ARRAY")
    pos_weight: str | None = option(None, "Weights of the positive term, broadcast over INPUT", metavar="ARRAY")


@dataclass(init=False, repr=False, eq=False)
class Files:
    """How files are read."""

    header: bool = option(False, "The first line of a table holds names, even where they look like numbers")
    no_header: bool = option(False, "The first line of a table holds numbers, no names")


@dataclass(init=False, repr=False, eq=False)
class Aliases:
    """Arguments of PyTorch's functions that stand for one of the settings."""

    log_target: bool = option(False, "Short for --target-from log-probs")
    size_average: bool | None = option(
        None, "Deprecated: see --reduction.", "--size-average/--no-size-average", hidden=True
    )
    reduce: bool | None = option(None, "Deprecated: see --reduction.", "--reduce/--no-reduce", hidden=True)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What to calculate. `stated` holds the names that the caller gave: a note goes once its option is stated."""

    ignore_index: int | None = option(None, "Leave out the targets of this value [default: off]", metavar="INT")
    reduction: str = option("mean", "How the losses become one number", choices=REDUCTIONS)
    label_smoothing: float = option(0.0, "Mix the targets with the uniform distribution (0 to 1)", metavar="X")
    class_axis: int | None = option(
        None, "Where the classes are: -1 for (batch, time, classes) [default: 1, of one sample 0]", metavar="N"
    )
    from_: str = option("logits", "What INPUT holds", choices=FORMS)
    target_from: str = option("probs", "What TARGET holds", choices=FORMS)
    temperature: float = option(1.0, "Divide the logits by T", metavar="T")
    dtype: str = option("float64", "The precision of the calculation", choices=("float64", "float32"))
    stated: frozenset[str] = field(default=frozenset(), compare=False)

    def __post_init__(self) -> None:
        check_values(self)
        if not 0 <= self.label_smoothing <= 1:
            raise InputError(f"--label-smoothing {self.label_smoothing:g} is outside [0, 1]")
        if not (math.isfinite(self.temperature) and self.temperature > 0):
            raise InputError(f"--temperature {self.temperature:g} is not a finite number above 0")

    @classmethod
    def of(cls, **given: Any) -> "Settings":
        """Settings with these values stated; None states nothing."""
        given = {name: value for name, value in given.items() if value is not None}
        return cls(**given, stated=frozenset(given))

    def but(self, **changes: Any) -> "Settings":
        """The same with these values, stated."""
        return replace(self, **changes, stated=self.stated | frozenset(changes))


@dataclass(init=False, repr=False, eq=False)
class Check:
    """A number from elsewhere, to compare the result with."""

    expect: str | None = option(
        None,
        "Compare the loss with a number from elsewhere (for none: an array); where it differs, say why",
        metavar="VALUE|ARRAY",
    )
    rtol: float | None = option(
        None, "How far it may be off, relative to VALUE [default: by the digits of VALUE]", metavar="X"
    )
    atol: float | None = option(None, "How far it may be off [default: by the digits of VALUE]", metavar="X")


@dataclass(frozen=True, kw_only=True)
class View:
    """How to show a result."""

    explain: bool = option(False, "Show every step of the calculation, with its formula and its numbers")
    format: str = option("table", "The form of the result; csv and jsonl have a record per sample", choices=FORMATS)
    json: bool = option(False, "Short for --format json")
    quiet: bool = option(False, "Print the number alone, in full precision (for none: one a line)", "--quiet", "-q")
    rows: str = option(
        "10", "How many samples are shown; 0: the summary alone [default: 10; csv and jsonl: all]", metavar="N|all"
    )
    sort: str | None = option(None, "Show the worst first", choices=("loss",))
    precision: int = option(6, "Decimals in tables", metavar="N")
    output: str | None = option(
        None,
        "Write to FILE, in the form of its suffix: .json .csv .jsonl .npy .txt .md .svg .html",
        "--output",
        "-o",
        metavar="FILE",
    )
    threads: int | None = option(None, "How many processes calculate [default: one for each core]", metavar="N")
    dask: str | None = option(
        None, "Let the workers of this Dask scheduler calculate: tcp://HOST:PORT", metavar="ADDRESS"
    )

    def __post_init__(self) -> None:
        check_values(self)
        if re.fullmatch("-[0-9]+", self.rows):
            raise InputError(f"--rows {self.rows} is less than 0", remedy="all shows every sample, 0 none of them")
        if self.rows != "all" and not re.fullmatch("[0-9]{1,18}", self.rows):
            raise InputError(f"--rows {self.rows} is neither a whole number nor all")
        if not 0 <= self.precision <= 17:
            raise InputError(f"--precision {self.precision} is outside 0 … 17")
        if self.threads is not None and self.threads < 1:
            raise InputError(f"--threads {self.threads} is less than 1", remedy="without it, every core is used")
        if self.dask is not None:
            _check_address(self.dask)
            if self.threads is not None:
                raise InputError("--threads are this machine's; with --dask the workers calculate, each with its own")


def _check_address(word: str) -> None:
    """InputError for a word that is no `scheme://host:port`."""
    host = r"(?:[^][:/@\s]+|\[[0-9a-fA-F:.]+\])"
    if re.fullmatch(f"[a-z]+://{host}", word):
        raise InputError(
            f"--dask {word} has no port", remedy=f"a scheduler's is 8786, if not told otherwise: {word}:8786"
        )
    if re.fullmatch(f"{host}:[0-9]+", word):
        raise InputError(f"--dask {word} is no address", remedy=f"is it tcp://{word}?")
    if not (parts := re.fullmatch(f"[a-z]+://{host}:([0-9]+)", word)):
        raise InputError(f"--dask {word} is no address", remedy="it is like tcp://localhost:8786")
    if len(parts[1]) > 5 or not 1 <= int(parts[1]) <= 65_535:
        raise InputError(f"--dask {word}: no port is {parts[1]}", remedy="they are 1 … 65535; a scheduler's is 8786")


@dataclass(init=False, repr=False, eq=False)
class Merging:
    """How results are merged."""

    reduction: str | None = option(
        None,
        "How the losses become one number [default: as in the results]",
        choices=tuple(each for each in REDUCTIONS if each != "none"),
    )
    allow_repeats: bool = option(False, "Let the same data count more than once")
    output: str | None = option(
        None, "Write to FILE, in the form of its suffix: .json .txt .md .svg .html", "--output", "-o", metavar="FILE"
    )


@dataclass(init=False, repr=False, eq=False)
class Batching:
    """How a batch is done."""

    schema: bool = option(False, "Print the JSON Schema of a job; --schema result: of a line that a job makes")
    output: str | None = option(None, "Write to FILE (.jsonl)", "--output", "-o", metavar="FILE")
