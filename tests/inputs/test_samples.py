"""A file in `valid` holds what its `.expected.json` says; a file in `invalid` gives its `.error`, word for word.

A file called `pair-…` is read with TARGET left out, every other one beside the literal 0.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import Given, read

HERE = Path(__file__).parent
MARKS = (".expected.json", ".error")
COLUMNAR = (".parquet", ".feather", ".arrow")


def samples(folder: str) -> list[str]:
    return sorted(path.name for path in (HERE / folder).iterdir() if not path.name.endswith(MARKS))


def given(name: str) -> Given:
    if name.endswith(COLUMNAR):
        pytest.importorskip("pyarrow")
    return read(name, None if name.startswith("pair-") else "0", {})


@pytest.mark.parametrize("name", samples("valid"))
def test_valid(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE / "valid")
    expected = json.loads(Path(name + ".expected.json").read_text(encoding="utf-8"))
    found = given(name)
    arrays = {role: array for role, array in found.arrays.items() if found.origins[role] != "TARGET"}
    assert {role: str(array.dtype) for role, array in arrays.items()} == expected["dtypes"]
    for role, array in arrays.items():
        np.testing.assert_array_equal(array, np.reshape(expected["arrays"][role], expected["shapes"][role]))
    assert {role: found.origins[role] for role in arrays} == expected["origins"]
    assert list(found.class_names) == expected["class_names"]
    assert list(found.notes) == expected["notes"]
    losses = [[loss.label, loss.written] for loss in found.block.losses] if found.block else []
    assert [found.holds, losses] == [expected["holds"], expected["losses"]]


@pytest.mark.parametrize("name", samples("invalid"))
def test_invalid(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE / "invalid")
    with pytest.raises(InputError) as caught:
        given(name)
    assert str(caught.value) + "\n" == Path(name + ".error").read_text(encoding="utf-8")


def test_no_expectation_without_its_sample() -> None:
    for path in [*(HERE / "valid").iterdir(), *(HERE / "invalid").iterdir()]:
        for mark in MARKS:
            assert not path.name.endswith(mark) or path.with_name(path.name.removesuffix(mark)).exists()
