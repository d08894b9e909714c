"""The head names the classes where a table has them, in one line of the page; a result keeps them."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from rich.cells import cell_len

from lossctl.report import explanation, result_table
from lossctl.report.console import text_of
from lossctl.report.streams import Paper
from lossctl.settings import View
from lossctl.solve import Calculation

ANIMALS = ("cat", "dog", "fox")
LONG = "a name that is longer than a narrow terminal is wide, as class names of ImageNet are " * 3
RENDERERS = {"table": result_table.render, "explanation": explanation.render}


def head(found: Any, form: str, width: int | None, any_sign: bool = True) -> str:
    """The line under the call, or the lines where the call and the shapes take two."""
    body = RENDERERS[form](Calculation(found.problem), View())
    text = text_of(body, Paper(width=width, any_sign=any_sign))
    return text[: text.index("\n\n")]


def of_classes(solved: Callable, names: tuple[str, ...], name: str = "ce", **given: Any) -> Any:
    count = len(names)
    return solved(name, names=names, input=np.zeros((2, count)), target=np.zeros(2, int), **given)


@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize("name", ["ce", "bce", "bce-logits", "kl"])
def test_the_head_names_the_classes(solved: Callable, form: str, name: str) -> None:
    assert head(solved(name, names=ANIMALS), form, 80).endswith("\nclasses  cat, dog, fox")


@pytest.mark.parametrize("form", RENDERERS)
@pytest.mark.parametrize("width", [40, 80, 160, None])
@pytest.mark.parametrize("any_sign", [True, False])
@pytest.mark.parametrize(
    "names",
    [
        ANIMALS,
        tuple(f"class_{number}" for number in range(1000)),
        (LONG, *ANIMALS),
        ("cat", LONG),
        ("猫" * 90, "犬"),
        ("two\nlines", "a\ttab"),
        ("[bold]", "[/]"),
    ],
)
def test_it_is_one_line_that_fits(
    solved: Callable, form: str, width: int | None, any_sign: bool, names: tuple[str, ...]
) -> None:
    line = head(of_classes(solved, names), form, width, any_sign).split("\n")[-1]
    assert line.split()[:2][1].startswith(names[0].split()[0][:2])
    assert cell_len(line) <= (width or 160)
    shown = 0 if line.count(",") == len(names) - 1 else int(line.split(" and ")[-1].split(" ")[0].replace(",", ""))
    assert shown == len(names) - 1 - line.split(" and ")[0].count(", ") or LONG in names


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (40, "classes  class_0, class_1 and 998 more"),
        (80, "classes  class_0, class_1, class_2, class_3, class_4, class_5 and 994 more"),
        (160, "classes  " + ", ".join(f"class_{number}" for number in range(8)) + " and 992 more"),
    ],
)
def test_of_many_names_a_few_are_shown(solved: Callable, width: int, line: str) -> None:
    found = of_classes(solved, tuple(f"class_{number}" for number in range(1000)))
    assert head(found, "table", width).split("\n")[-1] == line


def test_names_that_are_not_those_of_the_class_axis_are_left_out(solved: Callable, reported: Callable) -> None:
    """A table whose rows are said to be the classes."""
    found = solved(names=ANIMALS, input=np.zeros((2, 3)), target=[0, 1, 1], class_axis=0)
    assert found.result.classes == ()
    assert "classes" not in head(found, "table", 80)
    assert "classes" not in json.loads(reported("json", found))
    assert reported("csv", found).splitlines()[1].startswith("0,0,")


@pytest.mark.parametrize("name", ["ce", "bce", "bce-logits", "kl"])
def test_json_has_the_classes(solved: Callable, reported: Callable, name: str) -> None:
    assert json.loads(reported("json", solved(name, names=ANIMALS)))["classes"] == [*ANIMALS]
    assert "classes" not in json.loads(reported("json", solved(name)))
