"""The table of samples: what is written piece by piece, with widths from a look at the ranges, is the small table."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from lossctl.engine.details import details
from lossctl.losses import LOSSES
from lossctl.problem import Problem
from lossctl.report import addresses, explanation, result_table, shown_samples
from lossctl.report.console import text_of
from lossctl.report.sample_table import layout_of
from lossctl.report.streams import Paper
from lossctl.settings import Settings, View
from lossctl.solve import Calculation

RENDERERS = {"table": result_table.render, "explanation": explanation.render}
NAMES = [(), ("cat", "猫", "a longer name"), ("1", "2", "3"), ("−", "ß", "🙂")]
PIPE = Paper()
MAGNITUDES = st.sampled_from([1e-3, 1.0, 30.0, 1e4, 1e9, 1e300])


def page(renderer: str, problem: Problem, view: View, paper: Paper = PIPE, *, few: int, piece: int) -> str:
    """The page where a table of more than `few` samples is written in pieces of so many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shown_samples, "FEW", few)
        patch.setattr(addresses, "PIECE", piece)
        calculation = Calculation(problem, worst=10**9 if view.sort else 0)
        return text_of(RENDERERS[renderer](calculation, view), paper)


@st.composite
def problems(draw: st.DrawFn, name: str) -> Problem:
    """Some samples of a loss, with numbers of any size, and whatever shows in a table."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = draw(st.integers(1, 25))
    shape = (count, 3) if draw(st.booleans()) else (count, 3, 2)
    x = rng.normal(size=shape) * draw(MAGNITUDES) * 10.0 ** rng.integers(-4, 4, shape)
    rows = shape[:1] + shape[2:]
    arrays: dict[str, Any] = {"input": x}
    options: dict[str, Any] = {"reduction": draw(st.sampled_from(LOSSES[name].reductions))}
    if name == "ce" and draw(st.booleans()):
        arrays["target"] = rng.choice([0, 1, 2, -100], rows)
        if draw(st.booleans()):
            arrays["weight"] = rng.choice([0.5, 1 / 3, 2.0, 1e-7], 3)
    elif name in ("ce", "kl"):
        arrays["target"] = (
            rng.dirichlet([0.1, 1, 2], rows).swapaxes(1, -1) if len(shape) > 2 else rng.dirichlet([1, 1, 2], rows)
        )
    else:
        arrays["target"] = rng.choice([0.0, 1.0, 0.25, 1 / 3, -1.0], shape)
        options["ignore_index"] = -1
    if name == "bce":
        arrays["input"] = np.where(rng.random(shape) < 0.2, np.round(rng.random(shape)), rng.random(shape) ** 20)
    if name == "bce-logits" and draw(st.booleans()):
        arrays["pos_weight"] = rng.choice([1.0, 12.5, 1 / 3], 3).reshape((3, 1) if len(shape) > 2 else 3)
    if draw(st.booleans()):
        arrays["sample_weight"] = rng.choice([0.0, 1.0, 0.3, 1e5], shape if name.startswith("bce") else rows)
    names = draw(st.sampled_from(NAMES)) if len(shape) == 2 else ()
    return Problem(LOSSES[name].load(), arrays, Settings.of(**options), names)


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("name", LOSSES)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_a_table_in_pieces_is_the_small_table(name: str, renderer: str, data: st.DataObject) -> None:
    problem = data.draw(problems(name))
    rows, sort = data.draw(st.sampled_from(["all", "1", "7"])), data.draw(st.sampled_from([None, "loss"]))
    view = View(rows=rows, sort=sort, precision=data.draw(st.sampled_from([0, 2, 6])))
    at_once = page(renderer, problem, view, few=10**6, piece=10**6)
    assert page(renderer, problem, view, few=0, piece=data.draw(st.integers(1, 9))) == at_once


@pytest.mark.parametrize("brief", [True, False])
@pytest.mark.parametrize("name", LOSSES)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_a_look_at_the_ranges_finds_the_longest_cells(name: str, brief: bool, data: st.DataObject) -> None:
    prepared = data.draw(problems(name)).prepared()
    layout = layout_of(prepared, data.draw(st.integers(0, 17)), brief=brief)
    chosen = range(prepared.samples.count)
    noted = details(prepared, chosen, layout.symbols).values
    cells = zip(*(line.cells for line in layout.lines(chosen, noted)), strict=True)
    assert layout.longest(chosen, noted) == [max(map(cell_len, column)) for column in cells]


def ce(target: Any = (0, 1), *, names: tuple[str, ...] = (), **given: Any) -> Problem:
    arrays = {"input": np.array([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]]), "target": np.asarray(target)}
    arrays |= {name: np.asarray(given.pop(name)) for name in ("input", "weight", "sample_weight") if name in given}
    return Problem(LOSSES["ce"].load(), arrays, Settings.of(**given), names)


def is_head(line: str) -> bool:
    first, *rest = line.split() or [""]
    return first in ("sample", "row", "element") and not rest[0].endswith((":", ","))


def rows(problem: Problem, renderer: str = "table", paper: Paper = PIPE, **view: Any) -> list[list[str]]:
    """The cells of each line of the table, its head and its last line included."""
    lines = text_of(RENDERERS[renderer](Calculation(problem), View(**view)), paper).split("\n")
    first = next(number for number, line in enumerate(lines) if is_head(line))
    return [line.split() for line in lines[first : lines.index("", first)]]


@pytest.mark.parametrize("renderer", RENDERERS)
def test_an_ignored_sample_shows_its_target(renderer: str) -> None:
    _, _, ignored, _ = rows(ce([0, -100]), renderer)
    assert (ignored[:2], ignored[-1]) == (["1", "-100"], "ignored")
    assert set(ignored[2:-1]) == {"–"}


def test_a_sample_of_weight_0_shows_its_target_too() -> None:
    problem = ce([0, 1], sample_weight=[1.0, 0.0], names=("cat", "dog", "fox"))
    assert rows(problem)[2] == ["1", "dog", "–", "–", "ignored"]


def test_an_ignored_element_shows_its_target(solved: Callable) -> None:
    problem = solved("bce", input=[0.5, 0.25], target=[1, -1], ignore_index=-1).problem
    text = text_of(result_table.render(Calculation(problem), View()), Paper())
    assert text.split("\n")[4].split() == ["1", "–", "-1", "ignored"]


def test_an_ignored_sample_is_dim_on_a_terminal() -> None:
    text = text_of(result_table.render(Calculation(ce([0, -100])), View()), Paper(80, colour=True))
    assert "\x1b[2m     1    -100      –   ignored\x1b[0m\n" in text


def test_soft_targets_show_their_largest_class_and_its_share() -> None:
    soft = [[0.2, 0.7, 0.1], [0.0, 1.0, 0.0]]
    assert rows(ce(soft, names=("cat", "dog", "fox")))[:3] == [
        ["sample", "target", "share", "p", "loss"],
        ["0", "dog", "70.0%", "15.9%", "1.560616"],
        ["1", "dog", "100.0%", "72.0%", "0.328173"],
    ]


@pytest.mark.parametrize(
    ("logit", "shown"),
    [(0.0, "33.3%"), (-6.0, "0.1%"), (-12.0, "3.1e-06"), (-800.0, "0.0%"), (-math.inf, "0.0%"), (math.nan, "NaN")],
)
def test_a_small_probability_has_two_digits(logit: float, shown: str) -> None:
    problem = ce(0, input=[logit, 0.0, 0.0])
    assert rows(problem)[1][1] == shown


def test_classes_of_many_digits_are_whole() -> None:
    problem = ce([1_234_567], input=np.zeros((1, 1_300_000), np.float32))
    assert rows(problem)[1][:2] == ["0", "1234567"]


def test_no_rows_leave_the_summary(solved: Callable) -> None:
    for name in LOSSES:
        problem = solved(name).problem
        summary = text_of(result_table.render(Calculation(problem), View(rows="0")), Paper())
        whole = text_of(result_table.render(Calculation(problem), View()), Paper())
        head, _, *rest = whole.split("\n\n")
        assert summary == "\n\n".join((head, *rest))


def test_digits_are_not_grouped() -> None:
    problem = ce([0] * 1500, input=np.zeros((1500, 3)))
    text = text_of(result_table.render(Calculation(problem), View(rows="3")), Paper())
    assert "     …  1497 more\n" in text
    assert "\ncount 1500   " in text
    assert "1,5" not in text


@pytest.mark.parametrize("renderer", RENDERERS)
def test_a_narrow_page_says_which_columns_it_leaves_out(renderer: str) -> None:
    problem = ce([0, 1], weight=[1.0, 2.0, 3.0], sample_weight=[1.0, 2.0])
    lines = text_of(RENDERERS[renderer](Calculation(problem), View()), Paper(30)).split("\n")
    head = next(line for line in lines if is_head(line))
    all_ = rows(problem, renderer)[0]
    told = " ".join(line.strip() for line in lines).split("too narrow for ")[1]
    columns = ("x[t]", "ln Σ exp", "log p", "p", "target", "t")
    gone = [column for column in columns if column in told.split("  ")[0].split(", ")]
    assert gone
    assert not set(gone) & set(head.split())
    assert {"sample", "w[t]", "s", all_[-1]} <= set(head.split())
    assert max(map(len, lines)) <= 30
