"""A folder in which all but tiny files count as large, and arrays read lazily and at once, for comparison."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lossctl.inputs import read_array
from lossctl.inputs.files import file
from lossctl.inputs.lazy_array import LazyArray


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(file, "LARGE", 1 << 10)
    monkeypatch.setattr("lossctl.inputs.readers.containers.npz.LARGE", 1 << 10)
    return tmp_path


@pytest.fixture
def numbers() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((50, 40)) * 100


@pytest.fixture
def lazily() -> Callable[[str], LazyArray]:
    def read(word: str) -> LazyArray:
        array = read_array(word, "input")
        assert isinstance(array, LazyArray)
        return array

    return read


@pytest.fixture
def in_memory(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], np.ndarray]:
    def read(word: str) -> np.ndarray:
        with monkeypatch.context() as patch:
            patch.setattr(file, "LARGE", 1 << 40)
            array = read_array(word, "input")
        assert isinstance(array, np.ndarray)
        return array

    return read


@pytest.fixture
def save() -> Callable[[np.ndarray, str], None]:
    """Save as `x.npy` in this dtype and in the array's own memory order; bfloat16 as NumPy writes it: `|V2`."""

    def save_as(array: np.ndarray, dtype: str) -> None:
        if dtype == "bfloat16":
            np.save("x.npy", (array.astype("<f4").view(np.uint32) >> 16).astype(np.uint16).view("V2"))
        else:
            np.save("x.npy", array.astype(dtype))

    return save_as
