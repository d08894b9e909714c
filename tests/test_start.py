"""A short call starts at once: it imports what it needs and no more."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

IMPORTED = """
import sys
from lossctl.command import cli
assert cli.main(sys.argv[1:]) == 0
print("", *sys.modules, sep="\\n", file=sys.stderr)
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What the number alone of two small .npy files takes."""
    folder: Path = tmp_path_factory.mktemp("start")
    np.save(folder / "x.npy", np.arange(-6.0, 6.0).reshape(4, 3))  # nothing that a note would tell of
    np.save(folder / "t.npy", np.array([0, 1, 2, 0]))
    command = [sys.executable, "-c", IMPORTED, "ce", "x.npy", "t.npy", "-q"]
    return set(subprocess.run(command, capture_output=True, check=True, cwd=folder, text=True).stderr.split("\n"))


@pytest.mark.parametrize(
    "module", ["rich", "pydantic", "json", "numpy.typing", "fractions", "decimal", "concurrent", "lossctl.engine.dask"]
)
def test_the_number_of_npy_files_needs_no(module: str, imported: set[str]) -> None:
    assert module not in imported


def test_the_number_of_npy_files_needs_no_grammar_of_text(imported: set[str]) -> None:
    readers = "lossctl.inputs.readers"
    assert {each for each in imported if each.startswith(readers)} == {
        readers,
        f"{readers}.containers",
        f"{readers}.containers.npy",
    }


def test_the_number_of_npy_files_needs_no_table_and_no_explanation(imported: set[str]) -> None:
    told = {each for each in imported if each.startswith("lossctl.report")}
    assert told.isdisjoint(
        {
            f"lossctl.report.{each}"
            for each in ("result_table", "explanation", "console", "sample_records", "result_json", "worked_lesson")
        }
    )


def test_without_a_note_no_other_reading_is_imported(imported: set[str]) -> None:
    assert not [each for each in imported if each.startswith("lossctl.remarks.diagnosis.")]


@pytest.mark.parametrize("form", ["-q", "--json"])
def test_a_merge_without_a_table_needs_neither_rich_nor_decimal(form: str, tmp_path: Path) -> None:
    program = [sys.executable, "-c", IMPORTED]
    subprocess.run([*program, "ce", "[[2, 0.5]]", "1", "-o", "a.json"], capture_output=True, check=True, cwd=tmp_path)
    done = subprocess.run([*program, "merge", "a.json", form], capture_output=True, check=True, cwd=tmp_path, text=True)
    assert not {"rich", "decimal"} & set(done.stderr.split("\n"))


def test_a_call_in_python_needs_nothing_that_shows_or_says() -> None:
    program = "import sys, lossctl; lossctl.ce([[2.0, 1.0]], [0], reduction='sum'); print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    modules = set(done.stdout.split("\n"))
    assert "lossctl.api.calls" in modules
    assert not {"rich", "json", "difflib", "typer", "lossctl.api.python_words", "lossctl.api.written"} & modules
    assert not [each for each in modules if each.startswith("lossctl.report")]
