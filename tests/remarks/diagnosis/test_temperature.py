"""Temperatures that were not stated: those that people use are found at five digits, and are rarely met by chance."""

import numpy as np
import pytest

import lossctl

SEEDS = range(10)


def causes(seed: int, temperature: float, digits: int) -> list[str]:
    """The first causes of ce and of kl with this temperature, asked without it."""
    random = np.random.default_rng(seed)
    n, c = int(random.integers(2, 9)), int(random.integers(2, 6))
    x, other = (random.standard_normal((2, n, c)) * 2).round(3)
    found = []
    for name, target, options in (
        ("ce", random.integers(0, c, n), {}),
        ("kl", other, {"target_from": "logits", "reduction": "batchmean"}),
    ):
        ask = getattr(lossctl, name)
        loss = ask(x, target, temperature=temperature, **options).loss
        verdict = ask(x, target, expect=f"{loss:#.{digits}g}", **options).verdict
        found.append(verdict.diagnosis[0].cause if verdict.diagnosis else "")
    return found


@pytest.mark.parametrize(("temperature", "digits", "least"), [(0.5, 5, 0.6), (0.5, 6, 1), (2, 5, 1), (4, 6, 1)])
def test_a_temperature_that_people_use_is_found(temperature: float, digits: int, least: float) -> None:
    found = [cause for seed in SEEDS for cause in causes(seed, temperature, digits)]
    assert found.count("temperature-applied") >= least * len(found)
    assert set(found) <= {"temperature-applied", ""}


def test_the_options_reproduce_it() -> None:
    x, t = [[2.0, 0.5, -1.0], [0.25, 1.5, 0.75]], [0, 2]
    loss = lossctl.ce(x, t, temperature=0.5).loss
    (cause, *_) = lossctl.ce(x, t, expect=f"{loss:.6f}").verdict.diagnosis
    assert (cause.cause, cause.options) == ("temperature-applied", "temperature=0.5")
    assert cause.value == loss
