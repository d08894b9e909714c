"""Arrays of NumPy of every type, lists and tuples."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lossctl
from lossctl.inputs.objects.words_of_objects import word_of

LOGITS = [[2.0, 0.5, 0.25], [0.125, 2.0, 0.5]]
LABELS = [0, 1]
LOSS = lossctl.ce(LOGITS, LABELS).loss

ARRAYS: dict[str, Any] = {
    "mask of nothing": np.ma.array(LOGITS),
    "mask that masks nothing": np.ma.array(LOGITS, mask=np.zeros((2, 3), bool)),
    "objects": np.array(LOGITS, dtype=object),
    "decimals": np.array([[Decimal(str(each)) for each in row] for row in LOGITS], dtype=object),
    "fractions": [[Fraction(each) for each in row] for row in LOGITS],
    "long double": np.array(LOGITS, dtype=np.longdouble),
    "float16": np.array(LOGITS, dtype=np.float16),
    "big-endian": np.array(LOGITS, dtype=">f4"),
    "Fortran order": np.array(LOGITS, order="F"),
    "every other": np.repeat(LOGITS, 2, axis=1)[:, ::2],
    "read-only": np.broadcast_to(np.array(LOGITS), (2, 3)),
    "strings": np.array([[str(each) for each in row] for row in LOGITS]),
    "strings in lists": [[str(each) for each in row] for row in LOGITS],
    "rows": [np.array(row) for row in LOGITS],
    "rows of a tuple": tuple(np.array(row) for row in LOGITS),
    "a row and a list": [np.array(LOGITS[0]), LOGITS[1]],
    "tuples": tuple(map(tuple, LOGITS)),
    "numbers of NumPy": [[np.float32(each) for each in row] for row in LOGITS],
    "memory": memoryview(np.array(LOGITS)),
}


@pytest.mark.parametrize("kind", ARRAYS)
def test_an_array_of_any_kind_gives_its_numbers(kind: str) -> None:
    assert lossctl.ce(ARRAYS[kind], LABELS).loss == LOSS


@pytest.mark.parametrize(
    "labels",
    [
        np.array(LABELS, dtype=np.uint64),
        np.array(LABELS, dtype=bool),
        np.array(LABELS, dtype=object),
        np.array(LABELS, dtype=np.float32),
        range(2),
        (0, 1),
        [np.int64(0), np.array(1)],
    ],
    ids=["uint64", "bool", "objects", "float32", "range", "tuple", "single arrays"],
)
def test_labels_of_any_kind_are_labels(labels: Any) -> None:
    assert lossctl.ce(LOGITS, labels).loss == LOSS


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_a_matrix_is_an_array() -> None:
    assert lossctl.ce(np.matrix(LOGITS), LABELS).loss == LOSS


def test_an_object_array_keeps_a_nan() -> None:
    assert np.isnan(lossctl.ce(np.array([[1.0, float("nan")]], dtype=object), [0]).loss)


def test_numbers_that_no_float64_holds_are_infinite() -> None:
    huge = np.array([[2.0, 1.0]], dtype=np.longdouble)
    huge[0, 1] = np.finfo(np.longdouble).max
    assert word_of(huge, "input")[0, 1] == (np.inf if np.longdouble is not np.float64 else huge[0, 1])


def test_records_are_a_table() -> None:
    fields = [("cat", "f4"), ("dog", "f8"), ("fox", "f4"), ("label", "U3")]
    records = np.array([(*LOGITS[0], "cat"), (*LOGITS[1], "dog")], dtype=fields)
    assert lossctl.ce(records).loss == lossctl.ce(records.view(np.recarray)).loss == LOSS


def test_bfloat16_as_numpy_loads_it_from_its_file(tmp_path: Path) -> None:
    ml_dtypes = pytest.importorskip("ml_dtypes")
    np.save(tmp_path / "x.npy", np.array(LOGITS, dtype=ml_dtypes.bfloat16))
    assert lossctl.ce(np.load(tmp_path / "x.npy"), LABELS).loss == lossctl.ce(tmp_path / "x.npy", LABELS).loss == LOSS


def test_a_mapped_file_stays_in_its_file(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.array(LOGITS, dtype=np.float32))
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    assert np.shares_memory(word_of(mapped, "input"), mapped)
    assert lossctl.ce(mapped, LABELS).loss == LOSS


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_an_array_gives_the_bits_of_its_file(tmp_path: Path, dtype: Any) -> None:
    logits = np.random.default_rng(0).normal(size=(5000, 70)).astype(dtype)
    labels = np.arange(5000) % 70
    np.save(tmp_path / "x.npy", logits)
    by_file, by_array = lossctl.ce(tmp_path / "x.npy", labels), lossctl.ce(logits, labels)
    assert (by_array.sum, by_array.loss, by_array.stderr) == (by_file.sum, by_file.loss, by_file.stderr)


FILL = "fill it, x.filled(value), and leave such samples out by sample_weight 0 or ignore_index=value"
ONE_SHAPE = "rows of one array are equally long; input and target are two arguments: lossctl.ce(input, target)"


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (
            np.ma.array(LOGITS, mask=[[0, 0, 1], [0, 0, 0]]),
            f", index [0, 2]: is masked here: there is no number\n  {FILL}",
        ),
        (
            [LOGITS[0], np.ma.array(LOGITS[1], mask=[0, 1, 0])],
            f", index [1], index [1]: is masked here: there is no number\n  {FILL}",
        ),
        (
            np.array([[1.0, None]], dtype=object),
            ", index [0, 1]: None is not a number\n  give numbers: numpy.asarray(x, dtype=float)",
        ),
        (
            np.array([[1.0, object()]], dtype=object),
            ", index [0, 1]: an object of type object is not a number\n  give numbers: numpy.asarray(x, dtype=float)",
        ),
        (
            np.array(["2020-01-01"], dtype="M8[D]"),
            ": an array of datetime64[D] holds no numbers\n  give numbers, or the columns that hold them",
        ),
        (
            np.array([[1j]]),
            ": an array of complex128 holds no numbers\n  take the part that is meant: x.real, abs(x)",
        ),
        ([[1, 2], [3]], f", index [1]: 1 value where the rows before have 2\n  {ONE_SHAPE}"),
        ([[1, 2], 3], f", index [1]: a single number where those before have (2,)\n  {ONE_SHAPE}"),
        ([[[1, 2], [3]]], f", index [0, 1]: 1 value where the rows before have 2\n  {ONE_SHAPE}"),
        ([[1, "a"]], ": holds words and numbers\n  give numbers, or the names of classes alone"),
        ((np.zeros((2, 3)), np.zeros(2)), f", index [1]: (2,) where those before have (2, 3)\n  {ONE_SHAPE}"),
    ],
)
def test_what_is_no_array_of_numbers(array: Any, message: str) -> None:
    with pytest.raises(lossctl.InputError) as caught:
        lossctl.ce(array, LABELS)
    assert str(caught.value) == f"input{message}"


def test_the_remedy_for_a_mask_works() -> None:
    masked = np.ma.array([0, 2], mask=[False, True])
    expected = lossctl.ce(LOGITS[:1], [0]).loss
    assert lossctl.ce(LOGITS, masked.filled(-100), ignore_index=-100).loss == expected
    assert lossctl.ce(LOGITS, masked.filled(0), sample_weight=[1, 0]).loss == expected


def test_words_are_names_of_classes() -> None:
    names = {"cat": [2.0, 0.125], "dog": [0.5, 2.0], "fox": [0.25, 0.5]}
    for labels in (["cat", "dog"], np.array(["cat", "dog"]), np.array(["cat", "dog"], dtype=object), ("cat", "dog")):
        assert lossctl.ce(names, labels).loss == LOSS


shapes = st.lists(st.integers(0, 3), min_size=1, max_size=3)


@given(shape=shapes, nested=st.integers(0, 2))
def test_lists_of_arrays_are_what_numpy_stacks(shape: list[int], nested: int) -> None:
    array = np.arange(np.prod(shape), dtype=np.float64).reshape(shape)

    def unpacked(part: Any, depth: int) -> Any:
        return [unpacked(each, depth - 1) for each in part] if depth and part.ndim else part

    found = word_of(unpacked(array, nested), "input")
    if array.size:
        np.testing.assert_array_equal(found, array)
    else:
        assert found.size == 0
