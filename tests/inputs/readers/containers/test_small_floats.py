"""The floating-point types that NumPy does not have: each of their bit patterns is the number that PyTorch says."""

from collections.abc import Callable

import numpy as np
import pytest

from lossctl.inputs.readers.containers.small_floats import float32_of_bfloat16, float32_of_e4m3fn, float32_of_e5m2

TYPES = [
    (float32_of_bfloat16, np.uint16, "bfloat16"),
    (float32_of_e4m3fn, np.uint8, "float8_e4m3fn"),
    (float32_of_e5m2, np.uint8, "float8_e5m2"),
]


def all_bits(dtype: type[np.unsignedinteger]) -> np.ndarray:
    return np.arange(np.iinfo(dtype).max + 1, dtype=np.uint32).astype(dtype)


@pytest.mark.parametrize(("convert", "stored", "name"), TYPES)
def test_every_pattern_of_bits_is_pytorchs_number(
    convert: Callable[[np.ndarray], np.ndarray], stored: type[np.unsignedinteger], name: str
) -> None:
    torch = pytest.importorskip("torch")
    bits = all_bits(stored)
    expected = torch.from_numpy(bits).view(getattr(torch, name)).float().numpy()
    found = convert(bits)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, expected)
    numbers = ~np.isnan(found)
    assert found[numbers].tobytes() == expected[numbers].tobytes()  # the sign of zero, too


@pytest.mark.parametrize(("convert", "stored", "name"), TYPES)
def test_any_shape(convert: Callable[[np.ndarray], np.ndarray], stored: type[np.unsignedinteger], name: str) -> None:
    bits = all_bits(stored).reshape(2, -1, 4)
    np.testing.assert_array_equal(convert(bits), convert(bits.reshape(-1)).reshape(bits.shape), name)
    assert convert(np.zeros((), stored)).shape == ()
    assert convert(np.zeros((0, 3), stored)).shape == (0, 3)


def test_corners() -> None:
    bits = np.array([0x00, 0x80, 0x01, 0x38, 0x7E, 0x7F, 0xFF], np.uint8)
    np.testing.assert_array_equal(float32_of_e4m3fn(bits), [0, -0.0, 2.0**-9, 1, 448, np.nan, np.nan])
    bits = np.array([0x00, 0x01, 0x3C, 0x7B, 0x7C, 0xFC, 0x7D], np.uint8)
    np.testing.assert_array_equal(float32_of_e5m2(bits), [0, 2.0**-16, 1, 57344, np.inf, -np.inf, np.nan])
    big_endian = np.array([0x3F80, 0xC000], ">u2")
    np.testing.assert_array_equal(float32_of_bfloat16(big_endian), [1, -2])
