"""Long JSON that stays in its file holds what it holds in memory."""

import json
import os
import pickle
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import Given, read, read_array
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers.json import array_index, large_array

Write = Callable[[Any], str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("files.file.LARGE", "readers.json.large_array.LARGE", "readers.line_index.LONG"):
        monkeypatch.setattr(f"lossctl.inputs.{name}", 1)
    for name, value in (("PIECE", 256), ("GRAIN", 50), ("STEP", 256)):
        monkeypatch.setattr(array_index, name, value)
    return tmp_path


def in_file(input: str = "t.json", target: str | None = None) -> Given:
    return read(input, target, {})


def in_memory(input: str = "t.json", target: str | None = None) -> Given:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lossctl.inputs.readers.line_index.LONG", 1 << 40)
        return read(input, target, {})


def both_say(text: str | bytes, input: str = "t.json", target: str | None = None) -> str:
    """What is wrong with a text, for both readers."""
    Path("t.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    said = []
    for given in (in_memory, in_file):
        with pytest.raises(InputError) as caught:
            [np.asarray(array) for array in given(input, target).arrays.values()]
        said.append(str(caught.value))
    assert said[0] == said[1]
    return said[0]


def on_one_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def tight(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def spread(value: Any) -> str:
    return "\ufeff" + json.dumps(value, indent=2).replace("\n", "\r\n") + "\r\n"


ROWS = [[i / 3, -i, 0.1, 1e-7 * i] for i in range(100)]
LABELS = [i % 4 for i in range(100)]
PAIRS = zip(ROWS, LABELS, strict=True)
FORMS = {
    "records": [{"id": f'é]"[{{,\\{i}', "m": {"logits": row}, "label": label} for i, (row, label) in enumerate(PAIRS)],
    "object": {"note": 'a "]}', "logits": ROWS, "empty": {}, "label": LABELS, "none": []},
    "nested": {"model": {"logits": [[row, row] for row in ROWS], "x": [1, 2]}, "label": [[0, 1, 2, 3]] * 100},
    "special": {"logits": [[i, "NaN", float("-inf"), -0.0] for i in range(100)], "label": [i % 2 == 0 for i in LABELS]},
    "numbers": {"logits": list(range(300)), "label": [i / 300 for i in range(300)]},
    "whole": {"logits": [[2**53 + 1, 2**62, -3, 5]] * 40, "label": [3] * 40},
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("write", [on_one_line, tight, spread])
def test_both_readers_agree(form: str, write: Write) -> None:
    Path("t.json").write_text(write(FORMS[form]), newline="")
    words = ("t.json:m.logits", "t.json:label") if form == "records" else ("t.json:model.logits", "t.json:label")
    words = words if form in ("records", "nested") else ("t.json", None)
    found, whole = in_file(*words), in_memory(*words)
    assert (found.origins, found.class_names, found.notes) == (whole.origins, whole.class_names, whole.notes)
    for role, expected in whole.arrays.items():
        array = found.arrays[role]
        assert isinstance(array, LazyArray)
        assert array.shape == expected.shape
        assert np.asarray(array).tobytes() == expected.astype(array.dtype).tobytes()


def test_a_lone_array_of_rows() -> None:
    Path("t.json").write_text(on_one_line(ROWS))
    array = read_array("t.json", "input")
    assert isinstance(array, LazyArray)
    np.testing.assert_array_equal(np.asarray(array), ROWS)


def test_arrays_that_are_short_or_words_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_array, "LARGE", 1000)
    Path("t.json").write_text(on_one_line({"logits": ROWS, "label": LABELS, "words": ["ab"[i % 2] for i in LABELS]}))
    found = read("t.json", None, {})
    assert {role: type(array) for role, array in found.arrays.items()} == {"input": LazyArray, "target": np.ndarray}
    assert both_say(Path("t.json").read_text(), "t.json:logits", "t.json:words").startswith(
        "t.json, line 1, words[0]: "
    )


def test_huge_rows_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_array, "HUGE", 1000)
    Path("t.json").write_text(on_one_line({"logits": [ROWS], "label": [LABELS]}))
    assert isinstance(read_array("t.json:logits", "input"), np.ndarray)


def test_ranges_from_several_threads_and_other_processes() -> None:
    Path("t.json").write_text(on_one_line(FORMS["object"]))
    array, flat = read("t.json", None, {}).arrays["input"], np.array(ROWS).reshape(-1)
    assert isinstance(array, LazyArray)
    ranges = [(start, start + 13) for start in range(387)]
    with ThreadPoolExecutor(8) as pool:
        for (start, stop), part in zip(ranges, pool.map(array.read, *zip(*ranges, strict=True)), strict=True):
            np.testing.assert_array_equal(part, flat[start:stop])
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(array)).read(0, 400), flat)


@pytest.mark.parametrize("odd", ["x", [1, 2], None, {"a": 1}, 5, True, [1, 2, None, 4], [[1, 2, 3, 4]], 2**70 + 1])
@pytest.mark.parametrize("write", [on_one_line, spread])
def test_a_fault_in_a_row_is_named_with_its_line_and_index(odd: Any, write: Write) -> None:
    assert "logits[" in both_say(write({"é": 1, "logits": [*ROWS[:60], odd, *ROWS], "label": [0] * 161}))
    assert both_say(write([*ROWS[:60], odd, *ROWS]), "t.json", "0").startswith("t.json, line ")


