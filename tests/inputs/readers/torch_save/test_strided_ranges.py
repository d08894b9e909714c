"""Any view of numbers in a file is read as NumPy has it, whatever the size of the panels."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossctl.inputs.files.file import open_file
from lossctl.inputs.readers.torch_save import strided_ranges
from lossctl.inputs.readers.torch_save.strided_ranges import StridedRanges

NUMBERS = np.arange(5000, dtype="<u2")

AXES = st.lists(st.tuples(st.integers(1, 5), st.sampled_from([0, 1, 2, 3, 7, 21, 49, 147, 300])), max_size=4)
LIMITS = st.tuples(
    st.sampled_from([2, 20, 100, 5000]), st.sampled_from([2, 10, 64, 5000]), st.sampled_from([0, 8, 500])
)


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory):
    path: Path = tmp_path_factory.mktemp("strided") / "numbers"
    path.write_bytes(b"head" + NUMBERS.tobytes())
    with path.open("rb") as stream:
        return open_file(path, stream)


@settings(max_examples=150, deadline=None)
@given(AXES, LIMITS, st.integers(0, 50), st.data())
def test_a_view(numbers, axes: list[tuple[int, int]], limits: tuple[int, int, int], offset: int, data) -> None:
    shape, strides = tuple(length for length, _ in axes), tuple(stride for _, stride in axes)
    if offset + sum((length - 1) * stride for length, stride in axes) >= len(NUMBERS):
        return
    expected = np.lib.stride_tricks.as_strided(NUMBERS[offset:], shape, tuple(2 * stride for stride in strides))
    start = data.draw(st.integers(0, expected.size))
    stop = data.draw(st.integers(start, expected.size))
    with pytest.MonkeyPatch.context() as patch:
        for name, limit in zip(("PANEL", "PART", "FAR"), limits, strict=True):
            patch.setattr(strided_ranges, name, limit)
        ranges = StridedRanges(numbers, 4 + 2 * offset, shape, strides, NUMBERS.dtype)
        np.testing.assert_array_equal(ranges(start, stop), expected.reshape(-1)[start:stop])
        np.testing.assert_array_equal(ranges(0, expected.size), expected.reshape(-1))
