"""JSON Lines that stay in their file hold what they hold in memory."""

import json
import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import Given, read
from lossctl.inputs.files import file
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers import line_index as lines_


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, value in (("LONG", 1), ("HEAD", 400), ("PIECE", 64), ("STEP", 256)):
        monkeypatch.setattr(lines_, name, value)
    monkeypatch.setattr(file, "LARGE", 1)
    return tmp_path


def in_memory(target: str | None = None) -> Given:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_, "LONG", 1 << 40)
        return read("t.jsonl", target, {})


def written(*rows: Any, end: str = "\n") -> None:
    Path("t.jsonl").write_bytes(
        b"".join((row if isinstance(row, str) else json.dumps(row)).encode() + end.encode() for row in rows)
    )


def assert_same(found: Given, whole: Given) -> None:
    assert (found.origins, found.class_names, found.notes) == (whole.origins, whole.class_names, whole.notes)
    for role, array in whole.arrays.items():
        np.testing.assert_array_equal(np.asarray(found.arrays[role]), array)
        assert found.arrays[role].shape == array.shape


RECORDS = [{"id": f"é{i}", "m": {"logits": [i / 8, -i, 0.1]}, "label": i % 3} for i in range(100)]
NESTED = [{"id": "é", "logits": [[i, "NaN"], [0.5, 1e300]], "label": [0, i % 2]} for i in range(50)]
SINGLE = [{"logits": i / 3, "label": i % 2 == 0} for i in range(99)]


@pytest.mark.parametrize("rows", [NESTED, SINGLE])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_both_readers_agree(rows: list[Any], end: str) -> None:
    written(*rows, end=end)
    found = read("t.jsonl", None, {})
    assert all(isinstance(array, LazyArray) for array in found.arrays.values())
    assert_same(found, in_memory())


def test_dotted_keys() -> None:
    written(*RECORDS)
    array = read("t.jsonl:m.logits", "t.jsonl:label", {}).arrays["input"]
    assert isinstance(array, LazyArray)
    np.testing.assert_array_equal(array, [row["m"]["logits"] for row in RECORDS])


@pytest.mark.parametrize("target", ["0", "t.jsonl"])
def test_lines_that_are_lists(target: str) -> None:
    written(*([i, i / 2] for i in range(100)))
    found = read("t.jsonl", target, {})
    assert isinstance(found.arrays["input"], LazyArray)
    assert_same(found, in_memory(target))


def test_words_are_read_whole() -> None:
    written(*({"logits": [i, 1], "label": "ab"[i % 2]} for i in range(100)))
    with pytest.raises(InputError) as expected:
        in_memory()
    with pytest.raises(InputError) as caught:
        read("t.jsonl", None, {})
    assert str(caught.value) == str(expected.value)


def test_blank_lines_are_skipped() -> None:
    rows = [{"logits": [i, 1], "label": 1, "note": '"# \\\\"'} for i in range(99)]
    written({"logits": [1, 2], "label": 0}, "", *rows[:50], " ", "", *rows[50:], "")
    found = read("t.jsonl", None, {})
    assert isinstance(found.arrays["input"], LazyArray)
    assert_same(found, in_memory())


def test_a_fault_below_blank_lines_is_named_with_its_line() -> None:
    written(*[{"logits": [1, 2], "label": 0}, ""] * 30, {"logits": [1, 2, 3], "label": 0})
    with pytest.raises(InputError, match="line 61"):
        np.asarray(read("t.jsonl", None, {}).arrays["input"])


@pytest.mark.parametrize(
    "odd",
    [
        "x",
        {"logits": [1, 2, 3], "label": 0},
        {"logits": [1, None], "label": 0},
        {"logits": [1, True], "label": 0},
        {"logits": [1, 2, 3]},
        [1, 2],
        '{"logits": [1, 2], "logits": [1, 2], "label": 0}',
    ],
)
def test_a_fault_is_named_with_its_line(odd: Any) -> None:
    rows = [{"logits": [i, 1], "label": 0} for i in range(60)]
    written(*rows, odd, *rows)
    with pytest.raises(InputError) as expected:
        in_memory()
    found = read("t.jsonl", None, {})
    with pytest.raises(InputError) as caught:
        [np.asarray(array) for array in found.arrays.values()]
    assert str(caught.value) == str(expected.value)
    assert "line 61" in str(caught.value)


def test_several_threads_read_at_once_and_other_processes() -> None:
    written(*({"logits": [i / 8, -i, 0.1], "label": i % 3} for i in range(100)))
    found = read("t.jsonl", None, {})
    array, whole = found.arrays["input"], np.asarray(found.arrays["input"]).reshape(-1)
    assert isinstance(array, LazyArray)
    ranges = [(start, start + 13) for start in range(287)]
    with ThreadPoolExecutor(8) as pool:
        for (start, stop), part in zip(ranges, pool.map(array.read, *zip(*ranges, strict=True)), strict=True):
            np.testing.assert_array_equal(part, whole[start:stop])
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(array)).read(0, 300), whole)


def test_a_change_while_it_is_read_is_an_error() -> None:
    written(*RECORDS)
    os.utime("t.jsonl", (1, 1))
    array = read("t.jsonl", "t.jsonl:label", {}).arrays["target"]
    os.truncate("t.jsonl", 900)
    with pytest.raises(InputError) as caught:
        np.asarray(array)
    assert str(caught.value) == "t.jsonl: changed while it was read"


@pytest.mark.parametrize(
    "odd", ["[1\n2]", "[1],[2]\n[3]", "[1]\n[2],[3]", "[1],\n[2]", "[01]", "[+1]", "[.5]", "[1_0]"]
)
def test_rows_are_one_on_each_line(odd: str) -> None:
    written(*[[i / 8] for i in range(60)], odd)
    with pytest.raises(InputError) as expected:
        in_memory("0")
    with pytest.raises(InputError) as caught:
        np.asarray(read("t.jsonl", "0", {}).arrays["input"])
    assert str(caught.value) == str(expected.value)
