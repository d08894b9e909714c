"""Commands on files of a test's own folder."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lossctl.command import cli
from lossctl.inputs.files import file
from lossctl.inputs.readers import line_index


@dataclass(frozen=True)
class Ran:
    status: int
    err: str
    result: dict[str, Any]

    @property
    def loss(self) -> float:
        assert self.status == 0, self.err
        return float(self.result["loss"])

    @property
    def notes(self) -> list[str]:
        return self.result["notes"]


@pytest.fixture
def calculate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Writes the files, runs lossctl in this process, and reads its JSON: `calculate("ce t.csv", {"t.csv": "..."})`."""
    monkeypatch.chdir(tmp_path)

    def calculate(command: str | list[str], files: dict[str, str] | None = None) -> Ran:
        for name, text in (files or {}).items():
            Path(name).write_text(text, encoding="utf-8")
        words = command.split() if isinstance(command, str) else command
        status = cli.main([*words, "--json"])
        captured = capsys.readouterr()
        return Ran(status, captured.err, json.loads(captured.out) if captured.out else {})

    return calculate


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table stays in its file, of which few lines are looked at."""
    for name, value in (("LONG", 1), ("HEAD", 400), ("PIECE", 64), ("STEP", 256)):
        monkeypatch.setattr(line_index, name, value)
    monkeypatch.setattr(file, "LARGE", 1)
