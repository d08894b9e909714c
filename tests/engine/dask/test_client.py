"""The workers of a cluster give the bits of a local run, whatever becomes of them on the way."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossctl.command import cli
from lossctl.command.calculate import calculation_of
from lossctl.command.call import call_of
from lossctl.engine.dask import task_size
from lossctl.engine.dask.client import connected
from lossctl.engine.scan import Map
from lossctl.solve import Calculation
from lossctl.sums import block

ROWS, CLASSES = 30_000, 8


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inputs and targets of each form, each long enough to stay in its file."""
    folder, rng = tmp_path_factory.mktemp("data"), np.random.default_rng(0)
    x, t = rng.normal(size=(ROWS, CLASSES)), rng.integers(0, CLASSES, ROWS)
    p = rng.dirichlet(np.ones(CLASSES), ROWS)
    for name, array in (("x", x), ("t", t), ("p", p)):
        np.save(folder / f"{name}.npy", array)
        for number, piece in enumerate(np.split(array, [1000, 1000, 17_000])):
            np.save(folder / f"{name}-{number}.npy", piece)
    np.savez(folder / "xt.npz", logits=x, labels=t)
    np.savetxt(
        folder / "xt.csv", np.column_stack([x, t]), delimiter=",", header=",".join([*"abcdefgh", "label"]), comments=""
    )
    rows = (json.dumps({"logits": a, "label": b}) for a, b in zip(x.tolist(), t.tolist(), strict=True))
    (folder / "xt.jsonl").write_text("\n".join(rows))
    return folder


@pytest.fixture(autouse=True)
def _small_blocks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many blocks for little data. The workers work in another folder: names lead from here."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(block, "BLOCK", 10_000)
    monkeypatch.setattr(block, "INDEXED_BLOCK", 10_000)


@pytest.fixture
def both(cluster: Any, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[tuple[int, str, str]]]:
    """Status and streams of a call, here and on the workers."""

    def ran(*words: str) -> tuple[int, str, str]:
        status = cli.main(words)
        return status, *capsys.readouterr()

    return lambda *words: [ran(*words), ran(*words, "--dask", cluster.address)]


@pytest.mark.parametrize(
    "words",
    [
        ("ce", "x.npy", "t.npy"),
        ("ce", "xt.npz"),
        ("ce", "xt.csv"),
        ("ce", "xt.jsonl"),
        ("ce", "x-*.npy", "t-*.npy"),
        ("ce", "x.npy", "xt.csv:label", "--weight", "1,2,3,4,5,6,7,8"),
        ("ce", "x.npy", "p.npy", "--label-smoothing", "0.1", "--dtype", "float32"),
        ("bce", "p.npy", "p.npy"),
        ("bce-logits", "x-*.npy", "p-*.npy", "--pos-weight", "3"),
        ("kl", "x-*.npy", "p-*.npy", "--reduction", "batchmean"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_all_losses_have_the_bits_of_a_local_run(both: Callable, words: tuple[str, ...]) -> None:
    here, there = both(*words, "--json")
    assert there == here
    assert here[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--reduction", "none", "-q"),
        ("--format", "csv"),
        ("--sort", "loss"),
        ("--explain", "--rows", "2"),
        ("--expect", "1.234"),
    ],
    ids=" ".join,
)
def test_all_forms_are_those_of_a_local_run(both: Callable, words: tuple[str, ...]) -> None:
    here, there = both("ce", "x.npy", "t.npy", *words)
    assert there == here


@pytest.mark.parametrize("least", [0.0, 1e9])
def test_the_size_of_tasks_does_not_show(both: Callable, monkeypatch: pytest.MonkeyPatch, least: float) -> None:
    monkeypatch.setattr(task_size, "LEAST", least)
    here, there = both("kl", "x.npy", "p.npy", "--json")
    assert there == here


def test_what_is_in_memory_goes_along(both: Callable) -> None:
    here, there = both(
        "ce", json.dumps(np.load("x.npy")[:5000].tolist()), ",".join(map(str, np.load("t.npy")[:5000])), "-q"
    )
    assert there == here


def test_bad_data_are_told_as_by_a_local_run(both: Callable) -> None:
    bad = np.load("t-3.npy")
    bad[7] = 9
    for number in range(3):
        shutil.copy(f"t-{number}.npy", f"bad-{number}.npy")
    np.save("bad-3.npy", bad)
    here, there = both("ce", "x-*.npy", "bad-*.npy")
    assert there == here
    assert here[2] == "lossctl ce: bad-3.npy, index [7]: 9 is not a class: there are 8, 0 to 7\n"


def calculation(map: Map, input: str = "x.npy", target: str = "t.npy", criterion: str = "ce") -> Calculation:
    return calculation_of(call_of(criterion, {"input": input, "target": target}), map)


def test_a_worker_that_is_killed_on_the_way_does_not_show(cluster: Any) -> None:
    with connected(cluster.address) as calculating:
        killed = calculation(calculating.map)
        parts = killed.parts(losses=True)  # small tasks, of which most are still to do
        seen = [next(parts)]
        cluster.stop(next(iter(cluster.workers)))
        seen += parts
    here = calculation(map)
    assert [(part.start, part.loss.tobytes()) for part in here.parts()] == [
        (part.start, part.loss.tobytes()) for part in seen
    ]
    assert killed.run().state == here.run().state


def test_what_all_workers_had_is_made_again_for_new_ones(cluster: Any) -> None:
    with connected(cluster.address) as calculating:
        killed = calculation(calculating.map, "x-*.npy", "t-*.npy")
        parts = killed.parts(losses=True)
        seen = [next(parts)]
        for worker in list(cluster.workers):
            cluster.stop(worker)
        cluster.worker()
        assert len([*seen, *parts]) == len(list(calculation(map).parts()))
    assert killed.run().state == calculation(map).run().state
