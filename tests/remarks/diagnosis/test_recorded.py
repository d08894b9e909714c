"""Numbers of Keras, scikit-learn, SciPy and optax, as record.py took them down: their convention is named first."""

import json
from pathlib import Path

import pytest

import lossctl

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text())


@pytest.mark.parametrize("name", RECORDED["cases"])
def test_the_convention_of_the_library_is_named_first(name: str) -> None:
    case = RECORDED["cases"][name]
    function = getattr(lossctl, case["loss"].replace("-", "_"))
    verdict = function(case["input"], case["target"], expect=case["value"], **case["options"]).verdict
    assert not verdict.matches
    assert [cause.cause for cause in verdict.diagnosis][:1] == [case["cause"]]


def test_it_is_known_which_versions_gave_the_numbers() -> None:
    assert RECORDED["versions"].keys() == {"keras", "scikit-learn", "scipy", "optax", "jax"}