@pytest.mark.parametrize("write", [on_one_line, spread])
@pytest.mark.parametrize("odd", [{"logits": [1, 2], "label": 0}, {"logits": None, "label": 0}, {"logits": [1] * 4}])
def test_a_fault_in_a_record_is_named_with_its_line_and_index(odd: Any, write: Write) -> None:
    records = [{"logits": row, "label": label} for row, label in zip(ROWS, LABELS, strict=True)]
    assert ", [" in both_say(write([*records[:60], odd, *records]), "t.json:logits", "t.json:label")


def test_what_is_no_record_is_named() -> None:
    Path("t.json").write_text(on_one_line([*FORMS["records"], [1, 2]]))
    with pytest.raises(InputError) as caught:
        np.asarray(read_array("t.json:label", "target"))
    assert str(caught.value) == "t.json, line 1, [100]: is no record, unlike those before"


OBJECT = on_one_line({"é": "é", "logits": ROWS, "label": LABELS})


@pytest.mark.parametrize(
    "text",
    [
        OBJECT[:-200],
        OBJECT[: OBJECT.index("label")],
        OBJECT[:900],
        OBJECT[: OBJECT.index("],") + 2],
        OBJECT.replace("], [", "] [", 40),
        OBJECT.replace("[1.0, ", "[1.0 ", 1),
        OBJECT.replace("[1.0, ", "[1.0, , ", 1),
        OBJECT.replace("[1.0, ", "[01.0, ", 1),
        OBJECT.replace("[1.0, ", "[+1.0, ", 1),
        OBJECT.replace("[1.0, ", "[.5, ", 1),
        OBJECT.replace("[1.0, ", "[1., ", 1),
        OBJECT.replace("]], ", "],], "),
        OBJECT.replace("]], ", "]]], "),
        OBJECT.replace('"label": ', '"label" '),
        OBJECT.replace('"label": ', '"logits": '),
        OBJECT + "]",
        OBJECT.encode().replace(b"], [", b"], \xff[", 1),
        OBJECT.encode()[:5],
    ],
)
def test_damage_is_named_with_line_and_column(text: str | bytes) -> None:
    both_say(text)
    both_say(text.replace(b", ", b"\n,\n") if isinstance(text, bytes) else text.replace(", ", "\n,\n"))


@pytest.mark.parametrize("seed", range(300))
def test_damage_is_never_a_number(seed: int) -> None:
    """Any change of a byte or two gives both readers the same numbers, or an error; they read all but `note`."""
    rng = random.Random(seed)
    write = rng.choice([on_one_line, tight, spread])
    form = rng.choice([FORMS["object"], {"logits": ROWS, "label": LABELS}, FORMS["special"]])
    data = bytearray(write(form).encode())
    for _ in range(rng.randint(1, 2)):
        at = rng.randrange(len(data))
        data[at : at + rng.randint(0, 1)] = rng.choice(["", *'[]{},"\\0 \n.-+e:']).encode()
    Path("t.json").write_bytes(data)
    outcomes: list[Any] = []
    for given in (in_memory, in_file):
        try:
            outcomes.append({role: np.asarray(array, np.float64).tobytes() for role, array in given().arrays.items()})
        except InputError:
            outcomes.append(None)
    assert outcomes[0] == outcomes[1]


def test_a_change_while_it_is_read_is_an_error() -> None:
    Path("t.json").write_text(OBJECT)
    os.utime("t.json", (1, 1))
    array = read("t.json", None, {}).arrays["target"]
    os.truncate("t.json", 900)
    with pytest.raises(InputError) as caught:
        np.asarray(array)
    assert str(caught.value) == "t.json: changed while it was read"


def test_how_far_it_is_is_told() -> None:
    Path("t.json").write_text(OBJECT)
    told: list[tuple[int, int]] = []
    read("t.json", None, {}, watch=lambda *each: told.append(each))
    assert told == sorted(told)
    assert {total for _, total in told} == {len(OBJECT.encode())}


NO_NUMBERS = ["01", "+1", ".5", "5.", "-.5", "1 2", "1\n2", "", "-", "1,", "-01", "1.e5", "nan", "1\x0b", '"x"', "true"]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_json_has_not_is_no_number(text: str) -> None:
    rows = on_one_line(ROWS)
    both_say(f'{{"logits": {rows}, "label": [{", ".join(["1"] * 100)}, {text}]}}')
    both_say(f'{{"logits": {rows[:-1]}, [1, 2, 3, {text}]], "label": {on_one_line(LABELS)}}}')


@pytest.mark.parametrize("text", ["-0", "-0.0", "9223372036854775807", "9223372036854775808", "1e300", "2E-3", "1e400"])
def test_special_numbers(text: str) -> None:
    Path("t.json").write_text(f'{{"logits": {on_one_line(ROWS)[:-1]}, [1, 2, 3, {text}]], "label": [{text}]}}')
    for word in ("t.json:logits", "t.json:label"):
        found, whole = np.asarray(read_array(word, "input")), np.asarray(in_memory(word, "0").arrays["input"])
        assert found.tobytes() == whole.astype(found.dtype).tobytes()
