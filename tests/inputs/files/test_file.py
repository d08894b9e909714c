"""Large arrays stay in their files: several threads read at once, and no change to the file goes unnoticed."""

import os
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read_array
from lossctl.inputs.files import file
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers.torch_save import strided_ranges

NUMBERS = np.random.default_rng(0).standard_normal((50, 40)) * 100


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(file, "LARGE", 1 << 10)
    monkeypatch.setattr("lossctl.inputs.readers.containers.npz.LARGE", 1 << 10)
    return tmp_path


def stored(word: str) -> LazyArray:
    array = read_array(word, "input")
    assert isinstance(array, LazyArray)
    return array


def test_several_threads_read_at_once() -> None:
    np.save("x.npy", NUMBERS)
    array = stored("x.npy")
    ranges = [(start, start + 17) for start in range(0, 1900, 3)]
    with ThreadPoolExecutor(8) as pool:
        for (start, stop), part in zip(ranges, pool.map(array.read, *zip(*ranges, strict=True)), strict=True):
            np.testing.assert_array_equal(part, NUMBERS.flat[start:stop])


def cut_off() -> None:
    os.truncate("x", 2000)


def rewritten() -> None:
    with Path("x").open("r+b") as stream:
        stream.seek(5000)
        stream.write(b"12345678")


def grown() -> None:
    with Path("x").open("ab") as stream:
        stream.write(b"1")


@pytest.mark.parametrize("change", [cut_off, rewritten, grown])
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize(("save", "member"), [(np.save, ""), (np.savez, ", arr_0")])
def test_a_change_while_it_is_read_is_an_error(
    save: Callable[..., None],
    member: str,
    change: Callable[[], None],
    order: Literal["C", "F"],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(strided_ranges, "PANEL", 1000)
    with Path("x").open("wb") as stream:
        save(stream, NUMBERS.copy(order))
    os.utime("x", (1, 1))
    array = stored("x")
    array.read(0, 10)
    change()
    with pytest.raises(InputError) as caught:
        array.read(1010, 1020)
    assert str(caught.value) == f"x{member}: changed while it was read"


def test_a_file_put_in_its_place_is_another_file() -> None:
    np.save("x.npy", NUMBERS)
    array = stored("x.npy")
    np.save("y.npy", NUMBERS + 1)
    Path("y.npy").replace("x.npy")
    np.testing.assert_array_equal(np.asarray(array), NUMBERS)


def test_another_process_opens_the_file_again() -> None:
    np.save("x.npy", NUMBERS)
    packed = pickle.dumps(stored("x.npy"))
    np.testing.assert_array_equal(np.asarray(pickle.loads(packed)), NUMBERS)
    os.utime("x.npy", (1, 1))
    with pytest.raises(InputError) as caught:
        pickle.loads(packed)
    assert str(caught.value) == f"{Path('x.npy').absolute()}: is not the same file in another process"


def test_files_are_closed_with_their_arrays() -> None:
    np.save("x.npy", NUMBERS)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        stored("x.npy").read(0, 1)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
