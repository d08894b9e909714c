"""Every form of a table in JSON gives the same columns; what may be read in two ways has to be named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lossctl
from lossctl.errors import InputError
from lossctl.inputs.document import Document, Members, Text, Words
from lossctl.inputs.files.locate_source import read_source
from lossctl.inputs.readers import read_document
from lossctl.inputs.tables.columns import Kind
from lossctl.inputs.tables.table import Table

LOGITS = [[2.0, 0.5, 0.3], [0.2, 2.1, 0.5], [-1.25, 0.75, 1.5], [0.1, 0.4, 0.3], [0.001, -2.5, 3.25]]
CLASSES = ["cat", "dog", "fox"]
LABELS = ["cat", "dog", "fox", "dog", "fox"]

Rows = list[dict[str, Any]]


def rows_of(values: list[list[float]], classes: list[str], labels: list[str]) -> Rows:
    return [dict(zip(classes, row, strict=True)) | {"label": label} for row, label in zip(values, labels, strict=True)]


def lines(rows: list[Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def columns(rows: Rows) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def split(rows: Rows) -> dict[str, Any]:
    return {"columns": list(rows[0]), "index": list(range(len(rows))), "data": [list(row.values()) for row in rows]}


FORMS: dict[str, Callable[[Rows], str]] = {
    "records.json": json.dumps,
    "indented.json": lambda rows: json.dumps(rows, indent=2),
    "lines.jsonl": lines,
    "other-order.jsonl": lambda rows: lines([rows[0], *({k: row[k] for k in reversed(row)} for row in rows[1:])]),
    "strings.json": lambda rows: json.dumps([{name: str(cell) for name, cell in row.items()} for row in rows]),
    "list-of-lines.jsonl": lambda rows: json.dumps(rows, indent=1),
    "list-on-a-line.jsonl": json.dumps,
    "no-line-breaks.json": lambda rows: "".join(map(json.dumps, rows)),
    "split.json": lambda rows: json.dumps(split(rows)),
    "index.json": lambda rows: json.dumps({str(i): row for i, row in enumerate(rows)}),
    "columns.json": lambda rows: json.dumps(
        {name: {str(i): cell for i, cell in enumerate(cells)} for name, cells in columns(rows).items()}
    ),
    "table.json": lambda rows: json.dumps(
        {
            "schema": {"fields": [], "primaryKey": ["index"]},
            "data": [{"index": i, **row} for i, row in enumerate(rows)],
        }
    ),
    "lists.json": lambda rows: json.dumps(columns(rows)),
    "header.json": lambda rows: json.dumps([list(rows[0]), *(list(row.values()) for row in rows)]),
    "old-polars.json": lambda rows: json.dumps(
        {"columns": [{"name": name, "datatype": "", "values": cells} for name, cells in columns(rows).items()]}
    ),
    "results.json": lambda rows: json.dumps({"model": "m", "metrics": {"loss": 0.5}, "results": rows}),
    "mlflow.json": lambda rows: json.dumps({"dataframe_split": split(rows)}),
    "server.json": lambda rows: json.dumps({"features": [{}], "rows": [{"row_idx": 0, "row": row} for row in rows]}),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def all_files_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("files.file.LARGE", "readers.json.large_array.LARGE", "readers.line_index.LONG"):
        monkeypatch.setattr(f"lossctl.inputs.{name}", 1)


def document(text: str, name: str = "t.json") -> Document:
    Path(name).write_text(text, encoding="utf-8")
    return read_document(read_source(name, header=True))


def cells(found: Document) -> dict[str, list[Any]]:
    assert isinstance(found, Table)
    read = {}
    for i, name in enumerate(found.columns.names):
        content = found.columns.words(i)
        content = content.range_(0, content.size) if isinstance(content, Words) else content
        read[name] = list(content.entries) if isinstance(content, Text) else np.asarray(content).tolist()
    return read


@pytest.mark.parametrize("form", FORMS)
def test_each_form_has_the_columns(form: str) -> None:
    rows = rows_of(LOGITS, CLASSES, LABELS)
    found = document(FORMS[form](rows), form)
    assert cells(found) == columns(rows)
    assert isinstance(found, Table)
    assert [found.columns.kind(i) for i in range(4)] == [Kind.NUMBERS] * 3 + [Kind.WORDS]
    np.testing.assert_array_equal(np.asarray(found.columns.numbers([2, 0])), np.array(LOGITS)[:, [2, 0]])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.usefixtures("all_files_are_large")
def test_large_ones_too(form: str) -> None:
    test_each_form_has_the_columns(form)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.data())
def test_any_table_in_any_form(data: st.DataObject) -> None:
    classes = data.draw(st.lists(st.from_regex(r"[a-z]{2,6}", fullmatch=True), min_size=2, max_size=4, unique=True))
    classes = [f"{name}ish" for name in classes]
    labels = data.draw(st.lists(st.sampled_from(classes), min_size=2, max_size=5))
    cell = st.floats(-9, 9).map(lambda value: round(value, 3) + 0.0005)
    values = [data.draw(st.lists(cell, min_size=len(classes), max_size=len(classes))) for _ in labels]
    rows = rows_of(values, classes, labels)
    form = data.draw(st.sampled_from(sorted(FORMS)))
    assert cells(document(FORMS[form](rows), form)) == columns(rows)


PROBS = [{"cat": 0.5, "dog": 0.25, "fox": 0.25}, {"fox": 0.125, "cat": 0.375, "dog": 0.5}]
SCORES = [[{"label": name, "score": score} for name, score in row.items()] for row in PROBS]
ZERO_SHOT = [{"sequence": "s", "labels": list(row), "scores": list(row.values())} for row in PROBS]
BY_CLASS = {"cat": [0.5, 0.375], "dog": [0.25, 0.5], "fox": [0.25, 0.125]}


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        (lines([{"probs": row, "label": "dog"} for row in PROBS]), "probs."),
        (lines([{"scores": row, "label": "dog"} for row in SCORES]), "scores."),
        (json.dumps([{"text": "t", "predictions": row} for row in SCORES]), "predictions."),
        (json.dumps(SCORES), "scores."),
        (json.dumps(ZERO_SHOT), "scores."),
    ],
)
def test_scores_by_class_are_matched_by_name(text: str, prefix: str) -> None:
    found = cells(document(text, "t.jsonl" if text.startswith("{") else "t.json"))
    assert {name: found[prefix + name] for name in BY_CLASS} == BY_CLASS


def test_ids_are_a_column() -> None:
    rows = rows_of(LOGITS, CLASSES, LABELS)
    names = [f"{i}.jpg" for i in range(5)]
    assert cells(document(json.dumps(dict(zip(names, rows, strict=True))))) == {"id": names, **columns(rows)}
    assert cells(document(json.dumps(split(rows) | {"index": [3, 1, 2, 0, 4]})))[""] == [3, 1, 2, 0, 4]


@pytest.mark.parametrize("keys", [("0", "1", "2"), ("a.png", "b.png", "c.png")])
@pytest.mark.parametrize("around", [{}, {"model": "m", "loss": 0.5}])
def test_records_by_id_under_a_key(keys: tuple[str, ...], around: dict[str, Any]) -> None:
    rows = {key: {"logits": LOGITS[i], "label": i} for i, key in enumerate(keys)}
    found = document(json.dumps(around | {"results": rows}))
    np.testing.assert_array_equal(np.asarray(found.take("input").content), LOGITS[:3])
    np.testing.assert_array_equal(np.asarray(found.take("target").content), [0, 1, 2])


def test_arrays_by_name_under_a_key_are_no_records() -> None:
    for inner in ({"logits": LOGITS[0], "bias": LOGITS[1]}, {"train": {"logits": LOGITS[0]}, "val": {"logits": []}}):
        assert "out." in document(json.dumps({"out": inner, "step": 7})).names[0]


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({"a": [0.5, 0.5], "b": [0.25, 0.75]}, "a,b"),
        ({"0": [2.5, 0.5], "1": [0.25, 0.75]}, "0,1"),
        ({"0": {"0": 2.5, "1": 0.5}, "1": {"0": 0.25, "1": 0.75}}, "0,1"),
    ],
)
def test_what_could_be_rows_or_columns_has_to_be_named(value: Any, named: str) -> None:
    found = document(json.dumps(value))
    with pytest.raises(InputError, match="could be the columns of a table or its rows"):
        found.take("input")
    expected = [list(each.values() if isinstance(each, dict) else each) for each in value.values()]
    np.testing.assert_array_equal(np.asarray(found.part(named).content), np.transpose(expected))


def test_probabilities_tell_rows_from_columns() -> None:
    by_row = {str(i): list(row.values()) for i, row in enumerate([PROBS[0]] * 3)}
    assert cells(document(json.dumps(by_row)))["0"] == [0.5] * 3


BATCHES = [(0, 2), (2, 4), (4, 5)]


@pytest.mark.parametrize("ends", [BATCHES, BATCHES[:2], [(0, 5)]])
@pytest.mark.parametrize("large", [False, True])
def test_batches_are_joined(ends: list[tuple[int, int]], large: bool, request: pytest.FixtureRequest) -> None:
    if large:
        request.getfixturevalue("all_files_are_large")
    targets = [CLASSES.index(label) for label in LABELS]
    found = document(lines([{"logits": LOGITS[a:b], "labels": targets[a:b]} for a, b in ends]), "t.jsonl")
    assert isinstance(found, Members)
    np.testing.assert_array_equal(np.asarray(found.part("logits").content), LOGITS[: ends[-1][1]])
    np.testing.assert_array_equal(np.asarray(found.part("labels").content), targets[: ends[-1][1]])
    assert list(found.asides(frozenset())) == [
        "each record is read as a batch: logits, labels are joined along the first axis"
    ]


@pytest.mark.usefixtures("all_files_are_large")
def test_a_new_number_in_a_later_record_is_an_error() -> None:
    found = document(lines([*rows_of(LOGITS, CLASSES, LABELS) * 20, {**PROBS[0], "label": "cat", "owl": 1}]), "t.jsonl")
    assert isinstance(found, Table)
    with pytest.raises(InputError, match=r"line 101: 'owl' is in this record and not in the first ones"):
        np.asarray(found.columns.numbers([0, 1, 2]))


def test_entries_beside_the_table_can_be_named() -> None:
    found = document(FORMS["results.json"](rows_of(LOGITS, CLASSES, LABELS)))
    assert np.asarray(found.part("metrics.loss").content) == 0.5
    np.testing.assert_array_equal(np.asarray(found.part("cat,dog,fox").content), LOGITS)


@pytest.mark.usefixtures("all_files_are_large")
def test_a_fault_in_a_column_that_is_only_looked_at_is_none() -> None:
    rows = [{**row, "time": 0.5} for row in rows_of(LOGITS, CLASSES, LABELS) * 20]
    found = document(lines([*rows, {**rows[0], "time": None}]), "t.jsonl")
    assert isinstance(found, Table)
    time = found.columns.column(4)
    assert np.asarray(found.columns.numbers([0, 1, 2])).shape == (101, 3)
    with pytest.raises(InputError, match=r"line 101, time: null is not a number"):
        np.asarray(time)


@pytest.mark.parametrize(
    "odd", ['{"a": 1}, 5\n{"a": [1\n{"b": 2}]}', '{"a": 1}, {"a": 2}\n{"a": [1\n{"b": 2}]}', '{"a": 1},']
)
@pytest.mark.usefixtures("all_files_are_large")
def test_lines_that_would_be_json_together_are_no_lines(odd: str) -> None:
    text = lines([{"a": 1.5, "b": 2}] * 3) + odd + "\n" + lines([{"a": 1.5, "b": 2}])
    with pytest.raises(InputError, match="line 4, column 9: is not JSON"):
        np.asarray(document(text, "t.jsonl").part("a").content)


def test_lists_beside_records_are_columns() -> None:
    found = cells(document(json.dumps({"inputs": ["a", "b"], "predictions": PROBS, "targets": [0, 2]})))
    expected = {"inputs": ["a", "b"], "targets": [0, 2]} | {f"predictions.{name}": BY_CLASS[name] for name in BY_CLASS}
    assert found == expected


@pytest.mark.parametrize("text", ['{"2": 3, "0": 1.5, "1": 2}', '{"0": 1.5, "1": 2, "2": 3}'])
def test_weights_by_number_are_put_in_order(text: str) -> None:
    np.testing.assert_array_equal(np.asarray(document(text).take("weight").content), [1.5, 2, 3])


def test_numbers_by_word_are_weights_only_where_weights_are_wanted() -> None:
    found = document('{"fox": 3, "cat": 1.5}')
    taken = found.take("weight")
    assert np.asarray(taken.content).tolist() == [3, 1.5]
    assert taken.beside is not None
    assert ("fox", "cat") in taken.beside()
    assert np.asarray(found.part("fox").content) == 3
    with pytest.raises(InputError, match="no array has the name of an input"):
        found.take("input")


def test_yes_and_no_beside_scores_are_targets() -> None:
    found = cells(document(json.dumps([{"label": "yes", "score": 0.9}, {"label": "no", "score": 0.3}])))
    assert found == {"label": ["yes", "no"], "score": [0.9, 0.3]}


def test_names_of_classes_in_each_record() -> None:
    row = {"logits": [1, 2.5], "label": "dog", "classes": ["cat", "dog"]}
    found = document(lines([row, row]), "t.jsonl").find("input")
    assert found is not None
    assert found.classes.names == ("cat", "dog")


@pytest.mark.parametrize("more", [{}, {"ncols": 4, "nrows": 5}])
def test_a_table_that_says_its_size(more: dict[str, int]) -> None:
    rows = [[*row, label] for row, label in zip(LOGITS, LABELS, strict=True)]
    found = document(json.dumps({"columns": [*CLASSES, "label"], "data": rows, **more}))
    assert cells(found) == columns(rows_of(LOGITS, CLASSES, LABELS))


def test_columns_and_data_beside_something_else() -> None:
    found = document(json.dumps({"columns": ["a", "b"], "data": [[1, 2]], "ndim": 2}))
    assert isinstance(found, Members)


def test_numbers_are_the_classes_that_a_pipeline_calls_by_numbers() -> None:
    """LABEL_0 … are sorted by score in each record; in which order they come in the first is of no meaning."""
    losses = []
    for label, order in ((0, (0, 1, 2)), (2, (1, 0, 2)), (1, (2, 0, 1))):
        lines = [
            {"label": gold, "scores": [{"label": f"LABEL_{k}", "score": (0.5, 0.375, 0.125)[k]} for k in ks]}
            for gold, ks in ((label, order), (1, (0, 1, 2)))
        ]
        Path("t.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        losses.append(lossctl.ce("t.jsonl", from_="probs", reduction="none").loss.tolist())
    known = -np.log([0.5, 0.375, 0.125])
    assert losses == [pytest.approx([known[label], known[1]]) for label in (0, 2, 1)]


@pytest.mark.parametrize("more", [{"choices": ["A", "B"]}, {"tokens": []}, {"tags": ["x"], "notes": ["y", "z"]}])
def test_lists_of_words_beside_numbers_are_no_column(more: dict[str, Any]) -> None:
    lines = [row | more for row in rows_of(LOGITS, CLASSES, LABELS)]
    Path("t.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    alone = "".join(json.dumps(line) + "\n" for line in rows_of(LOGITS, CLASSES, LABELS))
    Path("alone.jsonl").write_text(alone, encoding="utf-8")
    found = lossctl.ce("t.jsonl")
    assert found.loss == lossctl.ce("alone.jsonl").loss
    assert any("left out; the input is cat, dog, fox" in note for note in found.notes)


def test_a_list_of_words_that_is_named_as_the_target() -> None:
    lines = [row | {"choices": ["A", "B"]} for row in rows_of(LOGITS, CLASSES, LABELS)]
    Path("t.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with pytest.raises(InputError, match="a list is not a number"):
        lossctl.ce("t.jsonl:cat,dog,fox", "t.jsonl:choices")
