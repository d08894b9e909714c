"""Tables as programs and people write them hold the same numbers in each form."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lossctl.inputs import read

X = np.array([[2, 0.5, 0.3], [0.2, 2.1, 0.5], [-1.25, 0.75, 1.5], [0.1, 0.4, 0.3], [0.001, -2.5, 3.25]])
P = np.array([[0.7, 0.2, 0.1], [0.1, 0.75, 0.15], [0.05, 0.3, 0.65], [0.25, 0.5, 0.25], [0.0625, 0.0375, 0.9]])
LABELS = [0, 1, 2, 1, 2]
NAMES = ("cat", "dog", "fox")


def plain(number: float) -> str:
    return f"{number:g}"


def lines(
    sep: str = ",",
    number: Callable[[float], str] = plain,
    label: Callable[[int], str] | None = str,
    table: np.ndarray = X,
    before: str = "",
    behind: str = "",
) -> list[str]:
    """The rows with their labels, if `label` writes them."""
    rows = [[*map(number, row), *([label(i)] if label else [])] for row, i in zip(table.tolist(), LABELS, strict=True)]
    return [before + sep.join(row) + behind for row in rows]


def comma(number: float) -> str:
    return plain(number).replace(".", ",")


def name(label: int) -> str:
    return NAMES[label]


def numbered(rows: list[str], form: str, sep: str) -> list[str]:
    return [form.format(i) + sep + row for i, row in enumerate(rows, 1)]


HEAD = "cat,dog,fox,label"
BLANKS = "cat dog fox label"
TABLE = ['<table border="1" class="dataframe">', "  <thead>"]


def html(rows: list[str], cell: str) -> list[str]:
    """A row of a table of HTML, each cell on a line of its own."""
    return [
        line for row in rows for line in ("<tr>", *(f"  <{cell}>{each}</{cell}>" for each in row.split(",")), "</tr>")
    ]


MARKDOWN = ["| cat | dog | fox | label |", "| ---: | :--- | :-: | --- |"]
WITH_TARGET = {
    "plain": [HEAD, *lines()],
    "words": [HEAD, *lines(label=name)],
    "sep=,": ["sep=,", HEAD, *lines()],
    "sep=;": ["sep=;", HEAD.replace(",", ";"), *lines(";", comma)],
    '"sep=;"': ['"sep=;"', HEAD.replace(",", ";"), *lines(";", comma, name)],
    "sep=tab": ["sep=\t", HEAD.replace(",", "\t"), *lines("\t")],
    "SEP=|": ["SEP=|", HEAD.replace(",", "|"), *lines("|")],
    "html": [*TABLE, *html([HEAD], "th"), "</thead><tbody>", *html(lines(label=name), "td"), "</tbody>", "</table>"],
    "html, one line": ["".join(["<p>Run 7</p><table>", *html([HEAD], "th"), *html(lines(), "td"), "</table>"])],
    "html, no end tags": ["<html><table>", *(f"<tr><td>{'<td>'.join(row.split(','))}" for row in [HEAD, *lines()])],
    "semicolons": [HEAD.replace(",", ";"), *lines(";")],
    "semicolons and commas": [HEAD.replace(",", ";"), *lines(";", comma)],
    "tabs and commas": [HEAD.replace(",", "\t"), *lines("\t", comma)],
    "blanks and commas": [BLANKS, *lines(" ", comma)],
    "bars and commas": [HEAD.replace(",", "|"), *lines("|", comma)],
    "commas in quotes": [HEAD, *lines(number=lambda x: f'"{comma(x)}"')],
    "outer bars": ["|cat|dog|fox|label|", *lines("|", before="|", behind="|")],
    "outer bars, blanks": ["| cat | dog | fox | label |", *lines(" | ", before="| ", behind=" |")],
    "trailing comma everywhere": [HEAD + ",", *lines(behind=",")],
    "trailing comma in rows": [HEAD, *lines(behind=",")],
    "trailing comma in the header": [HEAD + ",", *lines()],
    "trailing commas, three": [HEAD + ",,,", *lines(behind=",,,")],
    "trailing semicolon": [HEAD.replace(",", ";") + ";", *lines(";", comma, behind=";")],
    "trailing tab": [HEAD.replace(",", "\t"), *lines("\t", behind="\t")],
    "empty last rows": [HEAD, *lines(label=name), ",,,", ",,,"],
    "empty last rows with blanks": [HEAD, *lines(), " , , , "],
    "empty last rows, semicolons": [HEAD.replace(",", ";"), *lines(";", comma), ";;;"],
    "% comments": ["% exported", HEAD, *lines()],
    "// comments": ["// exported", HEAD, *lines()[:2], "// half", *lines()[2:]],
    "# comments": ["# exported, by hand", HEAD, *lines()[:2], "# half", *lines()[2:]],
    "names in a comment": ["# cat,dog,fox,label", *lines()],
    "names in a comment of %": ["% cat dog fox label", *lines(" ")],
    "names in savetxt's comment": ["# cat dog fox label", *lines(" ", "{:.18e}".format, "{:.18e}".format)],
    "# above row numbers": ["#,cat,dog,fox,label", *numbered(lines(), "{}", ",")],
    "write.table": ['"cat" "dog" "fox" "label"', *numbered(lines(" "), '"{}"', " ")],
    "write.table, factor": ['"cat" "dog" "fox" "label"', *numbered(lines(" ", label='"{}"'.format), '"{}"', " ")],
    "write.table, tab": ["cat\tdog\tfox\tlabel", *numbered(lines("\t"), "row {}", "\t")],
    "write.table, commas": ["cat,dog,fox,label", *numbered(lines(), "{}", ",")],
    "write.csv": ['"","cat","dog","fox","label"', *numbered(lines(label=lambda i: f'"{name(i)}"'), '"{}"', ",")],
    "write.csv2": ['"";"cat";"dog";"fox";"label"', *numbered(lines(";", comma), '"{}"', ";")],
    "Fortran": [HEAD, *lines(number=lambda x: f"{x:.8E}".replace("E", "D"))],
    "Fortran, small": [HEAD, *lines(number=lambda x: f"{x:.8e}".replace("e", "d"))],
    "minus sign": [HEAD, *lines(number=lambda x: plain(x).replace("-", "\u2212"))],
    "non-breaking blanks": [HEAD, *lines(number=lambda x: f"\u00a0{plain(x)}\u202f")],
    "plus signs": [HEAD, *lines(number="{:+}".format)],
    "blanks around": [HEAD, *lines(" , ")],
    "all in quotes": ['"cat","dog","fox","label"', *lines('","', before='"', behind='"')],
    "text with commas": [f"text,{HEAD}", *(f'"a, b{i}",{row}' for i, row in enumerate(lines()))],
    "text with semicolons": [f"text,{HEAD}", *(f"a; b{i},{row}" for i, row in enumerate(lines()))],
    "text with #": [f"text,{HEAD}", *(f'"# {i}",{row}' for i, row in enumerate(lines()))],
    "text over lines": [f"text,{HEAD}", *(f'"a\n\n# b{i}\n",{row}' for i, row in enumerate(lines()))],
    "tokens of signs": [f"text,{HEAD}", *(f"{sign},{row}" for sign, row in zip("#%ab#", lines(), strict=True))],
    "names with commas": ['"cat, grey",dog,fox,label', *lines()],
    "Markdown": [*MARKDOWN, *lines(" | ", before="| ", behind=" |")],
    "Markdown without outer bars": ["cat|dog|fox|label", "-|-|-|-", *lines("|")],
    "Markdown below prose": ["# Results", "", "As found:", "", *MARKDOWN, *lines("|", before="|", behind="|")],
    "Markdown, bold": [*MARKDOWN, *lines("|", lambda x: f"**{x}**", before="|", behind="|")],
    "Markdown in a fence": ["```", *MARKDOWN, *lines("|", before="|", behind="|"), "```"],
    "MySQL": [
        "+-+--+",
        "|cat|dog|fox|label|",
        "+-+--+",
        *lines("|", before="|", behind="|"),
        "+-+--+",
        "5 rows in set",
    ],
    "psql": [" cat | dog | fox | label ", "-----+-----+-----+-------", *lines(" | "), "(5 rows)"],
    "pandas": ["    cat  dog  fox  label", *numbered(lines("  "), "{}", "  ")],
    "pandas, named index": ["    cat  dog  fox  label", "id", *numbered(lines("  "), "{}", "  ")],
    "pandas, shape": ["    cat  dog  fox  label", *numbered(lines("  "), "{}", "  "), "", "[5 rows x 4 columns]"],
    "pandas, blanks": ["     cat  big dog  fox  label", *numbered(lines("  "), "a {}", "  ")],
    "pandas without index": [" cat  dog  fox  label", *lines("  ", before="  ")],
    "data.frame": ["     cat   dog  fox label", *numbered(lines("  ", label=name), "{}", "  ")],
    "tibble": ["# A tibble: 5 × 4", " cat dog fox label", "<dbl> <dbl> <dbl> <int>", *numbered(lines(" "), "{}", " ")],
    "data.table": [" cat dog fox label", "<num> <num> <num> <int>", *numbered(lines(" "), "{}:", " ")],
    "polars": [
        "shape: (5, 4)",
        "┌─────┬─────┐",
        "│ cat ┆ dog ┆ fox ┆ label │",
        "│ --- ┆ --- ┆ --- ┆ ---   │",
        "│ f64 ┆ f64 ┆ f64 ┆ i64   │",
        "╞═════╪═════╡",
        *lines(" ┆ ", before="│ ", behind=" │"),
        "└─────┴─────┘",
    ],
    "rules of dashes": ["cat    dog    fox   label", "-----  -----  ----  -----", *lines()],
}
WITH_TARGET["rules of dashes"][2:] = [
    "{:5}  {:5}  {:4}  {}".format(*map(plain, row), label) for row, label in zip(X.tolist(), LABELS, strict=True)
]
ALONE = {
    "R's matrix": ["     [,1] [,2] [,3]", *numbered(lines("  ", label=None), "[{},]", "  ")],
    "R's matrix with names": ["     cat dog fox", *numbered(lines("  ", label=None), "[{},]", "  ")],
    "MATLAB": lines(label=None),
    "blanks": lines("  ", "{:.4e}".format, None, before="  "),
    "0 to 2": ["0,1,2", *lines(label=None)],
    "quoted numbers": ['"3","5","8"', *lines(label=None)],
    "an index above 0 to 2": [",0,1,2", *numbered(lines(label=None), "{}", ",")],
    "pandas without names": ["       0     1     2", *numbered(lines("  ", label=None), "{}", "  ")],
    "nan and inf as names": ["nan,inf,cat", *lines(label=None)],
    "whole names beside a word": ["cat,1,2", *lines(label=None)],
    "trailing commas, no header": lines(label=None, behind=","),
    "an empty first column": lines(label=None, before=","),
    "tabs and commas, no header": lines("\t", comma, None),
    "blanks and commas, no header": lines("   ", comma, None),
}
SHARES = {
    "3,5,8": ["3,5,8", *lines(label=None, table=P)],
    "1,2,3": ["1,2,3", *lines(label=None, table=P)],
    "-1,0,1": ["-1,0,1", *lines(label=None, table=P)],
    "percent": ["cat,dog,fox", *lines(number=lambda x: f"{100 * x:.6g}%", label=None, table=P)],
    "percent and blanks": ["cat;dog;fox", *lines(";", lambda x: f"{100 * x:.6g} %".replace(".", ","), None, P)],
    "percent in the header": ["10%,50%,90%", *lines(label=None, table=P)],
}


# The labels in the words of the header, where that has other numbers.
LABELS_BY_NAME = {"quoted numbers": "3,5,8,5,8", "3,5,8": "3,5,8,5,8", "1,2,3": "1,2,3,2,3", "-1,0,1": "-1,0,1,0,1"}


def given(rows: list[str], suffix: str, target: str | None, part: str = "") -> dict[str, np.ndarray]:
    Path(f"t{suffix}").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return {role: np.asarray(array) for role, array in read(f"t{suffix}{part}", target, {}).arrays.items()}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("suffix", [".csv", ".txt", ".md"])
@pytest.mark.parametrize("form", WITH_TARGET)
def test_tables_with_a_target(form: str, suffix: str) -> None:
    rows = WITH_TARGET[form]
    if rows[0].startswith("text,"):
        arrays = given(rows, suffix, f"t{suffix}:label", ":cat,dog,fox")
    else:
        arrays = given(rows, suffix, None)
    np.testing.assert_array_equal(arrays["input"], X)
    np.testing.assert_array_equal(arrays["target"], LABELS)


@pytest.mark.parametrize("suffix", [".csv", ".txt"])
@pytest.mark.parametrize("form", ALONE)
def test_tables_of_an_input(form: str, suffix: str) -> None:
    np.testing.assert_array_equal(given(ALONE[form], suffix, LABELS_BY_NAME.get(form, "0,1,2,1,2"))["input"], X)


@pytest.mark.parametrize("form", SHARES)
def test_probabilities(form: str) -> None:
    np.testing.assert_array_equal(given(SHARES[form], ".csv", LABELS_BY_NAME.get(form, "0,1,2,1,2"))["input"], P)
