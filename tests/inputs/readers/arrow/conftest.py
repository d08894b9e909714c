"""A folder of columnar files; nothing here runs without pyarrow."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("pyarrow")

LOGITS = np.array([[2.0, 0.5, 0.3], [0.2, 2.1, 0.5], [-1.25, 0.75, 1.5], [0.1, 0.4, 0.3], [0.001, -2.5, 3.25]])
LABELS = np.array([0, 1, 2, 1, 2])
NAMES = ("cat", "dog", "fox")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path
