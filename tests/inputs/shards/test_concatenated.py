"""Any range of shards is that of their array, with few files open at once."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import lossctl
from lossctl.errors import InputError
from lossctl.inputs import read_array
from lossctl.inputs.files import file
from lossctl.inputs.shards import concatenated
from lossctl.inputs.shards.concatenated import Concatenated

Cuts = dict[int, tuple[int, int]]


def test_any_range_is_that_of_the_array(monkeypatch: pytest.MonkeyPatch, logits: np.ndarray) -> None:
    monkeypatch.setattr(concatenated, "HELD", 1)  # each shard is read again
    array = read_array("logits-*.npy", "input")
    assert isinstance(array, Concatenated)
    ranges = [(start, stop) for start in range(120) for stop in range(start, 121)]
    with ThreadPoolExecutor(4) as pool:
        for (start, stop), part in zip(ranges, pool.map(array.read, *zip(*ranges, strict=True)), strict=True):
            np.testing.assert_array_equal(part, logits.reshape(-1)[start:stop])


def test_few_files_are_open_at_once(monkeypatch: pytest.MonkeyPatch, logits: np.ndarray) -> None:
    monkeypatch.setattr(file, "LARGE", 1)
    for number in range(100):
        np.save(f"many-{number}.npy", logits)
    before = len(list(Path("/proc/self/fd").iterdir()))
    array = read_array("many-*.npy", "input")
    np.testing.assert_array_equal(np.asarray(array), np.tile(logits, (100, 1)))
    assert len(list(Path("/proc/self/fd").iterdir())) - before <= concatenated.OPEN


def test_another_process_opens_the_shards_again(logits: np.ndarray) -> None:
    array = read_array("logits-*.npy", "input")
    np.testing.assert_array_equal(np.asarray(pickle.loads(pickle.dumps(array))), logits)


def test_the_maths_names_the_shard_and_the_index_in_it(labels: np.ndarray, cuts: Cuts) -> None:
    np.save("targets-20.npy", np.where(np.arange(19) == 7, 9, labels[11:]))
    with pytest.raises(InputError) as caught:
        lossctl.ce("logits-*.npy", "targets-*.npy")
    assert str(caught.value) == "targets-20.npy, index [7]: 9 is not a class: there are 4, 0 to 3"
    for number, (start, stop) in cuts.items():
        np.save(f"probs-{number}.npy", np.where((np.arange(start, stop) == 9)[:, None], [0, 0, 1, 1.5], 0.25))
    np.save("targets-20.npy", labels[11:])
    with pytest.raises(InputError) as caught:
        lossctl.ce("probs-*.npy", "targets-*.npy", from_="probs")
    assert str(caught.value) == (
        "probs-3.npy, index [6, 3]: 1.5 is not a probability: it is outside [0, 1]\n  logits? from_='logits'"
    )
