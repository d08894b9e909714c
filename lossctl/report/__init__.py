"""What goes out: a result is written in one of its forms, where the user says."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lossctl.report import streams
from lossctl.report.forms import FORMS, Form, Pieces
from lossctl.report.streams import Paper
from lossctl.settings import View

if TYPE_CHECKING:
    from lossctl.merge.merged import Merged
    from lossctl.result import Result
    from lossctl.solve import Calculation


def write(calculation: "Calculation", view: View, form: str) -> "Result":
    """Write a result where the view says and in this form, while it is calculated."""
    with streams.output_stream(view.output) as (stream, paper):
        for piece in _pieces(calculation, view, FORMS[form], paper):
            streams.put(stream, piece)
        result = calculation.run()
    _tell(result, view, FORMS[form])
    return result


def write_merged(merged: "Merged", view: View, form: str) -> None:
    """The same of results that were merged, in a form that is of a whole result."""
    save(merged, view, form)
    _tell(merged.result, view, FORMS[form])


def pieces(source: "Calculation | Merged", view: View, form: str, paper: Paper) -> Pieces:
    """A result in this form, text or bytes, piece by piece."""
    from lossctl.solve import Calculation

    if isinstance(source, Calculation):
        return _pieces(source, view, FORMS[form], paper)
    return _merged_pieces(source, view, form, paper)


def save(source: "Calculation | Merged", view: View, form: str) -> None:
    """Write a result into the file that the view names, whole or not at all, and say nothing."""
    with streams.output_stream(view.output) as (stream, paper):
        for piece in pieces(source, view, form, paper):
            streams.put(stream, piece)


def _pieces(calculation: "Calculation", view: View, form: Form, paper: Paper) -> Pieces:
    if not form.page:
        return form.load()(calculation, view)
    from lossctl.report import console, explanation, result_table
    from lossctl.report.shown_samples import count_shown

    form.check_rows(count_shown(calculation, view), view.output)
    render = explanation.render if view.explain else result_table.render
    page = console.Page(f"lossctl {calculation.prepared.problem.loss.name}", render(calculation, view))
    return form.load()(page, paper)


def _merged_pieces(merged: "Merged", view: View, form: str, paper: Paper) -> Pieces:
    if FORMS[form].page:
        from lossctl.report import console, merge_table

        rows = len(merged.shards) if view.rows == "all" else min(int(view.rows), len(merged.shards))
        FORMS[form].check_rows(rows, view.output)
        page = console.Page(f"lossctl {merged.result.criterion}", merge_table.render(merged, view))
        return FORMS[form].load()(page, paper)
    if form == "json":
        from lossctl.report.result_json import json_of_result

        return json_of_result(merged.result)
    from lossctl.report.bare_numbers import number

    return [number(merged.result)]


def _tell(result: "Result", view: View, form: Form) -> None:
    """Notes and verdict go to standard error if the form does not tell them."""
    if form.notes:
        return
    streams.flush()
    for line in _remarks(result, view):
        streams.say(line)


def _remarks(result: "Result", view: View) -> Iterator[str]:
    yield from (f"note: {note}" for note in result.notes)
    if result.verdict and not (view.quiet and result.verdict.matches):
        from lossctl.report.verdict_lines import lines

        yield from lines(result.verdict)
