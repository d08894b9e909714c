"""Large files stay where they are: ranges of them are what a whole reading gives."""

import gzip
import itertools
import os
import pickle
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

from lossctl.errors import InputError
from lossctl.inputs import Given, read
from lossctl.inputs.files import file
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers.arrow import arrow_columns, row_ranges, stored_table

ROWS, WIDTH = 3000, 5
NUMBERS = np.random.default_rng(0).standard_normal((ROWS, WIDTH))
LABELS = np.arange(ROWS) % WIDTH
WIDE = {f"logit_{i}": NUMBERS[:, i] for i in range(WIDTH)}


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "LARGE", 1 << 10)
    monkeypatch.setattr(stored_table, "BATCH", 1 << 12)
    monkeypatch.setattr(row_ranges, "_STEP", 1 << 10)


def _ipc(new: Callable[..., pa.RecordBatchFileWriter], **options: object) -> Callable[[pa.Table], None]:
    def write(table: pa.Table) -> None:
        with new("t", table.schema, **options) as writer:
            writer.write_table(table, 700)

    return write


WRITERS: dict[str, Callable[[pa.Table], object]] = {
    "one group": lambda table: pq.write_table(table, "t"),
    "many groups": lambda table: pq.write_table(table, "t", row_group_size=700, data_page_size=1 << 10),
    "packed batches": lambda table: pyarrow.feather.write_feather(table, "t", chunksize=700),
    "one batch": lambda table: pyarrow.feather.write_feather(table, "t", compression="uncompressed"),
    "file": _ipc(pa.ipc.new_file),
    "stream": _ipc(pa.ipc.new_stream),
    "packed stream": _ipc(pa.ipc.new_stream, options=pa.ipc.IpcWriteOptions(compression="lz4")),
}
TABLES = {
    "wide": {**WIDE, "label": LABELS},
    "words": {**WIDE, "label": [str("abcde"[label]) for label in LABELS]},
    "lists": {"logits": list(NUMBERS), "label": LABELS},
    "categories": {**WIDE, "label": pa.array(["abcde"[label] for label in LABELS]).dictionary_encode()},
}
HEADINGS = {"words": "abcde", "categories": "abcde"}


def _read(table: str, write: Callable[[pa.Table], object]) -> Given:
    columns = TABLES[table]
    names = [f"logit_{end}" for end in HEADINGS.get(table, "01234")]
    write(pa.table(columns).rename_columns([*names, "label"] if "logits" not in columns else ["logits", "label"]))
    return read("t", None, {})


@pytest.mark.parametrize("gathered", [64, 1])
@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("table", TABLES)
def test_ranges(writer: str, table: str, gathered: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow_columns, "_GATHERED", gathered)
    found = _read(table, WRITERS[writer])
    array, target = found.arrays["input"], found.arrays["target"]
    assert isinstance(array, LazyArray)
    assert isinstance(target, LazyArray)
    for start, stop in ((0, 0), (1, 2), (7, 5001), (14990, 15000), (3499, 3501), (1, 3), (0, 15000)):
        np.testing.assert_array_equal(array.read(start, stop), NUMBERS.reshape(-1)[start:stop])
    for start, stop in ((0, 3000), (2999, 3000), (699, 701), (0, 1)):
        np.testing.assert_array_equal(target.read(start, stop), LABELS[start:stop])
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(array)).read(7, 9), NUMBERS.reshape(-1)[7:9])
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(target)).read(7, 9), LABELS[7:9])


@pytest.mark.parametrize("writer", WRITERS)
def test_several_threads_at_once(writer: str) -> None:
    array = _read("wide", WRITERS[writer]).arrays["input"]
    assert isinstance(array, LazyArray)
    starts = range(0, 15000, 321)
    with ThreadPoolExecutor(4) as pool:
        for start, found in zip(starts, pool.map(lambda at: array.read(at, at + 100), starts), strict=True):
            np.testing.assert_array_equal(found, NUMBERS.reshape(-1)[start : start + 100])


@pytest.mark.parametrize("writer", ["one batch", "file", "stream"])
def test_a_change_is_noticed(writer: str) -> None:
    array = _read("wide", WRITERS[writer]).arrays["input"]
    assert isinstance(array, LazyArray)
    os.utime("t", ns=(1, 1))
    with pytest.raises(InputError, match="changed while it was read"):
        array.read(7000, 7001)


@pytest.mark.parametrize("writer", WRITERS)
def test_packed_by_gzip(writer: str) -> None:
    _read("wide", WRITERS[writer])
    Path("t.gz").write_bytes(gzip.compress(Path("t").read_bytes()))
    np.testing.assert_array_equal(np.asarray(read("t.gz", None, {}).arrays["input"]), NUMBERS)


def test_a_missing_number_far_down() -> None:
    column = pa.array([*NUMBERS[:-1, 0], None])
    pq.write_table(pa.table({**WIDE, "label": LABELS}).set_column(2, "logit_2", column), "t")
    with pytest.raises(InputError, match="t, row 3000, column logit_2: a missing value"):
        np.asarray(read("t", None, {}).arrays["input"])


def test_a_longer_list_far_down() -> None:
    pq.write_table(pa.table({"logits": [*NUMBERS[:-1], [1.0]], "label": LABELS}), "t")
    with pytest.raises(
        InputError, match=r"t, row 3000, column logits: lists of shape \(1,\) where the first row has \(5,\)"
    ):
        np.asarray(read("t", None, {}).arrays["input"])


@pytest.mark.parametrize("ragged", [False, True])
def test_rows_of_tokens(ragged: bool) -> None:
    cuts = [0, *range(8 if ragged else 10, ROWS, 10), ROWS]
    parts = [(NUMBERS[a:b].tolist(), LABELS[a:b].tolist()) for a, b in itertools.pairwise(cuts)]
    pq.write_table(pa.table({"logits": [x for x, _ in parts], "labels": [y for _, y in parts]}), "t")
    found = read("t", None, {})
    assert isinstance(found.arrays["input"], np.ndarray if ragged else LazyArray)
    np.testing.assert_array_equal(np.asarray(found.arrays["input"]), NUMBERS)
    np.testing.assert_array_equal(np.asarray(found.arrays["target"]), LABELS)


def test_no_room_for_what_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**6, 0, 10**4))
    pq.write_table(pa.table({**WIDE, "label": LABELS}), "t")
    with pytest.raises(InputError, match=r"t: takes 0 MiB unpacked, and the temporary folder .* has 0 MiB left"):
        read("t", None, {})
