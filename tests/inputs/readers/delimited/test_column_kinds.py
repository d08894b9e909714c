"""The kinds of columns do not depend on whether their numbers were read before."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lossctl.inputs.readers.delimited.column_kinds import kinds_of_rows, kinds_of_table, number_columns
from lossctl.inputs.readers.delimited.number_notation import NUMBER
from lossctl.inputs.tables.columns import kind_of_numbers

WORDS = "0 1 -2 007 1.5 3.0 1e3 1e400 nan -Inf 9223372036854775808 cat true 1_0 ٣ 1,5 50% - .5 5. +4 infinity"
COLUMNS = st.integers(1, 4).flatmap(
    lambda rows: st.lists(
        st.lists(st.sampled_from([*WORDS.split(), "", " 2 "]), min_size=rows, max_size=rows), min_size=1, max_size=3
    )
)


@given(COLUMNS)
def test_kinds_are_the_same_with_and_without_the_numbers(columns: list[list[str]]) -> None:
    rows = [(line, list(cells)) for line, cells in enumerate(zip(*columns, strict=True), 1)]
    numbers = number_columns(rows)
    assert kinds_of_rows(rows, len(columns), str, numbers) == kinds_of_rows(rows, len(columns), str, {})
    assert set(numbers) == {i for i, cells in enumerate(columns) if all(map(NUMBER.fullmatch, cells))}
    for i, found in numbers.items():
        assert np.array_equal(found, np.array([float(cell) for cell in columns[i]]), equal_nan=True)


@given(st.lists(st.sampled_from([0.0, 1.0, 0.5, float("nan"), float("inf")]), min_size=2, max_size=8))
def test_the_kinds_of_a_whole_table_are_those_of_its_columns(values: list[float]) -> None:
    table = np.array(values[: len(values) // 2 * 2]).reshape(-1, 2)
    assert kinds_of_table(table) == [kind_of_numbers(column) for column in table.T]
