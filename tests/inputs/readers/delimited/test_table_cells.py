"""The quick reader of numbers and the careful one agree."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossctl.errors import InputError
from lossctl.inputs.readers.delimited.table_cells import Grid

CELLS = st.sampled_from(
    ["0", "1", "-2", "+3", "0.5", "5.", ".5", "1e3", "-1E-3", "nan", "NaN", "-inf", "Infinity", " 7 ", '"8"']
)
ODD = st.sampled_from(["", "x", "1_0", "0x1", "1e", "٣", "1 # c", "99999999999999999999", "9007199254740993"])


@given(st.data(), st.integers(1, 3), st.sampled_from([",", ";", "\t"]))
def test_quick_and_careful_agree(data: st.DataObject, width: int, delimiter: str) -> None:
    row = st.lists(CELLS | ODD, min_size=width, max_size=width) | st.lists(CELLS, min_size=width, max_size=width)
    lines = data.draw(st.lists(row, min_size=1, max_size=4))
    text = "\n".join(delimiter.join(cells) for cells in lines) + "\n"
    grid = Grid(text, delimiter, 1, width, ())
    quick = grid._quick(range(width))
    if quick is not None:
        careful = grid._careful(range(width))
        assert quick.dtype == careful.dtype
        np.testing.assert_array_equal(quick, careful)


def test_careful_names_the_place() -> None:
    grid = Grid("1,2\n\n# c\n3,x\n", ",", 1, 2, ("a", "b"))
    with pytest.raises(InputError) as caught:
        grid.numbers([0, 1])
    assert str(caught.value) == "line 4, column b: 'x' is not a number\n  a number looks like 0.5, -1e-3, nan or inf"


def test_characters_that_crash_numpy() -> None:
    grid = Grid("\U00108cb8,1\n", ",", 1, 2, ())
    with pytest.raises(InputError, match="line 1, value 1"):
        grid.numbers([0, 1])
