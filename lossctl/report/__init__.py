"""What goes out: the forms of a result, a line each, and the writing of one."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from lossctl.errors import InputError
from lossctl.report import streams
from lossctl.report.streams import Paper
from lossctl.settings import View

if TYPE_CHECKING:
    from lossctl.result import Result
    from lossctl.solve import Calculation

Writer = Callable[["Calculation", View, Paper], Iterator[str] | Iterator[bytes]]


class Form(NamedTuple):
    """A form of a result: numbers in, as they come, text or bytes out, no files opened. `notes`: it tells the notes."""

    writer: str
    suffix: str = ""
    notes: bool = False

    def load(self) -> Writer:
        """Its function, imported when it is asked for."""
        module, name = self.writer.split(":")
        writer: Writer = getattr(import_module(f"lossctl.report.{module}"), name)
        return writer


# By the names of --format; those behind jsonl have no name there, but a suffix of --output, or --quiet.
FORMATS = {
    "table": Form("console:text", ".txt", notes=True),
    "json": Form("result_json:json_object", ".json", notes=True),
    "csv": Form("sample_records:csv_records", ".csv"),
    "jsonl": Form("sample_records:json_records", ".jsonl"),
    "npy": Form("bare_numbers:npy", ".npy"),
    "md": Form("documents:markdown", ".md", notes=True),
    "svg": Form("documents:svg", ".svg", notes=True),
    "html": Form("documents:html", ".html", notes=True),
    "quiet": Form("bare_numbers:numbers"),
}
RECORDS = ("csv", "jsonl")  # a record per sample, of all samples unless --rows is stated


def form_of(view: View) -> str:
    """The name of the form that is asked for: by the suffix of --output, by --quiet, or by --format.

    --quiet picks the number where there would be a table, or nothing but the screen to write to. InputError for a
    suffix that is none of the forms', or another's than --format.
    """
    form = view.format
    if view.output and (suffix := PurePath(view.output).suffix.lower()):
        form = _by_suffix(suffix, view.output)
        if view.format not in ("table", form):
            raise InputError(f"the suffix {suffix} contradicts --format {view.format}", view.output)
    return "quiet" if view.quiet and (form == "table" or not view.output) else form


def write(calculation: "Calculation", view: View) -> "Result":
    """Write a result where and as the view says, while it is calculated.

    Its notes and its verdict go to standard error if the form does not tell them.
    """
    form = FORMATS[form_of(view)]
    with streams.opened(view.output) as (stream, paper):
        for piece in form.load()(calculation, view, paper):
            streams.put(stream, piece)
        result = calculation.result
    if not form.notes:
        streams.flush()
        for note in result.notes:
            streams.say(f"note: {note}")
        if result.verdict and not (view.quiet and result.verdict.matches):
            from lossctl.report.verdict_lines import lines

            for line in lines(result.verdict):
                streams.say(line)
    return result


def _by_suffix(suffix: str, output: str) -> str:
    for name, form in FORMATS.items():
        if form.suffix == suffix:
            return name
    known = " ".join(form.suffix for form in FORMATS.values() if form.suffix)
    raise InputError(f"no form has the suffix {suffix}", output, remedy=f"there are {known}")
