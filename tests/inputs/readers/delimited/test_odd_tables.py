"""What has two meanings, or is cut off, is an error that says what to do."""

from pathlib import Path

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read

POLARS = """shape: (9, 2)
┌─────┬─────┐
│ a   ┆ b   │
│ --- ┆ --- │
│ f64 ┆ f64 │
╞═════╪═════╡
│ 1.0 ┆ 2.0 │
│ …   ┆ …   │
│ 3.0 ┆ 4.0 │
└─────┴─────┘
"""
SEPARATORS = "it has thousands separators: write the digits alone, with a point before the decimals"
MIXED = "some numbers of this table have a decimal point, others a comma: write points in all"
LONG = "quote a value that holds the separator, or put what is too much on its own line"
SHORT = "write nan where a number is missing, or take the line out"
SAVE = "save it: df.write_csv('x.csv'), or print it with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_width_chars=10000)"
PANDAS = "print it whole: print(df.to_string()), or save it: df.to_csv('x.csv', index=False)"
R = "print it whole: print(x, n = Inf, width = Inf), or save it: write.csv(x, 'x.csv', row.names = FALSE)"

ODD = {
    "thousands": ('a,b\n"1,234.5",2\n', "line 2, column a: '1,234.5' is not a number", SEPARATORS),
    "thousands, German": ("a;b\n1.234,5;2\n", "line 2, column a: '1.234,5' is not a number", SEPARATORS),
    "thousands, Swiss": ("a;b\n1'234.5;2\n", 'line 2, column a: "1\'234.5" is not a number', SEPARATORS),
    "thousands, French": ("a;b\n1 234,5;2\n", "line 2, column a: '1 234,5' is not a number", SEPARATORS),
    "millions": ("a;b\n1,234,567;2\n", "line 2, column a: '1,234,567' is not a number", SEPARATORS),
    "one or a thousand": (
        "a;b\n1,234;2,345\n",
        "line 2, column a: '1,234' is not a number",
        "it may be 1.234 or 1234: write which, without a comma",
    ),
    "points and commas": ("a;b\n0.5;2\n0,5;2\n", "line 3, column a: '0,5' is not a number", MIXED),
    "a late point": (
        "a;b\n" + "0,5;2\n" * 300 + "1.234;2\n",
        "line 302, column a: '1.234' is not a number",
        MIXED,
    ),
    "a unit": ("a;b\n0.5;2 €\n", "line 2, column b: '2 €' is not a number", "write the number alone, without a unit"),
    "percent in some": (
        "a;b\n50%;50%\n0.5;50%\n",
        "line 2, column a: '50%' is not a number",
        "other numbers of this column have no percent sign: write all with it, or all without",
    ),
    "an empty row between": (
        "a,b\n1,2\n,\n3,4\n",
        "line 3, column a: an empty cell",
        "write nan where a number is missing",
    ),
    "a missing last cell": ("a,b\n1,2\n3,\n", "line 3, column b: an empty cell", "write nan where a number is missing"),
    "uneven": ("a,b\n1,2\n3,4,5\n", "line 3: 3 values where the lines above have 2", LONG),
    "a line cut off": ("a,b,c\n1,2,3\n3,4\n", "line 3: 2 values where the lines above have 3", SHORT),
    "a comment that is a row": (
        "word,a,b\nx,1,2\n#include,1,2\n",
        "line 3: begins like a comment, but has the cells of a row",
        'put its first word into quotes ("#word") if it is a row, else take the line out',
    ),
    "comments alone": ("// a\n% b\n", "holds nothing but comments", ""),
    "no rows": ("sep=;\n", "holds no rows", ""),
    "polars": (POLARS, "line 8: the print is abbreviated", SAVE),
    "polars, cut off": (POLARS.replace("│ …   ┆ …   │\n", ""), "the print has 2 rows of a table of 9", SAVE),
    "pandas": (
        "     a   b\n0  1.5   2\n..  ..  ..\n9  2.5   3\n\n[10 rows x 2 columns]\n",
        "line 3: the print is abbreviated",
        PANDAS,
    ),
    "pandas, cut off": (
        "     a   b\n0  1.5   2\n9  2.5   3\n\n[10 rows x 2 columns]\n",
        "the print has 2 rows of a table of 10",
        PANDAS,
    ),
    "pandas, wrapped": (
        "     a  \\\n0  1.5\n1  2.5\n\n     b\n0  1.5\n1  2.5\n",
        "line 1: the columns go on below: the print is wrapped",
        PANDAS,
    ),
    "tibble": (
        "# A tibble: 9 × 2\n      a     b\n  <dbl> <dbl>\n1   1.5     2\n# ℹ 8 more rows\n",
        "line 5: the print is abbreviated",
        R,
    ),
    "a row of means": (
        "id,p,q\n1,0.2,0.3\n2,0.4,0.5\n3,0.6,0.7\nmean,0.4,0.5\n",
        "line 5, column id: 'mean' below whole numbers: is this a row of totals?",
        "take that line out: it is no sample",
    ),
    "a row of means, with semicolons": (
        "sep=;\nid;p;q\n1;0,2;0,3\n2;0,4;0,5\n3;0,6;0,7\nTotal;1,2;1,5\n",
        "line 6, column id: 'Total' below whole numbers: is this a row of totals?",
        "take that line out: it is no sample",
    ),
    "R's matrix, wrapped": (
        "     [,1] [,2]\n[1,]    1    2\n     [,3] [,4]\n[1,]    3    4\n",
        "line 3: the columns go on below: the print is wrapped",
        "save it: write.csv(x, 'x.csv', row.names = FALSE), or print it with options(width = 10000)",
    ),
}


@pytest.mark.parametrize("form", ODD)
def test_odd(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text, problem, remedy = ODD[form]
    Path("t.txt").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        np.asarray(read("t.txt", "0", {}).arrays["input"])
    sign = ", " if problem.startswith("line ") else ": "
    assert str(caught.value) == f"t.txt{sign}{problem}" + (f"\n  {remedy}" if remedy else "")


@pytest.mark.parametrize(
    ("above", "note"),
    [
        ("Results of 3 models\n\n", "line 1 above the table left out"),
        ("Model:,resnet18,\nDate:,2024-05-01,\n", "lines above the table left out, up to line 2"),
        ("", ""),
    ],
)
def test_lines_above_the_header(above: str, note: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(above + "cat,dog,label\n1,2,dog\n0.5,0.1,cat\n")
    found = read("t.csv", None, {})
    assert np.asarray(found.arrays["input"]).tolist() == [[1, 2], [0.5, 0.1]]
    assert np.asarray(found.arrays["target"]).tolist() == [1, 0]
    assert found.notes == ((f"t.csv: {note}",) if note else ())
    Path("t.csv").write_text(above + "cat,dog,label\n1,2,dog\n0.5,x,cat\n")
    with pytest.raises(InputError) as caught:
        np.asarray(read("t.csv", None, {}).arrays["input"])
    assert str(caught.value).startswith(f"t.csv, line {above.count(chr(10)) + 3}, column dog: 'x'")


def test_an_empty_label_among_words_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text("cat,dog,label\n1,2,dog\n0.5,0.1,\n")
    with pytest.raises(InputError, match=r"t\.csv, line 3, column label: an empty cell"):
        read("t.csv", None, {})
