"""A .npy file: the same numbers whether it is read whole or in ranges."""

import os
from collections.abc import Callable

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read_array
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers.containers import npy_text

Save = Callable[[np.ndarray, str], None]
Lazily = Callable[[str], LazyArray]
InMemory = Callable[[str], np.ndarray]


DTYPES = ("<f8", ">f8", "<f4", ">f4", "f2", "i1", ">i2", "u8", "?", "g")


@pytest.mark.parametrize("dtype", [*DTYPES, "bfloat16"])
def test_ranges_are_those_of_the_array(
    dtype: str, numbers: np.ndarray, save: Save, lazily: Lazily, in_memory: InMemory
) -> None:
    save(numbers if dtype == "bfloat16" else np.abs(numbers), dtype)
    whole, array = in_memory("x.npy"), lazily("x.npy")
    assert (array.shape, array.ndim, array.size, array.dtype) == (whole.shape, 2, whole.size, whole.dtype)
    assert array.dtype.isnative
    for start, stop in ((0, 2000), (0, 0), (7, 8), (39, 81), (1999, 2000)):
        part = array.read(start, stop)
        assert part.dtype == whole.dtype
        assert part.tobytes() == whole.reshape(-1)[start:stop].tobytes()
    np.testing.assert_array_equal(np.asarray(array), whole)
    assert np.asarray(array, dtype=np.float32).dtype == np.float32


def test_a_small_file_is_read_whole(numbers: np.ndarray) -> None:
    np.save("x.npy", numbers[0])
    assert isinstance(read_array("x.npy", "input"), np.ndarray)


def test_a_file_that_is_cut_off(numbers: np.ndarray) -> None:
    np.save("x.npy", numbers)
    os.truncate("x.npy", 4000)
    with pytest.raises(InputError) as caught:
        read_array("x.npy", "input")
    assert str(caught.value) == "x.npy: is cut off: 3872 bytes of numbers where its header promises 16000"


def test_a_small_array_is_a_view_of_the_bytes() -> None:
    np.save("x.npy", np.arange(6.0))
    array = read_array("x.npy", "input")
    assert not array.flags.writeable
    assert not array.flags.owndata


def test_signs_that_unicode_does_not_have() -> None:
    words = np.frombuffer(np.array([0x110000, 0x61], np.uint32).tobytes(), "<U1")
    with pytest.raises(InputError, match="a sign that Unicode does not have"):
        npy_text.decoded(words)
