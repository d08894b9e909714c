"""The forms of a result, a line each, and which of them a call asks for."""

from collections.abc import Iterable
from importlib import import_module
from pathlib import PurePath
from typing import Any, NamedTuple

from lossctl.errors import InputError
from lossctl.settings import View

MOST_ROWS = 5000  # of a picture: viewers and browsers get slow

Pieces = Iterable[str] | Iterable[bytes]


class Form(NamedTuple):
    """A form of a result, and the function that writes it: text or bytes out, piece by piece, no files opened.

    A form of a page is made of what rich prints, `writer(page, paper)`; others are written while the loss is
    calculated, `writer(calculation, view)`. `notes`: it tells the notes and the verdict itself. `most_rows`: so many
    rows a table in it can have.
    """

    writer: str
    suffix: str = ""
    page: bool = False
    notes: bool = False
    most_rows: int | None = None

    def load(self) -> Any:
        """Its function, imported when it is asked for."""
        module, name = self.writer.split(":")
        return getattr(import_module(f"lossctl.report.{module}"), name)

    def check_rows(self, rows: int, output: str | None) -> None:
        """InputError where a table in this form cannot have so many rows."""
        if self.most_rows is not None and rows > self.most_rows:
            raise InputError(
                f"a picture of {rows} rows is more than a viewer can show: {self.most_rows} are the most",
                *((output,) if output else ()),
                remedy="a .csv has all rows, a .txt or .md too; --rows 20 shows 20 of them",
            )


# By the names of --format; those behind jsonl have no name there, but a suffix of --output, --quiet, or Python.
FORMS = {
    "table": Form("console:text", ".txt", page=True, notes=True),
    "json": Form("result_json:json_object", ".json", notes=True),
    "csv": Form("sample_records:csv_records", ".csv"),
    "jsonl": Form("sample_records:json_records", ".jsonl"),
    "npy": Form("bare_numbers:npy", ".npy"),
    "md": Form("markdown:markdown", ".md", page=True, notes=True),
    "svg": Form("documents:svg", ".svg", page=True, notes=True, most_rows=MOST_ROWS),
    "html": Form("documents:html", ".html", page=True, notes=True, most_rows=MOST_ROWS),
    "notebook": Form("documents:cell", page=True, notes=True, most_rows=MOST_ROWS),
    "quiet": Form("bare_numbers:numbers"),
}
RECORDS = ("csv", "jsonl")  # a record per sample, of all samples unless --rows is stated


def form_of(view: View) -> str:
    """The name of the form that is asked for: by the suffix of --output, by --quiet, or by --format.

    --quiet picks the number where there would be a table. InputError for a suffix that is none of the forms', or
    another's than --format.
    """
    form = (form_of_suffix(view.output) if view.output else None) or view.format
    if view.format not in ("table", form):
        suffix = PurePath(view.output or "").suffix
        raise InputError(f"the suffix {suffix} contradicts --format {view.format}", view.output or "")
    return "quiet" if view.quiet and form == "table" else form


def form_of_suffix(output: str) -> str | None:
    """The form that the suffix of a file says, None without one; InputError for one that is none of the forms'."""
    suffix = PurePath(output).suffix.lower()
    if not suffix:
        return None
    for name, form in FORMS.items():
        if form.suffix == suffix:
            return name
    known = " ".join(form.suffix for form in FORMS.values() if form.suffix)
    raise InputError(f"no form has the suffix {suffix}", output, remedy=f"there are {known}")
