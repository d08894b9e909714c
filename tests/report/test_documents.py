"""Markdown, SVG and HTML hold the same page as the terminal, and need nothing from a network."""

import html
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.report.console import lines_of
from lossctl.report.forms import MOST_ROWS
from lossctl.report.picture import LINE, SIZE

PAGES = pytest.mark.parametrize("explain", [False, True])
PICTURES = pytest.mark.parametrize("form", ["svg", "html"])
WEIGHT = [9.0, 15.0, 80.0]
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ("<script>", "a|b", "[bold]&amp;", "two\nlines", "\x1b[31mred", "_*`", '"')


def lines(text: str) -> list[str]:
    """The lines, without blanks at their ends and empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\xa0", " "))


def unmarked(markdown: str) -> str:
    """The words of Markdown, as a reader of the page sees them."""
    text = re.sub(r"^\|[ :|-]*\|$", "", markdown, flags=re.MULTILINE).replace("**", "").replace(" — ", " ")
    text = re.sub(r"^- |^\| | \|$|(?<!\\)`", "", text, flags=re.MULTILINE)
    return plain(re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)\|", " ", text))).strip()


def table_of(markdown: str) -> list[list[str]]:
    found = [line for line in markdown.split("\n") if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in found]


@PAGES
@pytest.mark.parametrize("name", ["ce", "bce", "bce-logits", "kl"])
def test_markdown_has_every_word_of_the_page(reported: Callable, solved: Callable, name: str, explain: bool) -> None:
    result = solved(name)
    page = reported("table", result, explain=explain)
    assert unmarked(reported("md", result, explain=explain)) == plain(" ".join(lines(page)))


def test_markdown_has_a_table(reported: Callable, solved: Callable) -> None:
    text = reported("md", solved(weight=WEIGHT))
    assert table_of(text) == [
        ["sample", "target", "p", "w\\[t\\]", "loss"],
        ["--:"] * 5,
        ["0", "0", "71.1%", "9", "3.065546"],
        ["1", "1", "72.0%", "15", "4.922594"],
        ["**Σ**", "", "", "**24**", "**7.988140**"],
    ]
    assert "\n**loss** **0.332839**\n" in re.sub(" +", " ", text)
    assert "```" not in text


def test_a_table_in_markdown_counts_the_rows_that_it_hides(reported: Callable, solved: Callable) -> None:
    assert table_of(reported("md", solved(), rows="1"))[3] == ["…", "1 more", "", ""]


@PAGES
@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_stays_a_name(reported: Callable, solved: Callable, name: str, explain: bool) -> None:
    result = solved(names=(name, "b", "c"), target=[0, 0])
    shown = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())
    cells = [re.sub(r"\\(.)", r"\1", row[1]) for row in table_of(reported("md", result, explain=explain))]
    assert cells[2:4] == [shown, shown]
    root = ElementTree.fromstring(reported("svg", result, explain=explain))
    assert plain(shown) in plain(" ".join(root.itertext()))
    page = reported("html", result, explain=explain)
    assert "<script" not in page
    assert shown in html.unescape(re.sub("<[^>]*>", "", page))
    assert f"     0  {shown.rjust(6)}  " in reported("table", result)


@PAGES
def test_svg_is_a_picture_with_every_word(reported: Callable, solved: Callable, explain: bool) -> None:
    result = solved(weight=WEIGHT)
    root = ElementTree.fromstring(reported("svg", result, explain=explain))
    words = plain(" ".join(root.itertext()))
    assert "lossctl ce" in words
    assert all(word in words for word in reported("table", result, explain=explain).split())


@PAGES
def test_the_lines_of_a_picture_are_those_of_the_page(reported: Callable, solved: Callable, explain: bool) -> None:
    """A line is one text that keeps its blanks, so that columns stay under each other whatever the font."""
    result = solved(weight=WEIGHT)
    root = ElementTree.fromstring(reported("svg", result, explain=explain))
    texts = [each for each in root.iter(f"{SVG}text") if each.get("textLength")]
    assert {each.get("{http://www.w3.org/XML/1998/namespace}space") for each in texts} == {"preserve"}
    page = [line for line in reported("table", result, explain=explain).split("\n") if line]
    assert ["".join(each.itertext()).rstrip() for each in texts] == page


@PAGES
def test_the_last_line_is_whole(reported: Callable, solved: Callable, explain: bool) -> None:
    root = ElementTree.fromstring(reported("svg", solved(weight=WEIGHT), explain=explain))
    height = float(root.get("viewBox", "").split()[3])
    last = max(float(each.get("y", 0)) for each in root.iter(f"{SVG}text"))
    assert height - last >= SIZE / 2


@PICTURES
def test_a_picture_needs_no_network(reported: Callable, solved: Callable, form: str) -> None:
    text = reported(form, solved(weight=WEIGHT)).replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|url\(|@import|@font-face|<script|<link|src=", text)


@PAGES
def test_html_has_every_line(reported: Callable, solved: Callable, explain: bool) -> None:
    result = solved(weight=WEIGHT)
    text = html.unescape(re.sub("<[^>]*>", "", reported("html", result, explain=explain)))
    assert all(line in text.split("\n") for line in reported("table", result, explain=explain).split("\n"))
    assert "prefers-color-scheme:dark" in reported("html", result, explain=explain)


def many(solved: Callable, rows: int) -> Any:
    return solved(input=np.zeros((rows, 3)), target=np.zeros(rows, int))


@PICTURES
def test_a_picture_of_too_many_rows_is_an_error_that_names_csv(reported: Callable, solved: Callable, form: str) -> None:
    with pytest.raises(InputError) as caught:
        reported(form, many(solved, MOST_ROWS + 1), rows="all")
    assert caught.value.problem == "a picture of 5001 rows is more than a viewer can show: 5000 are the most"
    assert caught.value.remedy == "a .csv has all rows, a .txt or .md too; --rows 20 shows 20 of them"


@PICTURES
def test_a_picture_has_some_thousand_rows(reported: Callable, solved: Callable, form: str) -> None:
    text = reported(form, many(solved, MOST_ROWS + 1), rows=str(MOST_ROWS))
    assert text.count("33.3%") == MOST_ROWS
    assert "1 more" in text
    if form == "svg":
        assert float(ElementTree.fromstring(text).get("height", 0)) > MOST_ROWS * LINE


def test_markdown_has_all_rows(reported: Callable, solved: Callable) -> None:
    assert len(table_of(reported("md", many(solved, MOST_ROWS + 1), rows="all"))) == MOST_ROWS + 4


def test_a_line_knows_its_width_in_columns() -> None:
    assert [columns for columns, _ in lines_of("猫 a", 80)] == [4]
