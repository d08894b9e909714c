"""Write the samples of columnar files: run it in this folder after a change, and look at the difference."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq

HERE = Path(__file__).parent
WIDE = {"cat": [0.5, 2.0], "dog": [-1.25, 3.0]}
LISTS = {"logits": [[0.5, -1.25], [2.0, 3.0]], "label": [0, 1]}


def written(write: Callable[[io.BytesIO], object]) -> bytes:
    sink = io.BytesIO()
    write(sink)
    return sink.getvalue()


def parquet(columns: dict[str, object], **metadata: str) -> bytes:
    table = pa.table(columns)
    return written(lambda sink: pq.write_table(table.replace_schema_metadata(metadata or None), sink))


def stream(columns: dict[str, object]) -> bytes:
    def write(sink: io.BytesIO) -> None:
        table = pa.table(columns)
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)

    return written(write)


LABELLED = json.dumps({"info": {"features": {"label": {"names": ["dog", "cat"], "_type": "ClassLabel"}}}})
FRAME = pd.DataFrame({**WIDE, "label": ["cat", "dog"]}, index=pd.Index([7, 4]))

VALID = {
    "pair-wide.parquet": parquet({**WIDE, "label": pa.array(["cat", "dog"]).dictionary_encode()}),
    "pair-index.parquet": written(FRAME.to_parquet),
    "pair-lists.parquet": parquet(LISTS),
    "pair-structs.parquet": parquet({"logits": [{"a": 0.5, "b": 1.0}, {"a": 2.0, "b": 3.0}], "label": ["b", "a"]}),
    "pair-class-labels.parquet": parquet({**WIDE, "label": [1, 0]}, huggingface=LABELLED),
    "pair-wide.feather": written(lambda sink: pyarrow.feather.write_feather(pa.table({**WIDE, "label": [0, 1]}), sink)),
    "pair-stream.arrow": stream(LISTS),
    "lone.parquet": parquet({"logit_0": [0.5, 2.0], "logit_1": [-1.25, 3.0]}),
    "half.arrow": stream({"a": pa.array([0.5, 2.0], pa.float16()), "b": pa.array([1.0, 3.0], pa.float16())}),
}

INVALID = {
    "pair-missing.parquet": parquet({"cat": [0.5, None], "dog": [1.0, 2.0], "label": [0, 1]}),
    "pair-ragged.parquet": parquet({"logits": [[0.5, 1.0], [2.0]], "label": [0, 1]}),
    "pair-no-word.parquet": parquet({**WIDE, "label": ["cat", None]}),
    "pair-unknown-class.parquet": parquet({**WIDE, "label": ["cat", "fox"]}),
    "cut-off.parquet": parquet(LISTS)[:-5],
    "cut-off.arrow": stream(LISTS)[:-300],
    "feather-1.feather": b"FEA1\0\0\0\0" + bytes(32) + b"FEA1",
    "encrypted.parquet": b"PARE" + bytes(32) + b"PARE",
}

if __name__ == "__main__":
    for folder, samples in (("valid", VALID), ("invalid", INVALID)):
        for name, data in samples.items():
            (HERE / folder / name).write_bytes(data)
