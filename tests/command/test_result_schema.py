"""The schema of results takes all that lossctl prints as JSON, and refuses what is changed in any place."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossctl.command.result_schema import schema
from lossctl.losses import LOSSES

jsonschema = pytest.importorskip("jsonschema")

X = "[[2.0, 0.5, 0.3], [0.2, 2.0, 0.5], [1.0, 0.0, -1.0]]"
P = "[[0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [1.0, 0.0, 0.0]]"
POST = """
input = torch.tensor([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]])
target = torch.tensor([0, 1])
loss = F.cross_entropy(input, target)
print(loss)
tensor(0.3344)
total = F.cross_entropy(input, target, reduction='sum')
print(total)
tensor(0.6688)
"""
ARGUMENTS = {"ce": (X, "0,1,2"), "bce": (P, P), "bce-logits": (X, P), "kl": (X, P)}
CALLS = [
    *((name, *ARGUMENTS[name], "--reduction", reduction) for name in LOSSES for reduction in LOSSES[name].reductions),
    *((name, *ARGUMENTS[name], "--dtype", "float32", "--explain") for name in LOSSES),
    *((name, *ARGUMENTS[name], "--sample-weight", "1,2,0") for name in ("ce", "kl")),
    ("ce", X, "0,1,2", "--expect", "1.1"),
    ("ce", X, "0,1,2", "--weight", "1,2,3", "--expect", "0.6543217"),
    ("ce", X, "0,1,2", "--expect", "1.9187901", "--explain"),
    ("ce", X, "0,1,2", "--reduction", "none", "--expect", "[0.1, 0.2, 0.3]"),
    ("ce", X, P, "--label-smoothing", "0.1", "--temperature", "2"),
    ("ce", "[[1, -inf], [0, 1]]", "1,0", "--explain"),
    ("ce", "[[1, -inf], [0, 1]]", "1,0", "--reduction", "none", "--expect", "[Infinity, 1.3133]"),
    ("ce", "[[nan, 1], [0, 1]]", "1,0"),
    ("ce", "1,2", "0", "--reduction", "none"),
    ("ce", X, "-100,-100,-100"),
    ("bce-logits", "[inf, -inf]", "[0, 0]", "--reduction", "sum"),
    ("ce", "post.txt"),
    ("ce", "named.csv"),
    ("kl", "empty.npy", "empty.npy"),
]
JOBS = [
    {"criterion": "ce", "input": [1, 2], "target": 0, "id": {"any": [1]}, "x_note": None},
    {"criterion": "ce", "input": [1, 2], "target": 7, "id": 3},
    {"criterion": "kl", "input": [[1, 2]], "target": [[0.5, 0.5]], "reduction": "none", "x_a": "b"},
    {"criterion": "ce", "input": [1, 2], "target": 0, "expect": 3.7},
    {"criteron": "ce"},
]
OPEN = ("marks", "values")  # objects whose keys are not fixed
NULLABLE = ("ignore_index", "class_axis", "spread", "squares", "hits", "distribution", "value", "options")
FREE = ("id", "x_note", "x_a")  # what belongs to the caller


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("empty.npy", np.zeros((0, 3)))
    Path("post.txt").write_text(POST)
    Path("named.csv").write_text("label,cat,dog\ndog,1,2\ncat,3,1\n")
    Path("jobs.jsonl").write_text("".join(json.dumps(job) + "\n" for job in JOBS))


@pytest.fixture(scope="module")
def validator() -> Any:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema()))
    return jsonschema.Draft202012Validator(json.loads(schema()))


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_it_takes_every_result(run: Callable, validator: Any, call: tuple[str, ...]) -> None:
    ran = run(*call, "--json")
    assert ran.status in (0, 1), ran.err
    assert [error.message for error in validator.iter_errors(json.loads(ran.out))] == []


def test_it_takes_merged_results(run: Callable, validator: Any) -> None:
    for number, word in enumerate(("[[1, 2]]", "[[3, -inf]]")):
        assert run("ce", word, f"[{number}]", "-o", f"part-{number}.json").status == 0
    ran = run("merge", "part-*.json", "--json", "--expect", "1.5")
    assert json.loads(ran.out)["distribution"]["worst"][0]["result"]
    assert [error.message for error in validator.iter_errors(json.loads(ran.out))] == []


def test_it_takes_the_lines_of_batch(run: Callable, validator: Any) -> None:
    lines = [json.loads(line) for line in run("batch", "jobs.jsonl").out.splitlines()]
    assert [list(line)[-1] for line in lines if "error" in line] == ["error", "error"]
    assert len(lines) == len(JOBS)
    assert [error.message for line in lines for error in validator.iter_errors(line)] == []


@pytest.mark.parametrize(
    "call",
    [
        ("ce", X, "0,1,2", "--expect", "1.9187901", "--explain"),
        ("kl", X, P, "--reduction", "none"),
        ("ce", "post.txt"),
        ("ce", "named.csv"),
        ("bce", P, P, "--weight", "[[1], [2], [3]]"),
    ],
    ids=" ".join,
)
def test_it_refuses_a_result_that_is_changed_anywhere(run: Callable, validator: Any, call: tuple[str, ...]) -> None:
    result = json.loads(run(*call, "--json").out)
    assert [where for where, changed in wrong(result) if validator.is_valid(changed)] == []


def test_it_refuses_a_line_of_batch_that_is_changed_anywhere(run: Callable, validator: Any) -> None:
    for line in run("batch", "jobs.jsonl").out.splitlines():
        assert [where for where, changed in wrong(json.loads(line)) if validator.is_valid(changed)] == []


@pytest.mark.parametrize(
    "change",
    [
        {"criterion": "mse"},
        {"reduction": "batchmean"},
        {"loss": "nan"},
        {"loss": [1.0]},
        {"count": -1},
        {"count": 1.5},
        {"expected": 1.0},
        {"expected": 1.0, "difference": 0.0, "allowed": 0.1, "matches": False},
        {"diagnosis": []},
        {"perplexity": None},
        {"unknown": 1},
        {"error": {"place": "", "problem": "", "remedy": ""}},
    ],
    ids=str,
)
def test_it_refuses_what_no_result_has(run: Callable, validator: Any, change: dict[str, Any]) -> None:
    result = json.loads(run("ce", X, "0,1,2", "--json").out)
    assert validator.is_valid(result)
    assert not validator.is_valid({**result, **change})


def wrong(result: Any) -> Iterator[tuple[str, Any]]:
    """The result with one value of another type, with one key too many, or without a key that all results have."""
    for path, value in places(result):
        if path:
            yield f"{path} is of another type", replaced(result, path, {"wrong": {}})
            if value is not None and path[-1] not in NULLABLE:
                yield f"{path} is null", replaced(result, path, None)
        if isinstance(value, dict) and not (path and path[-1] in OPEN):
            yield f"{path} has a key too many", replaced(result, path, {**value, "wrong": 1})
    for key in {"loss", "criterion", "reduction", "shape", "count", "sum", "version", "state", "notes"} & result.keys():
        yield f"without {key}", {name: value for name, value in result.items() if name != key}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield path, value
    entries = value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    for key, entry in entries:
        if key not in FREE:
            yield from places(entry, (*path, key))


def replaced(result: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(result)
    inside = changed
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    return changed


def test_every_way_to_ask_for_a_schema(run: Callable, tmp_path: Path) -> None:
    wanted = (0, schema(), "")
    for words in ("batch --schema result", "--schema result", "--schema=result", "batch --schema=result"):
        ran = run(*words.split())
        assert (ran.status, ran.out, ran.err) == wanted
    assert run("--schema", "result", "-o", "schema.json").out == ""
    assert (tmp_path / "schema.json").read_text() == schema()
    assert run("--schema", "job") == run("batch", "--schema") == run("--schema")
    ran = run("--schema", "results")
    assert (ran.status, ran.err) == (2, "lossctl batch: no schema results: there are job and result\n")
