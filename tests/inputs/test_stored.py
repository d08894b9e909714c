"""Large arrays stay in their files: the same numbers as in memory, from several threads, and no change unseen."""

import os
import pickle
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read, read_array
from lossctl.inputs.files import file
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers.containers import fortran_order

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


def in_memory(word: str, monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    with monkeypatch.context() as patch:
        patch.setattr(file, "LARGE", 1 << 40)
        array = read_array(word, "input")
    assert isinstance(array, np.ndarray)
    return array


def save_bfloat16(array: np.ndarray) -> None:
    np.save("x.npy", (array.astype("<f4").view(np.uint32) >> 16).astype(np.uint16).view("V2"))


DTYPES = ("<f8", ">f8", "<f4", ">f4", "f2", "i1", ">i2", "u8", "?", "g")


@pytest.mark.parametrize("dtype", [*DTYPES, "bfloat16"])
def test_ranges_of_an_npy_are_those_of_the_array(dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    save_bfloat16(NUMBERS) if dtype == "bfloat16" else np.save("x.npy", np.abs(NUMBERS).astype(dtype))
    whole, array = in_memory("x.npy", monkeypatch), stored("x.npy")
    assert (array.shape, array.ndim, array.size, array.dtype) == (whole.shape, 2, whole.size, whole.dtype)
    assert array.dtype.isnative
    for start, stop in ((0, 2000), (0, 0), (7, 8), (39, 81), (1999, 2000)):
        part = array.read(start, stop)
        assert part.dtype == whole.dtype
        assert part.tobytes() == whole.reshape(-1)[start:stop].tobytes()
    np.testing.assert_array_equal(np.asarray(array), whole)
    assert np.asarray(array, dtype=np.float32).dtype == np.float32


SHAPES = ((50, 40), (333, 6), (6, 333), (1, 70, 10), (9, 10, 11), (2, 3, 4, 50))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", [">f4", "f2", "g", "bfloat16"])
@pytest.mark.parametrize(("panel", "run"), [(64, 64), (1000, 1 << 18), (1 << 20, 100)])
@pytest.mark.parametrize("far", [0, 1 << 14])
def test_fortran_order_is_read_in_panels(
    shape: tuple[int, ...], dtype: str, panel: int, run: int, far: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("PANEL", panel), ("RUN", run), ("FAR", far), ("PART", 200)):
        monkeypatch.setattr(fortran_order, name, value)
    numbers = np.asfortranarray(np.resize(NUMBERS, shape))
    save_bfloat16(numbers) if dtype == "bfloat16" else np.save("x.npy", numbers.astype(dtype, order="F"))
    whole, array = in_memory("x.npy", monkeypatch), stored("x.npy")
    assert b"'fortran_order': True" in Path("x.npy").read_bytes()
    assert (array.shape, array.dtype) == (whole.shape, whole.dtype)
    for start, stop in ((0, whole.size), (0, 0), (7, 8), (39, 241), (whole.size - 1, whole.size)):
        assert array.read(start, stop).tobytes() == whole.reshape(-1)[start:stop].tobytes()


def test_several_threads_read_panels_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fortran_order, "PANEL", 1000)
    np.savez("b.npz", logits=np.asfortranarray(NUMBERS))
    array = stored("b.npz:logits")
    ranges = [(start, start + 170) for start in range(0, 1800, 30)]
    with ThreadPoolExecutor(8) as pool:
        for (start, stop), part in zip(ranges, pool.map(array.read, *zip(*ranges, strict=True)), strict=True):
            np.testing.assert_array_equal(part, NUMBERS.flat[start:stop])
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(array)).read(3, 300), NUMBERS.flat[3:300])


def test_a_small_file_is_read_whole() -> None:
    np.save("x.npy", NUMBERS[0])
    assert isinstance(read_array("x.npy", "input"), np.ndarray)


def test_members_of_an_npz_stay_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    np.savez("b.npz", logits=NUMBERS, labels=np.arange(50), big=NUMBERS.astype(">f4"))
    np.testing.assert_array_equal(np.asarray(stored("b.npz:logits")), NUMBERS)
    np.testing.assert_array_equal(stored("b.npz:big").read(3, 9), in_memory("b.npz:big", monkeypatch).flat[3:9])
    found = read("b.npz", None, {})
    assert {role: type(array) for role, array in found.arrays.items()} == {"input": LazyArray, "target": np.ndarray}


def test_members_behind_long_local_headers_are_found() -> None:
    np.save("x.npy", NUMBERS)
    with zipfile.ZipFile("b.npz", "w") as archive:
        member = zipfile.ZipInfo("logits.npy")
        member.extra = b"\x99\x99\x08\x00padding!"
        archive.writestr(member, Path("x.npy").read_bytes())
    np.testing.assert_array_equal(np.asarray(stored("b.npz")), NUMBERS)


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
    monkeypatch.setattr(fortran_order, "PANEL", 1000)
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


def test_cut_off_before_it_is_read() -> None:
    np.save("x.npy", NUMBERS)
    os.truncate("x.npy", 4000)
    with pytest.raises(InputError) as caught:
        read_array("x.npy", "input")
    assert str(caught.value) == "x.npy: is cut off: 3872 bytes of numbers where its header promises 16000"


def test_another_process_opens_the_file_again() -> None:
    np.save("x.npy", NUMBERS)
    packed = pickle.dumps(stored("x.npy"))
    np.testing.assert_array_equal(np.asarray(pickle.loads(packed)), NUMBERS)
    os.utime("x.npy", (1, 1))
    with pytest.raises(InputError, match=r"x\.npy: is not the same file in another process"):
        pickle.loads(packed)


def test_files_are_closed_with_their_arrays() -> None:
    np.save("x.npy", NUMBERS)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        stored("x.npy").read(0, 1)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
