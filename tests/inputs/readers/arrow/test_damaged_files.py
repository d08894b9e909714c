"""Bytes of valid files are changed: arrays, or an InputError, and the process goes on."""

import io
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

import lossctl
from lossctl.errors import InputError
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers import read_document

ROWS = 40
FRAME = pd.DataFrame(
    {"cat": np.linspace(0, 1, ROWS), "dog": np.arange(ROWS) / 7, "label": pd.Categorical(["cat", "dog"] * (ROWS // 2))},
    index=pd.Index(np.arange(ROWS) + 5),
)
TABLE = pa.table(
    {
        "logits": [[1.0, 2.0, i] for i in range(ROWS)],
        "label": pa.array([i % 3 for i in range(ROWS)], pa.int8()),
        "more": [{"a": i, "b": "x"} for i in range(ROWS)],
        "word": pa.array(["a", "b"] * (ROWS // 2)).dictionary_encode(),
    }
)


def _written(write: Callable[[io.BytesIO], object]) -> bytes:
    sink = io.BytesIO()
    write(sink)
    return sink.getvalue()


def _ipc(sink: io.BytesIO, new: Callable[..., pa.RecordBatchFileWriter]) -> None:
    with new(sink, TABLE.schema) as writer:
        writer.write_table(TABLE, 15)


VALID = {
    "pandas": _written(FRAME.to_parquet),
    "parquet": _written(lambda sink: pq.write_table(TABLE, sink, row_group_size=15)),
    "feather": _written(lambda sink: pyarrow.feather.write_feather(TABLE, sink)),
    "file": _written(lambda sink: _ipc(sink, pa.ipc.new_file)),
    "stream": _written(lambda sink: _ipc(sink, pa.ipc.new_stream)),
    "polars": _written(pl.from_pandas(FRAME).write_parquet),
    "polars file": _written(pl.from_pandas(FRAME).write_ipc),
}


def _ask(data: bytes) -> None:
    with suppress(InputError):
        found = read_document(SourceBytes(data))
        for role in ("input", "target", "weight"):
            for ask in (found.find, found.take):
                with suppress(InputError):
                    ask(role)
        for name in found.names:
            with suppress(InputError):
                found.part(name)


@pytest.mark.parametrize("name", VALID)
def test_mutants(name: str) -> None:
    chance = random.Random(name)
    for _ in range(50):
        data = bytearray(VALID[name])
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            data[at] = chance.choice((0, 255, 127, 128, data[at] ^ 1, chance.randrange(256)))
        _ask(bytes(data[: chance.randrange(len(data))] if chance.random() < 0.2 else data))


@pytest.mark.parametrize("name", VALID)
def test_cut_off(name: str) -> None:
    for size in range(0, len(VALID[name]), 1 + len(VALID[name]) // 40):
        _ask(VALID[name][:size])


def test_a_flipped_bit_of_a_parquet_page_with_a_checksum_is_found(tmp_path: Path) -> None:
    numbers = np.random.default_rng(0).normal(size=(50, 2))
    table = pa.table({"logit_0": numbers[:, 0], "logit_1": numbers[:, 1], "label": [0, 1] * 25})
    file = tmp_path / "x.parquet"
    pq.write_table(table, file, write_page_checksum=True, compression="none", use_dictionary=False)
    data = bytearray(file.read_bytes())
    data[data.index(numbers[20, 0].tobytes())] ^= 1
    file.write_bytes(data)
    with pytest.raises(InputError, match="is damaged"):
        _ = lossctl.ce(str(file)).loss
