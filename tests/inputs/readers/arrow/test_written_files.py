"""What pandas, polars and pyarrow write is read as they read it, bit for bit."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read, read_array

from .conftest import LABELS, LOGITS, NAMES

WORDS = [NAMES[label] for label in LABELS]
WIDE = dict(zip(NAMES, LOGITS.T, strict=True))


def _stream(table: pa.Table) -> None:
    with pa.ipc.new_stream("t", table.schema) as writer:
        writer.write_table(table, 2)


def _file(table: pa.Table) -> None:
    with pa.ipc.new_file("t", table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(table, 2)


WRITERS: dict[str, Callable[[pa.Table], object]] = {
    "parquet": lambda table: pq.write_table(table, "t"),
    "groups": lambda table: pq.write_table(table, "t", row_group_size=2, compression="zstd", data_page_version="2.0"),
    "feather": lambda table: pyarrow.feather.write_feather(table, "t"),
    "stream": _stream,
    "file": _file,
    "pandas": lambda table: table.to_pandas().to_parquet("t"),
    "pandas feather": lambda table: table.to_pandas().to_feather("t"),
    "polars": lambda table: pl.DataFrame(table).write_parquet("t"),
    "polars file": lambda table: pl.DataFrame(table).write_ipc("t", compression="lz4"),
    "polars stream": lambda table: pl.DataFrame(table).write_ipc_stream("t"),
}
TABLES = {
    "words": {**WIDE, "label": WORDS},
    "categories": {**WIDE, "label": pa.array(WORDS).dictionary_encode()},
    "numbers": {**WIDE, "label": pa.array(LABELS, pa.uint8())},
    "float32": {**{name: values.astype("f4") for name, values in WIDE.items()}, "label": WORDS},
    "lists": {"logits": LOGITS.tolist(), "label": LABELS},
    "fixed lists": {"logits": pa.array(LOGITS.tolist(), pa.list_(pa.float32(), 3)), "label": LABELS},
    "structs": {"logits": [dict(zip(NAMES, row, strict=True)) for row in LOGITS], "label": WORDS, "text": ["a"] * 5},
}


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("table", TABLES)
def test_it_is_read_as_it_was_written(writer: str, table: str) -> None:
    WRITERS[writer](pa.table(TABLES[table]))
    found = read("t", None, {})
    single = table in ("float32", "fixed lists")
    np.testing.assert_array_equal(found.arrays["input"], LOGITS.astype("f4") if single else LOGITS)
    np.testing.assert_array_equal(found.arrays["target"], LABELS)
    assert found.arrays["input"].dtype == (np.float32 if single else np.float64)


@pytest.mark.parametrize(
    "type_", ["int8", "uint16", "int64", "uint64", "float16", "float32", "float64", "bool", "decimal"]
)
def test_every_type_of_number(type_: str) -> None:
    numbers = [0, 1, 1, 0]
    dtype = "float64" if type_ == "decimal" else type_
    column = pa.array(np.array(numbers, dtype))
    if type_ == "decimal":
        column = pa.array(numbers).cast(pa.decimal128(30, 4))
    pq.write_table(pa.table({"x": column}), "t")
    np.testing.assert_array_equal(read_array("t:x", "target"), np.array(numbers, dtype), strict=True)


def test_decimals_are_the_nearest_floats() -> None:
    words = ["0.1", "-2.675", "123456789.123456789", "0.3"]
    pq.write_table(pa.table({"x": pa.array(words).cast(pa.decimal128(30, 9))}), "t")
    np.testing.assert_array_equal(read_array("t:x", "input"), [float(word) for word in words])


def test_polars_categories_arrays_and_enums() -> None:
    label = pl.Series(WORDS, dtype=pl.Enum(NAMES))
    frame = pl.DataFrame({"logits": pl.Series(LOGITS, dtype=pl.Array(pl.Float64, 3)), "label": LABELS, "word": label})
    for write in (frame.write_parquet, frame.write_ipc, frame.write_ipc_stream):
        write("t")
        found = read("t", None, {})
        np.testing.assert_array_equal(found.arrays["input"], LOGITS)
        np.testing.assert_array_equal(found.arrays["target"], LABELS)


@pytest.mark.parametrize(
    ("index", "note"),
    [
        (pd.Index([7, 3, 9, 1, 4]), "column without a heading left out (an index)"),
        (pd.Index([7, 3, 9, 1, 4], name="slide_no"), "column slide_no left out (an index)"),
        (pd.Index([7, 3, 9, 1, 4], name="patient"), "column patient left out; the input is cat, dog, fox"),
    ],
)
def test_the_index_of_pandas_is_no_class(index: pd.Index, note: str) -> None:
    pd.DataFrame({**WIDE, "label": WORDS}, index=index).to_parquet("t")
    found = read("t", None, {})
    np.testing.assert_array_equal(found.arrays["input"], LOGITS)
    assert found.notes == (f"t: {note}",)


def test_rows_are_joined_by_the_index_of_pandas() -> None:
    ids = pd.Index(list("vwxyz"), name="id")
    pd.DataFrame(WIDE, index=ids).to_parquet("x")
    pd.DataFrame({"label": WORDS}, index=ids).iloc[::-1].to_parquet("y")
    np.testing.assert_array_equal(read("x", "y", {}).arrays["target"], LABELS)


def test_columns_parts_and_shards() -> None:
    pq.write_table(pa.table(TABLES["numbers"]), "t.parquet")
    found = read("t.parquet:cat,dog,fox", "t.parquet:label", {})
    np.testing.assert_array_equal(found.arrays["input"], LOGITS)
    np.testing.assert_array_equal(found.arrays["target"], LABELS)
    for i in range(3):
        pq.write_table(pa.table(TABLES["words"]).slice(2 * i, 2), f"s-{i}.parquet")
    np.testing.assert_array_equal(np.asarray(read("s-*.parquet", None, {}).arrays["target"]), LABELS)


def test_lists_beside_single_numbers_that_have_the_name_of_an_input() -> None:
    pq.write_table(pa.table({"y_prob": [0.5, 0.25], "y_true": [1, 0], "embedding": [[1.0, 2], [3, 4]]}), "t")
    np.testing.assert_array_equal(read("t", None, {}).arrays["input"], [0.5, 0.25])
    np.testing.assert_array_equal(read_array("t:embedding", "input"), [[1, 2], [3, 4]])


def test_rows_of_tokens_are_joined() -> None:
    pq.write_table(
        pa.table({"logits": [LOGITS[:2].tolist(), LOGITS[2:].tolist()], "labels": [LABELS[:2], LABELS[2:]]}), "t"
    )
    found = read("t", None, {})
    np.testing.assert_array_equal(found.arrays["input"], LOGITS)
    np.testing.assert_array_equal(found.arrays["target"], LABELS)
    assert found.notes == ("t: each record is read as a batch: logits, labels are joined along the first axis",)


ERRORS = {
    "a missing number": (
        {"cat": [0.5, None], "dog": [1.0, 2.0], "label": [0, 1]},
        ("t, row 2, column cat: a missing value (null)\n  leave such rows out: frame.dropna(subset=['cat'])"),
    ),
    "a missing number in a list": (
        {"logits": [[0.5, 1], [None, 2]], "label": [0, 1]},
        ("t, row 2, column logits: a missing value (null)\n  write a number there, or leave the row out"),
    ),
    "a missing word": (
        {"cat": [0.5, 1], "dog": [1.0, 2.0], "label": ["cat", None]},
        "t, row 2, column label: '' is not the name of a class\n  the classes are cat, dog",
    ),
    "lists of two lengths": (
        {"logits": [[0.5, 1], [2.0]], "label": [0, 1]},
        "t, row 2, column logits: 1 value where the lists before have 2",
    ),
    "no columns": ({}, "t: holds no columns"),
}


@pytest.mark.parametrize("case", ERRORS)
def test_what_cannot_be_read(case: str) -> None:
    table, message = ERRORS[case]
    pq.write_table(pa.table(table), "t")
    with pytest.raises(InputError) as caught:
        read("t", None, {})
    assert str(caught.value) == message


def test_a_file_that_is_cut_off() -> None:
    pq.write_table(pa.table(TABLES["words"]), "t")
    Path("t").write_bytes(Path("t").read_bytes()[:-9])
    with pytest.raises(InputError, match="t: is damaged"):
        read("t", None, {})


@pytest.mark.filterwarnings("ignore:Feather V1")
def test_the_line_for_feather_of_version_1_works() -> None:
    pyarrow.feather.write_feather(pa.table(TABLES["words"]), "old.feather", version=1)
    with pytest.raises(InputError) as caught:
        read("old.feather", None, {})
    what, _, line = caught.value.remedy.partition(": ")
    assert (caught.value.problem, what) == ("is Feather of version 1", "this writes it as version 2 into old.arrow")
    subprocess.run(line.replace("python", sys.executable, 1), shell=True, check=True)
    np.testing.assert_array_equal(read("old.arrow", None, {}).arrays["input"], LOGITS)


@pytest.mark.parametrize(
    "text", ["PAR1,PAR2,label\n0.5,1,0\n", "FEA1,FEA2,label\n0.5,1,0\n", "ARROW1,b,label\n1,2,0\n"]
)
def test_text_that_begins_with_the_same_letters_is_text(text: str) -> None:
    Path("t.csv").write_text(text)
    assert read("t.csv", None, {}).arrays["input"].shape == (1, 2)


def test_without_pyarrow_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from lossctl.inputs.readers.arrow import library

    pq.write_table(pa.table(TABLES["words"]), "t")
    library.pyarrow.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    with pytest.raises(InputError) as caught:
        read("t", None, {})
    library.pyarrow.cache_clear()
    assert str(caught.value) == (
        "t: is a columnar file (Parquet, Feather or Arrow), which needs pyarrow\n  pip install 'lossctl[arrow]'"
    )


def test_a_pyarrow_that_cannot_be_imported_is_no_missing_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from lossctl.inputs.readers.arrow import library

    def too_new(_: str) -> None:
        raise ImportError("pyarrow requires NumPy 2.0 or newer")

    pq.write_table(pa.table(TABLES["words"]), "t")
    library.pyarrow.cache_clear()
    monkeypatch.setattr(library, "import_module", too_new)
    with pytest.raises(InputError) as caught:
        read("t", None, {})
    library.pyarrow.cache_clear()
    assert str(caught.value) == (
        "t: is a columnar file (Parquet, Feather or Arrow), and the pyarrow that is installed cannot be imported "
        "(pyarrow requires NumPy 2.0 or newer)\n  pip install --upgrade numpy pyarrow"
    )


def test_rows_of_tokens_that_do_not_fit_each_other() -> None:
    pq.write_table(pa.table({"logits": [LOGITS[:2].tolist()] * 20 + [LOGITS.tolist()], "labels": [[0, 1]] * 21}), "t")
    with pytest.raises(InputError):
        read("t", None, {})


def test_other_files_import_nothing_of_it() -> None:
    Path("x.csv").write_text("a,b,label\n1,2.5,0\n3,4.5,1\n")
    program = "import sys; from lossctl.inputs import read; read('x.csv', None, {}); print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout.split()
    assert "pyarrow" not in found
    assert {each for each in found if ".readers.arrow." in each} == {"lossctl.inputs.readers.arrow.columnar_file"}
