"""A loss of arrays that lie in files is that of the same arrays in memory, to the bit, and errors name the file."""

import os
from pathlib import Path

import numpy as np
import pytest

import lossctl
from lossctl.errors import InputError
from lossctl.inputs import read_array
from lossctl.inputs.files import file
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers import line_index

RANDOM = np.random.default_rng(0)
LOGITS = RANDOM.standard_normal((60, 5)).round(6)
PROBS = RANDOM.dirichlet(np.ones(5), 60).round(6)
CLASSES = RANDOM.integers(0, 5, 60)
CASES = {
    "ce": (LOGITS, CLASSES, {}),
    "bce": (PROBS, LOGITS > 0, {}),
    "bce_logits": (LOGITS, LOGITS > 0, {}),
    "kl": (LOGITS, PROBS, {"reduction": "batchmean"}),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(file, "LARGE", 1)
    monkeypatch.setattr(line_index, "LONG", 1)
    return tmp_path


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("suffix", ["npy", "csv"])
def test_where_an_array_lies_does_not_show(name: str, suffix: str) -> None:
    logits, target, options = CASES[name]
    for word, array in (("x", logits), ("t", target)):
        if suffix == "npy":
            np.save(f"{word}.npy", array)
        else:
            np.savetxt(f"{word}.csv", np.asarray(array, float), "%.6f", delimiter=",")
        assert isinstance(read_array(f"{word}.{suffix}", "input"), LazyArray)
    function = getattr(lossctl, name)
    found, expected = function(f"x.{suffix}", f"t.{suffix}", **options), function(logits, target, **options)
    assert (found.state, found.notes, float(found)) == (expected.state, expected.notes, float(expected))


def test_classes_along_another_axis() -> None:
    images, labels = RANDOM.standard_normal((4, 5, 3, 7)), RANDOM.integers(0, 5, (4, 3, 7))
    np.save("x.npy", images)
    np.save("t.npy", labels)
    assert lossctl.ce("x.npy", "t.npy").state == lossctl.ce(images, labels).state


def test_a_file_that_changes_is_named() -> None:
    np.save("x.npy", LOGITS)
    os.utime("x.npy", (1, 1))
    array = read_array("x.npy", "input")
    os.truncate("x.npy", 1000)
    with pytest.raises(InputError) as caught:
        lossctl.ce(array, CLASSES)
    assert str(caught.value) == "input, x.npy: changed while it was read"
