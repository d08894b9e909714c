import json
import math
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np
import pytest

from lossctl.losses import LOSSES
from lossctl.merge.state_checksum import checksum
from lossctl.report.result_json import as_json, json_line, json_types
from lossctl.settings import View
from lossctl.solve import Calculation


def parsed(text: str) -> Any:
    """By a parser that takes only what RFC 8259 allows."""

    def refuse(constant: str) -> NoReturn:
        raise ValueError(constant)

    return json.loads(text, parse_constant=refuse)


COMMON = ["loss", "criterion", "reduction", "shape", "count", "ignored", "sum", "denominator"]
FIGURES = {  # in a mean without weights; in kl's the samples are rows, and their mean is batchmean
    "ce": ["perplexity", "bits", "stderr", "accuracy", "distribution"],
    "bce": ["stderr", "distribution"],
    "bce-logits": ["stderr", "distribution"],
    "kl": ["same_top", "distribution"],
}


@pytest.mark.parametrize("name", LOSSES)
def test_an_object_has_the_keys_of_the_contract_in_their_order(name: str, solved: Callable, reported: Callable) -> None:
    keys = list(parsed(reported("json", solved(name))))
    assert keys == [*COMMON, *FIGURES[name], "version", "state", "notes"]
    named = list(parsed(reported("json", solved(name, names=("a", "b", "c")))))
    assert set(named) == {*keys, "classes"}
    assert [key for key in named if key != "classes"] == keys
    assert list(parsed(reported("json", solved(name), explain=True))) == [*keys, "steps"]


def test_numbers_survive_the_trip(solved: Callable, reported: Callable) -> None:
    made, result = parsed(reported("json", solved())), solved().result
    assert {key: made[key] for key in (*COMMON[4:], *FIGURES["ce"][:4])} == {
        key: getattr(result, key) for key in (*COMMON[4:], *FIGURES["ce"][:4])
    }
    assert made["state"].pop("checksum") == checksum(made)
    assert (made["loss"], made["shape"], made["state"], made["notes"]) == (result.loss, [2, 3], result.state, [])


@pytest.mark.parametrize("name", LOSSES)
def test_losses_that_are_not_reduced_have_pytorchs_shape(name: str, solved: Callable, reported: Callable) -> None:
    result = solved(name, reduction="none")
    made = parsed(reported("json", result))
    assert made["loss"] == result.losses.tolist()
    assert np.shape(made["loss"]) == ((2,) if name == "ce" else (2, 3))


def test_float32_is_written_as_python_writes_its_value(solved: Callable, reported: Callable) -> None:
    result = solved(reduction="none", dtype="float32")
    assert parsed(reported("json", result))["loss"] == [float(each) for each in result.losses]


def test_what_is_not_finite_is_a_string(solved: Callable, reported: Callable) -> None:
    result = solved(input=[[0.0, -math.inf], [math.nan, 1.0], [0, 0]], target=[1, 0, 1], reduction="none")
    made = parsed(reported("json", result))
    assert made["loss"] == ["Infinity", "NaN", math.log(2)]
    assert made["sum"] == "NaN"
    assert json_types({"a": (-math.inf, np.float32("nan"), np.array([1, 2]))}) == {"a": ["-Infinity", "NaN", [1, 2]]}


def test_the_object_is_ascii_so_that_every_stream_takes_it() -> None:
    assert as_json(["0 · ∞", "Σ"]) == '["0 \\u00b7 \\u221e", "\\u03a3"]'


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("reduction", ["mean", "none"])
def test_a_line_is_the_same_object_behind_what_is_passed_on(name: str, reduction: str, solved: Callable) -> None:
    problem = solved(name, reduction=reduction).problem
    alone, line = (json_line(Calculation(problem), View(), passed) for passed in ({}, {"id": "é", "x_a": [math.nan]}))
    assert alone.count("\n") == line.count("\n") == 1
    assert list(parsed(line).items()) == [("id", "é"), ("x_a", ["NaN"]), *parsed(alone).items()]
    assert list(parsed(alone))[:3] == COMMON[:3]


@pytest.mark.parametrize("name", LOSSES)
def test_a_state_tells_the_options_that_change_the_number(name: str, solved: Callable, reported: Callable) -> None:
    state = parsed(reported("json", solved(name, dtype="float32", reduction="sum")))["state"]
    told = {*LOSSES[name].own_options, "dtype", "target"} - {"class_axis", "weight", "pos_weight"}
    assert (set(state["options"]), state["options"]["dtype"]) == (told, "float32")


@pytest.mark.parametrize("name", LOSSES)
def test_an_explanation_is_steps(name: str, solved: Callable, reported: Callable) -> None:
    steps = parsed(reported("json", solved(name), explain=True))["steps"]
    assert all(list(step) == ["name", "formula", "values"] for step in steps)
    assert steps[-1]["name"] == "mean"
