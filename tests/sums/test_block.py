"""Blocks hold the numbers that plain NumPy indexing gives, and together every sample once."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossctl.losses import LOSSES
from lossctl.problem import Problem
from lossctl.settings import Settings

cases = settings(max_examples=150, deadline=None, database=None)


@st.composite
def samples(draw):
    """Samples of kl or bce, and input and target as a plain (samples, classes) or (samples,) array in C order."""
    r = np.random.default_rng(draw(st.integers(0, 2**32)))
    shape = tuple(draw(st.lists(st.integers(0, 4), min_size=1, max_size=4)))
    axis = draw(st.integers(0, len(shape) - 1) | st.none())
    if axis is not None:
        shape = (*shape[:axis], max(1, shape[axis]), *shape[axis + 1 :])
    arrays = {name: draw(st.sampled_from(LAYOUTS))(r.random(shape)) for name in ("input", "target")}
    rows = {
        name: each.ravel() if axis is None else np.moveaxis(each, axis, -1).reshape(-1, shape[axis])
        for name, each in arrays.items()
    }
    loss, given_ = ("bce", {}) if axis is None else ("kl", {"class_axis": axis, "from_": "probs"})
    return Problem(LOSSES[loss].load(), arrays, Settings.of(**given_)).prepared().samples, rows


def in_c_order(array):
    return array


def strided(array):
    wide = np.zeros((*array.shape, 2))
    wide[..., 0] = array
    return wide[..., 0]


def reversed_(array):
    return array[::-1].copy()[::-1]


LAYOUTS = (in_c_order, np.asfortranarray, strided, reversed_)


@cases
@given(samples(), st.data())
def test_a_block_is_what_plain_indexing_gives(drawn, data):
    samples, rows = drawn
    start = data.draw(st.integers(0, samples.count))
    stop = data.draw(st.integers(start, samples.count))
    block = samples.cut(start, stop)
    np.testing.assert_array_equal(block.input, rows["input"][start:stop], strict=True)
    np.testing.assert_array_equal(block.target, rows["target"][start:stop], strict=True)
    assert block.start == start
    for array in (block.input, block.target):  # one order for all blocks: narrow rows with their classes first
        assert array.flags.f_contiguous if array.ndim == 2 else array.flags.c_contiguous


@cases
@given(samples(), st.integers(1, 40))
def test_blocks_hold_every_sample_once_and_in_order(drawn, numbers):
    samples, _ = drawn
    ranges = list(samples.blocks(numbers))
    assert [sample for start, stop in ranges for sample in range(start, stop)] == list(range(samples.count))
    assert all(start < stop for start, stop in ranges) or ranges == [(0, 0)]


@cases
@given(samples(), st.integers(1, 40))
def test_a_block_is_about_as_large_as_asked(drawn, numbers):
    samples, _ = drawn
    for start, stop in samples.blocks(numbers):
        assert stop - start <= max(1, numbers // (samples.classes or 1))


def index_of(address):
    """`[2, 0]` as an index; a single sample has no address."""
    return json.loads(address or "[]")


@cases
@given(samples(), st.data())
def test_an_address_leads_to_the_sample(drawn, data):
    samples, _ = drawn
    if not samples.count:
        return
    sample, class_ = data.draw(st.integers(0, samples.count - 1)), data.draw(st.integers(0, (samples.classes or 1) - 1))
    numbers = np.arange(samples.count).reshape(samples.shape)
    assert numbers[tuple(index_of(samples.address(sample)))] == sample
    if samples.classes:
        classes = np.moveaxis(
            np.arange(samples.count * samples.classes).reshape(*samples.shape, -1), -1, samples.class_axis
        )
        assert classes[tuple(index_of(samples.address(sample, class_)))] == sample * samples.classes + class_


@pytest.mark.parametrize("shape", [(), (1,), (4,), (3, 4), (3, 1), (1, 4), (2, 3, 4)])
def test_a_broadcast_weight_meets_the_elements_that_numpy_pairs_with_it(shape):
    r = np.random.default_rng(0)
    arrays = {"input": r.random((2, 3, 4)), "target": r.random((2, 3, 4)), "weight": r.random(shape)}
    samples = Problem(LOSSES["bce"].load(), arrays, Settings.of()).prepared().samples
    want = np.broadcast_to(arrays["weight"], (2, 3, 4)).ravel()
    got = np.concatenate([samples.cut(*range_).weight for range_ in samples.blocks(5)])
    np.testing.assert_array_equal(got, want, strict=True)


def test_what_does_not_count_is_replaced_by_0():
    arrays = {
        "input": np.array([[1, np.nan], [3, 4], [np.inf, 5]]),
        "target": np.array([-100, 1, 77]),
        "sample_weight": np.array([1, 2, 0]),
    }
    block = Problem(LOSSES["ce"].load(), arrays, Settings.of()).prepared().samples.cut(0, 3)
    assert block.present.tolist() == [False, True, False]
    assert block.input.tolist() == [[0, 0], [3, 4], [0, 0]]
    assert block.target.tolist() == [0, 1, 0]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_block_is_cast_to_the_dtype_of_the_calculation(dtype):
    arrays = {
        "input": np.array([0.1, 0.2], ">f8"),
        "target": np.array([0, 1], np.uint8),
        "weight": np.array([2], np.float16),
    }
    block = Problem(LOSSES["bce"].load(), arrays, Settings.of(dtype=dtype)).prepared().samples.cut(0, 2)
    for each in (block.input, block.target, block.weight):
        assert each.dtype == np.dtype(dtype)
    assert block.input.tolist() == np.array([0.1, 0.2], dtype).tolist()
