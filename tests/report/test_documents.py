"""Markdown, SVG and HTML hold the same page as the terminal."""

import html
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

PAGES = pytest.mark.parametrize("explain", [False, True])
WEIGHT = [9.0, 15.0, 80.0]


def lines(text: str) -> list[str]:
    """The lines, without blanks at their ends and empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\xa0", " "))


@PAGES
def test_markdown_is_the_page_as_a_block_of_code(reported: Callable, solved: Callable, explain: bool) -> None:
    result = solved(weight=WEIGHT)
    first, *page, last = lines(reported("md", result, explain=explain))
    assert (first, last) == ("```text", "```")
    assert plain(" ".join(page)) == plain(" ".join(lines(reported("table", result, explain=explain))))


@PAGES
def test_svg_is_a_picture_with_every_word(reported: Callable, solved: Callable, explain: bool) -> None:
    result = solved(weight=WEIGHT)
    root = ElementTree.fromstring(reported("svg", result, explain=explain))
    words = plain(" ".join(root.itertext()))
    assert "lossctl ce" in words
    assert all(word in words for word in reported("table", result, explain=explain).split())


@PAGES
def test_html_has_every_line(reported: Callable, solved: Callable, explain: bool) -> None:
    result = solved(weight=WEIGHT)
    text = plain(html.unescape(re.sub("<[^>]*>", "", reported("html", result, explain=explain))))
    assert all(plain(line) in text for line in lines(reported("table", result, explain=explain)) if len(line) < 80)
