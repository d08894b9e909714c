"""Arrays in Fortran order are read through panels: any range is that of the array in C order."""

import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers.torch_save import strided_ranges

Save = Callable[[np.ndarray, str], None]
Lazily = Callable[[str], LazyArray]
InMemory = Callable[[str], np.ndarray]


SHAPES = ((50, 40), (333, 6), (6, 333), (1, 70, 10), (9, 10, 11), (2, 3, 4, 50))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", [">f4", "f2", "g", "bfloat16"])
@pytest.mark.parametrize(("panel", "run"), [(64, 64), (1000, 1 << 18), (1 << 20, 100)])
@pytest.mark.parametrize("far", [0, 1 << 14])
def test_fortran_order_is_read_in_panels(
    shape: tuple[int, ...],
    dtype: str,
    panel: int,
    run: int,
    far: int,
    numbers: np.ndarray,
    save: Save,
    lazily: Lazily,
    in_memory: InMemory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in (("PANEL", panel), ("RUN", run), ("FAR", far), ("PART", 200)):
        monkeypatch.setattr(strided_ranges, name, value)
    save(np.asfortranarray(np.resize(numbers, shape)), dtype)
    whole, array = in_memory("x.npy"), lazily("x.npy")
    assert b"'fortran_order': True" in Path("x.npy").read_bytes()
    assert (array.shape, array.dtype) == (whole.shape, whole.dtype)
    for start, stop in ((0, whole.size), (0, 0), (7, 8), (39, 241), (whole.size - 1, whole.size)):
        assert array.read(start, stop).tobytes() == whole.reshape(-1)[start:stop].tobytes()


def test_several_threads_read_panels_at_once(
    numbers: np.ndarray, lazily: Lazily, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strided_ranges, "PANEL", 1000)
    np.savez("b.npz", logits=np.asfortranarray(numbers))
    array = lazily("b.npz:logits")
    ranges = [(start, start + 170) for start in range(0, 1800, 30)]
    with ThreadPoolExecutor(8) as pool:
        for (start, stop), part in zip(ranges, pool.map(array.read, *zip(*ranges, strict=True)), strict=True):
            np.testing.assert_array_equal(part, numbers.flat[start:stop])
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(array)).read(3, 300), numbers.flat[3:300])
