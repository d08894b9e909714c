"""Which axis of the input is proposed for the classes: none of one class, and none beside the headings of a table."""

from pathlib import Path

import pytest

import lossctl

SQUARE = [[2.0, 0.5], [0.1, 1.0]]


def test_no_axis_with_one_class_is_proposed() -> None:
    with pytest.raises(lossctl.InputError) as raised:
        lossctl.ce([[2, 1, 0.5]], [1, 2, 3])
    assert "axis=" not in str(raised.value)
    with pytest.raises(lossctl.InputError, match="class_axis=0 makes them fit"):
        lossctl.ce([[2, 1, 0.5], [1, 2, 3]], [1, 0, 1])


def test_headings_say_where_the_classes_are(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("cat,dog\n2.0,0.5\n0.1,1.0\n")
    other = float(lossctl.ce(SQUARE, [0, 1], class_axis=0))
    note = f"the classes are taken from axis 1; class_axis=0 fits as well, and gives {other:.6g}"
    assert list(lossctl.ce(SQUARE, [0, 1]).notes) == [note]
    assert lossctl.ce(str(tmp_path / "x.csv"), [0, 1]).notes == ()
