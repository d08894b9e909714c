"""The forms of a result, a line each, and which of them a call asks for."""

from collections.abc import Iterable
from importlib import import_module
from pathlib import PurePath
from typing import Any, NamedTuple

from lossctl.errors import InputError
from lossctl.settings import View

Pieces = Iterable[str] | Iterable[bytes]


class Form(NamedTuple):
    """A form of a result, and the function that writes it: text or bytes out, piece by piece, no files opened.

    A form of a page is made of what rich prints, `writer(page, paper)`; others are written while the loss is
    calculated, `writer(calculation, view)`. `notes`: it tells the notes and the verdict itself.
    """

    writer: str
    suffix: str = ""
    page: bool = False
    notes: bool = False

    def load(self) -> Any:
        """Its function, imported when it is asked for."""
        module, name = self.writer.split(":")
        return getattr(import_module(f"lossctl.report.{module}"), name)


# By the names of --format; those behind jsonl have no name there, but a suffix of --output, or --quiet.
FORMS = {
    "table": Form("console:text", ".txt", page=True, notes=True),
    "json": Form("result_json:json_object", ".json", notes=True),
    "csv": Form("sample_records:csv_records", ".csv"),
    "jsonl": Form("sample_records:json_records", ".jsonl"),
    "npy": Form("bare_numbers:npy", ".npy"),
    "md": Form("documents:markdown", ".md", page=True, notes=True),
    "svg": Form("documents:svg", ".svg", page=True, notes=True),
    "html": Form("documents:html", ".html", page=True, notes=True),
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


def _by_suffix(suffix: str, output: str) -> str:
    for name, form in FORMS.items():
        if form.suffix == suffix:
            return name
    known = " ".join(form.suffix for form in FORMS.values() if form.suffix)
    raise InputError(f"no form has the suffix {suffix}", output, remedy=f"there are {known}")
