"""Lists of batches and of samples are one array, where what they hold leaves no doubt; their parts have names, too."""

import pickle
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read, read_array
from lossctl.inputs.files import file
from lossctl.inputs.lazy_array import LazyArray

torch = pytest.importorskip("torch")

X = torch.arange(60.0).reshape(20, 3)
Y = torch.arange(20) % 3
CUTS = ((0, 8), (8, 16), (16, 20))
XS, YS = [X[a:b].clone() for a, b in CUTS], [Y[a:b].clone() for a, b in CUTS]
PAIRS = list(zip(XS, YS, strict=True))

BOTH: dict[str, Any] = {
    "a dict for each batch": [{"logits": x, "labels": y, "loss": 0.5, "ids": ["a"]} for x, y in PAIRS],
    "dicts in dicts": [{"out": {"logits": x}, "labels": y} for x, y in PAIRS],
    "a dict for each number": {i: {"logits": x, "labels": y} for i, (x, y) in enumerate(PAIRS)},
    "a tuple for each batch": PAIRS,
    "a list for each batch": [[x, y] for x, y in PAIRS],
    "a list under each name": {"logits": XS, "labels": YS, "epoch": 3},
    "a list beside an array": {"logits": XS, "labels": Y},
    "labels as lists of numbers": {"logits": [X[:10], X[10:]], "labels": [Y[:10].tolist(), Y[10:].tolist()]},
    "two lists": (XS, YS),
    "arrays of NumPy": {"y_pred": [x.numpy() for x in XS], "y_true": [y.numpy() for y in YS]},
    "lists of numbers beside tensors": [{"logits": x, "labels": y.tolist()} for x, y in PAIRS],
    "below a name": {"val": [{"logits": x, "labels": y} for x, y in PAIRS]},
    "a dict for each sample": [{"logits": x, "label": int(y)} for x, y in zip(X, Y, strict=True)],
    "samples with labels of no axis": [{"logits": x, "label": y} for x, y in zip(X, Y, strict=True)],
    "samples with labels of one axis": [{"logits": x, "label": y[None]} for x, y in zip(X, Y, strict=True)],
    "a tuple for each sample": [(x, int(y)) for x, y in zip(X, Y, strict=True)],
    "samples under each name": {"logits": list(X), "labels": list(Y)},
    "batches of one": [{"logits": x[None], "labels": y[None]} for x, y in zip(X, Y, strict=True)],
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("options", [{}, {"_use_new_zipfile_serialization": False}])
@pytest.mark.parametrize("form", BOTH)
def test_both_of_one_file(form: str, options: Any, large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.save(BOTH[form], "x.pt", **options)
    if large:
        monkeypatch.setattr(file, "LARGE", 100)
    found = read("x.pt", None, {})
    np.testing.assert_array_equal(np.asarray(found.arrays["input"]), X)
    np.testing.assert_array_equal(np.asarray(found.arrays["target"]), Y)
    kind = "samples are stacked" if "sample" in form else "batches are joined"
    assert any(f"{kind} along the first axis" in note for note in found.notes)


ALONE: dict[str, Any] = {
    "batches": XS,
    "two batches": [X[:8], X[8:]],
    "samples": list(X),
    "by number": dict(enumerate(X)),
}


@pytest.mark.parametrize("form", ALONE)
def test_one_of_a_file(form: str) -> None:
    torch.save(ALONE[form], "x.pt")
    np.testing.assert_array_equal(read_array("x.pt", "input"), X)


def test_labels_of_batches_of_one_size() -> None:
    torch.save([Y[:10], Y[10:15], Y[15:]], "ragged.pt")
    torch.save([Y[:10], Y[10:]], "even.pt")
    for name in ("ragged.pt", "even.pt"):
        np.testing.assert_array_equal(read_array(name, "target"), Y)


def test_parts_by_their_names() -> None:
    torch.save(BOTH["a dict for each batch"], "x.pt")
    np.testing.assert_array_equal(read_array("x.pt:1.logits", "input"), XS[1])
    np.testing.assert_array_equal(read_array("x.pt:logits", "input"), X)


OTHERS: dict[str, Any] = {
    "two types": [{"logits": XS[0], "labels": YS[0]}, {"logits": XS[1].double(), "labels": YS[1]}],
    "other classes": [{"logits": XS[0], "labels": YS[0]}, {"logits": X[:8, :2], "labels": YS[1]}],
    "a list that is shorter": {"logits": XS, "labels": YS[:2]},
    "an array of another length": {"logits": XS, "labels": Y[:8]},
    "rows and columns that fit alike": [[Y[:4], Y[4:8]], [Y[8:12], Y[12:16]]],
    "batches without a target": [{"logits": XS[0]}, {"logits": XS[1], "labels": YS[1]}],
    "parts of the data": {"train": {"logits": X, "labels": Y}, "val": {"logits": -X, "labels": Y}},
}


@pytest.mark.parametrize("form", OTHERS)
def test_what_leaves_a_doubt_is_an_error(form: str) -> None:
    torch.save(OTHERS[form], "x.pt")
    with pytest.raises(InputError):
        read("x.pt", None, {})


def test_no_batch_is_taken_for_all_beside_a_target() -> None:
    torch.save(OTHERS["other classes"], "x.pt")
    torch.save(YS[1], "y.pt")
    with pytest.raises(InputError):
        read("x.pt", "y.pt", {})


def test_batches_that_do_not_fit_say_how_to_join_them() -> None:
    """Sentences of another length in each batch."""
    sizes = ((2, 7), (2, 6))
    inputs, targets = [torch.randn(*size, 5) for size in sizes], [torch.ones(size, dtype=torch.long) for size in sizes]
    for value in (
        [{"logits": x, "labels": y} for x, y in zip(inputs, targets, strict=True)],
        list(zip(inputs, targets, strict=True)),
        {"logits": inputs, "labels": targets},
    ):
        torch.save(value, "x.pt")
        with pytest.raises(InputError) as caught:
            read("x.pt", None, {})
        assert caught.value.remedy == (
            "its batches do not fit together along the first axis: join them before they are saved, by "
            "torch.cat(inputs) and torch.cat(targets); rows of tokens as x.flatten(0, -2) and y.flatten()"
        )
    pair = (torch.cat([x.flatten(0, -2) for x in inputs]), torch.cat([y.flatten() for y in targets]))
    torch.save(pair, "y.pt")
    assert read("y.pt", None, {}).arrays["input"].shape == (26, 5)


def test_lists_of_each_part_of_the_data() -> None:
    torch.save({"val_logits": XS, "val_labels": YS, "train_logits": [X], "train_labels": [Y], "other": [X, X]}, "x.pt")
    np.testing.assert_array_equal(read_array("x.pt:val_logits", "input"), X)
    np.testing.assert_array_equal(read_array("x.pt:train_logits.0", "input"), X)


def test_layers_are_left_apart() -> None:
    torch.save({"logits": X, "labels": Y, "hidden_states": (X, X), "attentions": [X, X]}, "x.pt")
    found = read("x.pt", None, {})
    np.testing.assert_array_equal(found.arrays["input"], X)
    assert not found.notes
    np.testing.assert_array_equal(read_array("x.pt:hidden_states.1", "input"), X)


@pytest.mark.parametrize("turn", [lambda x: x, lambda x: x.t().contiguous().t()])
def test_ranges_of_many_parts(turn: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(0)
    sizes = [dice.randrange(0, 9) for _ in range(60)]
    parts = list(torch.randn(sum(sizes), 5).split(sizes))
    torch.save({"logits": [turn(part) for part in parts], "labels": [torch.zeros(n) for n in sizes]}, "x.pt")
    monkeypatch.setattr(file, "LARGE", 50)
    array, whole = read_array("x.pt", "input"), torch.cat(parts).reshape(-1).numpy()
    assert isinstance(array, LazyArray)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(array)).read(0, array.size), whole)
    for _ in range(100):
        start, stop = sorted(dice.randrange(array.size + 1) for _ in range(2))
        np.testing.assert_array_equal(array.read(start, stop), whole[start:stop])
