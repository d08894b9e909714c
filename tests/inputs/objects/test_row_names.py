"""The index of a frame or a series names its rows, as a column of ids does in a file."""

from pathlib import Path
from typing import Any

import pytest

import lossctl

pd = pytest.importorskip("pandas")

ORDER = "target: the rows are put in the order of input by their ids; in the order of the file they give 1.70533"


@pytest.mark.parametrize("ids", [(11, 12, 13), (0, 1, 2), (5, 70, 9), ("x", "y", "z"), (13, 12, 11)])
@pytest.mark.parametrize("named", ["Id", None])
@pytest.mark.parametrize("as_series", [True, False])
def test_rows_are_joined_by_their_index(
    tmp_path: Path, ids: tuple[Any, ...], named: str | None, as_series: bool
) -> None:
    probs = pd.DataFrame({"Id": ids, "cat": [0.7, 0.2, 0.1], "dog": [0.3, 0.8, 0.9]})
    labels = pd.DataFrame({"Id": [ids[2], ids[0], ids[1]], "class": ["dog", "cat", "cat"]})
    probs.to_csv(tmp_path / "probs.csv", index=False)
    labels.to_csv(tmp_path / "labels.csv", index=False)
    in_files = lossctl.ce(str(tmp_path / "probs.csv"), str(tmp_path / "labels.csv"), from_="probs")
    indexed, target = (each.set_index("Id").rename_axis(named) for each in (probs, labels))
    found = lossctl.ce(indexed, target["class"] if as_series else target, from_="probs")
    if ids == (0, 1, 2) and named is None:  # it counts the rows, which says nothing
        assert float(found) != float(in_files)
    else:
        assert float(found) == float(in_files)
        assert ORDER in found.notes
