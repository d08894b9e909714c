"""A quantised language model beside its base: every number that llama.cpp's perplexity tool prints of such a pair."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROWS, VOCABULARY = 40, 128_256
QUANTILES = (0.999, 0.99, 0.95, 0.9, 0.75, 0.5, 0.25, 0.1, 0.05, 0.01, 0.001)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What NumPy makes of the logits of both models, which lie in two files."""
    folder, rng = tmp_path_factory.mktemp("models"), np.random.default_rng(15)
    base = rng.normal(0, 3, (ROWS, VOCABULARY)).astype(np.float32)
    noise = rng.lognormal(-3, 1, (ROWS, 1)).astype(np.float32)
    quantised = base + noise * rng.normal(size=base.shape).astype(np.float32)
    np.save(folder / "base.npy", base)
    np.save(folder / "quantised.npy", quantised)
    log_p, log_q = (x - np.log(np.exp(x).sum(1, keepdims=True)) for x in (base.astype(float), quantised.astype(float)))
    kld = (np.exp(log_p) * (log_p - log_q)).sum(1)
    return {"folder": folder, "kld": kld, "same": (base.argmax(1) == quantised.argmax(1))}


@pytest.fixture
def result(made: dict[str, Any], run: Callable, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(made["folder"])
    options = ("--target-from", "logits", "--reduction", "batchmean")
    assert run("kl", "quantised.npy", "base.npy", *options, "-o", "kl.json").status == 0
    return json.loads(Path("kl.json").read_text())


def test_the_mean_and_its_error(result: Any, made: dict[str, Any]) -> None:
    kld = made["kld"]
    assert result["loss"] == pytest.approx(kld.mean(), rel=1e-10)
    assert result["stderr"] == pytest.approx(kld.std(ddof=1) / math.sqrt(ROWS), rel=1e-10)


def test_the_maximum_the_quantiles_and_the_minimum(result: Any, made: dict[str, Any]) -> None:
    kld, found = made["kld"], result["distribution"]
    assert (found["max"], found["min"]) == pytest.approx((kld.max(), kld.min()), rel=1e-10)
    for q in QUANTILES:
        assert found["quantiles"][str(q)] == pytest.approx(np.quantile(kld, q), rel=0.008), q
    assert (len(found["quantiles"]), found["nan"]) == (len(QUANTILES), 0)
    order = np.argsort(-kld)[:3]
    assert [each["index"] for each in found["worst"]] == [[row] for row in order]


def test_the_share_of_rows_with_the_same_top_and_its_error(result: Any, made: dict[str, Any]) -> None:
    share, rows = made["same"].mean(), result["shape"][0]
    assert 0 < share < 1
    assert result["same_top"] == share
    error = math.sqrt(result["same_top"] * (1 - result["same_top"]) / (rows - 1))
    assert error == pytest.approx(made["same"].std(ddof=1) / math.sqrt(ROWS), rel=1e-12)


def test_shards_of_the_tokens_merge_to_the_same_picture(result: Any, run: Callable) -> None:
    options = ("--target-from", "logits", "--reduction", "batchmean")
    for name, rows in (("one", "[:13]"), ("two", "[13:]")):
        run("kl", f"quantised.npy{rows}", f"base.npy{rows}", *options, "-o", f"{name}.json")
    merged = json.loads(run("merge", "one.json", "two.json", "--json").out)
    for each in (merged, result):
        each["distribution"].pop("worst")
        each["state"].pop("inputs")
        each["state"].pop("checksum")
        each.pop("notes")
    assert merged == result
