"""Tables of HTML: what pandas writes is read as its CSV is, and what is no single whole table is an error."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

FRAME = pd.DataFrame(np.random.default_rng(3).normal(size=(80, 3)), columns=["a", "b", "c"]).assign(
    label=["a", "c"] * 40
)


@pytest.mark.parametrize("options", [{}, {"index": False}, {"border": 0, "justify": "left"}])
def test_what_pandas_writes(calculate: Callable[..., Any], options: dict[str, Any]) -> None:
    with pd.option_context("display.precision", 17):
        files = {"t.html": FRAME.to_html(**options), "t.csv": FRAME.to_csv()}
    assert calculate("ce t.html", files).loss == pytest.approx(calculate("ce t.csv").loss, rel=1e-14)


def test_an_abbreviated_table_is_an_error(calculate: Callable[..., Any]) -> None:
    ran = calculate("ce t.html", {"t.html": FRAME.to_html(max_rows=10)})
    assert ran.status == 2
    assert "the print is abbreviated\n  write all of it, or save the table as CSV" in ran.err


def test_spans_of_columns_are_an_error_with_its_line(calculate: Callable[..., Any]) -> None:
    ran = calculate("ce t.html", {"t.html": FRAME.groupby("label").describe().to_html()})
    assert ran.status == 2
    assert "t.html, line " in ran.err


def test_marks_in_cells_are_passed_over(calculate: Callable[..., Any]) -> None:
    rows = "<tr><th>red fox<th><i>cat</i><th>label\n<tr><td>1<b>.5</b><td>&minus;0.5<td>red\n <b>fox</b></table>"
    assert calculate("ce t.html", {"t.html": f"<style>td {{a: b}}</style><table>{rows}"}).loss == (
        calculate("ce [[1.5,-0.5]] 0").loss
    )


def test_a_page_with_a_paste(calculate: Callable[..., Any]) -> None:
    Path("p.html").write_text("<html><body><pre>x = tensor([[1.0, 2.0]])\ny = tensor([1])</pre></body></html>")
    assert calculate("ce p.html:x p.html:y").loss == calculate("ce [[1,2]] 1").loss
