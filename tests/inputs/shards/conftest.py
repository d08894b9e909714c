"""The same 30 samples in shards of all formats, in a folder of their own."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import Given, read

CUTS = {1: (0, 3), 2: (3, 3), 3: (3, 10), 10: (10, 11), 20: (11, 30)}  # one of them is empty
NAMES = "abcd"


@pytest.fixture
def logits() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((30, 4)).round(6)


@pytest.fixture
def labels() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 4, 30)


@pytest.fixture
def cuts() -> dict[int, tuple[int, int]]:
    """The number in a shard's name, and the range of samples that it holds."""
    return CUTS


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logits: np.ndarray, labels: np.ndarray) -> Path:
    monkeypatch.chdir(tmp_path)
    for number, (start, stop) in CUTS.items():
        save(number, logits[start:stop], labels[start:stop])
    return tmp_path


def save(number: int, logits: np.ndarray, labels: np.ndarray) -> None:
    """The same samples in all formats."""
    np.save(f"logits-{number}.npy", logits)
    np.save(f"targets-{number}.npy", labels)
    np.savez(f"batch-{number}.npz", logits=logits, labels=labels)
    np.savez_compressed(f"packed-{number}.npz", logits=np.asfortranarray(logits), labels=labels)
    rows = [(*map(repr, row), NAMES[label]) for row, label in zip(logits.tolist(), labels, strict=True)]
    table = "\n".join(map(",".join, [(*NAMES, "label"), *rows])) + "\n"
    Path(f"rows-{number}.csv").write_text(table)
    Path(f"zipped-{number}.csv.gz").write_bytes(gzip.compress(table.encode()))
    records = [{"logits": row, "label": int(label)} for row, label in zip(logits.tolist(), labels, strict=True)]
    Path(f"object-{number}.json").write_text(json.dumps({"logits": logits.tolist(), "labels": labels.tolist()}))
    if records:
        Path(f"rows-{number}.jsonl").write_text("\n".join(map(json.dumps, records)) + "\n")


@pytest.fixture
def error() -> Callable[..., str]:
    """The message of the error that INPUT, TARGET and options give."""

    def message(input: str, target: str | None = None, **options: str) -> str:
        with pytest.raises(InputError) as caught:
            read(input, target, options)
        return str(caught.value)

    return message


@pytest.fixture
def same(logits: np.ndarray, labels: np.ndarray) -> Callable[[Given], bool]:
    """Whether the arrays are those of all samples."""

    def is_same(found: Given) -> bool:
        arrays = {role: np.asarray(array) for role, array in found.arrays.items()}
        return np.array_equal(arrays["input"], logits) and np.array_equal(arrays["target"], labels)

    return is_same
