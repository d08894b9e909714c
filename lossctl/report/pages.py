"""The page of a result: the table, or with --explain the whole explanation."""

from lossctl.problem import Prepared
from lossctl.report import explanation, result_table
from lossctl.report.console import Page
from lossctl.result import Result
from lossctl.settings import View


def page_of(prepared: Prepared, result: Result, view: View) -> Page:
    """What rich prints of it."""
    render = explanation.render if view.explain else result_table.render
    return Page(f"lossctl {result.criterion}", render(prepared, result, view))
