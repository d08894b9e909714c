"""Structured arrays and arrays of strings: the same read whole and in ranges."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read, read_array
from lossctl.inputs.files import file
from lossctl.inputs.lazy_array import LazyArray

FIELDS = [("index", ">i4"), ("cat", "f8"), ("dog", ">f4"), ("fox", "g"), ("label", "u1")]


@pytest.fixture
def records(numbers: np.ndarray) -> np.ndarray:
    table = np.empty(500, FIELDS)
    table["index"] = np.arange(500)
    for i, name in enumerate(("cat", "dog", "fox")):
        table[name] = numbers.reshape(-1)[i * 500 : (i + 1) * 500].astype("f4")
    table["label"] = np.arange(500) % 3
    return table


@pytest.mark.parametrize("name", ["t.npy", "t.npz"])
def test_a_large_table_of_records_stays_in_its_file(name: str, records: np.ndarray) -> None:
    np.save("t.npy", records)
    np.savez("t.npz", records)
    found = read(name, None, {})
    array, target = found.arrays["input"], found.arrays["target"]
    assert isinstance(array, LazyArray)
    assert isinstance(target, LazyArray)
    expected = np.stack([records[name].astype(float) for name in ("cat", "dog", "fox")], 1)
    np.testing.assert_array_equal(np.asarray(array), expected)
    np.testing.assert_array_equal(np.asarray(target), records["label"])
    for start, stop in ((0, 0), (1, 2), (5, 700), (1499, 1500)):
        np.testing.assert_array_equal(array.read(start, stop), expected.reshape(-1)[start:stop])
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(array)).read(7, 9), expected.reshape(-1)[7:9])
    assert found.class_names == ("cat", "dog", "fox")


def test_a_column_of_dates_is_one_of_words() -> None:
    np.save("t.npy", np.zeros(3, [("day", "M8[D]"), ("p", "f8"), ("target", "?")]))
    np.testing.assert_array_equal(np.asarray(read_array("t.npy:target", "target")), [False] * 3)
    with pytest.raises(InputError) as caught:
        read_array("t.npy:day,p", "input")
    assert str(caught.value) == "t.npy, record 0, field day: '1970-01-01' is not a number"


def test_a_field_that_is_an_array_is_one(numbers: np.ndarray) -> None:
    table = np.zeros(50, [("logits", ">f8", (40,)), ("label", "S2")])
    table["logits"], table["label"] = numbers, [str(i % 40).encode() for i in range(50)]
    np.save("t.npy", table)
    found = read("t.npy", None, {})
    np.testing.assert_array_equal(np.asarray(found.arrays["input"]), numbers)
    np.testing.assert_array_equal(np.asarray(found.arrays["target"]), np.arange(50) % 40)
    assert found.origins == {"input": "t.npy:logits", "target": "t.npy:label"}


@pytest.mark.parametrize("dtype", ["<U3", ">U3", "S3"])
@pytest.mark.parametrize("large", [1 << 10, 1 << 30])
def test_words_are_class_names(dtype: str, large: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "LARGE", large)
    labels, names = np.arange(1000) % 2, np.array(["dog", "cat"])
    np.savez("b.npz", logits=np.zeros((1000, 2)), y=names[labels].astype(dtype), classes=names)
    np.testing.assert_array_equal(np.asarray(read("b.npz", None, {}).arrays["target"]), labels)
    np.save("y.npy", names[labels].astype(dtype))
    Path("x.csv").write_text("dog,cat\n" + "1,2\n" * 1000)
    np.testing.assert_array_equal(np.asarray(read("x.csv", "y.npy", {}).arrays["target"]), labels)


@pytest.mark.parametrize("large", [1 << 10, 1 << 30])
def test_strings_that_are_numbers(large: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "LARGE", large)
    np.save("x.npy", np.array(["1", "-2.5 ", "nan", "1e3"] * 500))
    np.testing.assert_array_equal(np.asarray(read_array("x.npy", "input")), [1, -2.5, np.nan, 1000] * 500)


def test_a_word_far_down_among_strings_that_are_numbers() -> None:
    np.save("x.npy", np.array(["1.5"] * 2000 + ["cat"]))
    with pytest.raises(InputError) as caught:
        np.asarray(read_array("x.npy", "input"))
    assert str(caught.value) == "x.npy, [2000]: 'cat' is not a number"
