"""A table that stays in its file holds what it holds in memory; what is not plain is read whole."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lossctl.errors import InputError
from lossctl.inputs import Given, read, read_array
from lossctl.inputs.files import file
from lossctl.inputs.files.locate_source import read_source
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers import line_index as lines_
from lossctl.inputs.readers.delimited import large_delimited_text, load
from lossctl.inputs.readers.delimited.large_delimited_text import LazyGrid
from lossctl.inputs.tables import columns as columns_

CELLS = st.sampled_from(["0", "-0.0", "1", "-2.5", "1e-3", "nan", "-inf", "123456789012345678", "0.1", " 7 ", "1E400"])
ODD = st.sampled_from(["", "x", '"8"', "# c", "1,5", "[1", "é", " ", "\t", "1;2"])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, value in (("LONG", 1), ("HEAD", 40), ("PIECE", 16), ("STEP", 64)):
        monkeypatch.setattr(lines_, name, value)
    monkeypatch.setattr(file, "LARGE", 1)
    monkeypatch.setattr(load, "BULK", 1)
    return tmp_path


def in_memory(*words: str | None, header: bool | None = None) -> Given:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_, "LONG", 1 << 40)
        return read(str(words[0]), words[1], {}, header=header)


def table(*lines: str, end: str = "\n") -> str:
    Path("t.csv").write_bytes((end.join(lines) + end).encode())
    return "t.csv"


ROWS = [f"{i / 8},{-i},{i % 3}" for i in range(100)]


def assert_same(found: Given, whole: Given) -> None:
    assert (found.origins, found.class_names, found.notes) == (whole.origins, whole.class_names, whole.notes)
    for role, array in whole.arrays.items():
        np.testing.assert_array_equal(np.asarray(found.arrays[role]), array)
        assert found.arrays[role].shape == array.shape


@pytest.mark.parametrize(
    "lines",
    [
        ("a,b,label", *ROWS),
        ("# made by hand", "", "a,b,label", *ROWS),
        ("id,b,label", *ROWS),
        ('"a [x]",b,y', *ROWS),
        ("é,b,y", *ROWS),
        ("a;b;label", *(row.replace(",", ";") for row in ROWS)),
        ("a\tb\tlabel", *(row.replace(",", "\t") for row in ROWS)),
        ("a,b,label", *(f"{i},{i / 2},{'ab'[i % 2]}" for i in range(100))),
        ("id,a,label", *(f"x{i},{i / 2},{i % 2}" for i in range(100))),
        ("\ufeffa,b,label", *ROWS),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_both_readers_agree(lines: tuple[str, ...], end: str) -> None:
    word = table(*lines, end=end)
    found = read(word, None, {})
    assert all(isinstance(array, LazyArray) for array in found.arrays.values())
    assert_same(found, in_memory(word, None))


@pytest.mark.parametrize("words", [("t.csv", "t.csv:2"), ("t.csv:1,0", "t.csv:2"), ("t.csv", "0")])
def test_tables_without_a_header(words: tuple[str, str]) -> None:
    table(*ROWS)
    found = read(*words, {})
    assert isinstance(found.arrays["input"], LazyArray)
    assert_same(found, in_memory(*words))


def test_a_single_column() -> None:
    table(*(str(i / 4) for i in range(100)))
    found = read("t.csv", "0", {})
    assert found.arrays["input"].shape == (100,)
    assert isinstance(found.arrays["input"], LazyArray)
    assert_same(found, in_memory("t.csv", "0"))


def test_the_last_line_may_lack_its_end() -> None:
    Path("t.csv").write_text("\n".join(ROWS))
    found = read("t.csv", "0", {})
    assert isinstance(found.arrays["input"], LazyArray)
    assert_same(found, in_memory("t.csv", "0"))


def outcome(reader: Callable[..., Given], word: str, target: str | None = "0") -> str:
    """What comes of it, as text: the numbers or the error."""
    try:
        return repr([array.tolist() for array in map(np.asarray, reader(word, target).arrays.values())])
    except InputError as error:
        return str(error)


@pytest.mark.parametrize(
    "odd", ["", " ", "# c", "  # c,d,e", '"1",2,3', '"1,2",3', "1,2", "1,2,3,4", "é,1,2", "1,,2", "1,2,3,"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_odd_line_is_read_as_in_memory(odd: str, end: str) -> None:
    word = table(*ROWS, odd, odd, *ROWS, "1,2,x", odd, end=end)
    assert outcome(partial(read, options={}), word) == outcome(in_memory, word)
    word = table(*ROWS, odd, odd, *ROWS, odd, end=end)
    assert outcome(partial(read, options={}), word) == outcome(in_memory, word)
    assert isinstance(read(word, "0", {}).arrays["input"], LazyArray) == (odd != "1,2,3,")


COMMAS = [row.replace(",", ";").replace(".", ",") for row in ROWS]


@pytest.mark.parametrize(
    ("lines", "is_lazy"),
    [
        (("a;b;label", *COMMAS), True),
        (("a\tb\tlabel", *(row.replace(";", "\t") for row in COMMAS)), True),
        (("a,b,label", *(f"{i},{row}" for i, row in enumerate(ROWS))), True),
        (("# a,b,label", *ROWS), True),
        (('"a","b","label"', *('"' + row.replace(",", '","') + '"' for row in ROWS)), True),
        (('"","a","label"', *(f'"{i}",{i / 8},"{i % 2}"' for i in range(100))), True),
        (("sep=;", "a;b;label", *COMMAS), False),
        (("a,b,label,", *(row + "," for row in ROWS)), False),
        (("a,b,label", *ROWS, ",,", ",,"), False),
        (("a,b,label", *ROWS, "% c", "// d"), False),
        (("a b label", *(row.replace(",", " ") for row in ROWS)), False),
        (("|a|b|label|", *("|" + row.replace(",", "|") + "|" for row in ROWS)), False),
        (("|a|b|label|", "|---|---|---|", *("|" + row.replace(",", "|") + "|" for row in ROWS)), False),
        (("text,b,label", *(f"{'#' * (i % 3 == 1)},{i},{i % 2}" for i in range(100))), False),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tables_as_people_write_them(
    lines: tuple[str, ...], is_lazy: bool, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines_, "HEAD", 400)  # by less, nobody could tell what they are
    word = table(*lines, end=end)
    part = f"{word}:b,label" if lines[0].startswith("text") else word
    found, whole = read(part, f"{word}:label", {}), in_memory(part, f"{word}:label")
    assert isinstance(found.arrays["input"], LazyArray) == is_lazy
    assert_same(found, whole)


@pytest.mark.parametrize("first", ["0,1", "3,5", "0"])
def test_a_first_line_that_could_be_a_header(first: str) -> None:
    word = table(first, *(",".join([str(i % 7)] * (first.count(",") + 1)) for i in range(100)))
    source = read_source(word, None)
    columns = large_delimited_text.read(source).columns
    assert isinstance(columns, LazyGrid)
    assert columns.maybe_header == first.startswith("0")
    if columns.maybe_header:
        below = columns.below_header()
        assert below.names == tuple(first.split(","))
        np.testing.assert_array_equal(np.asarray(below.column(0)), np.asarray(columns.column(0))[1:])
        again = below.with_first_row()
        np.testing.assert_array_equal(np.asarray(again.column(0)), np.asarray(columns.column(0)))


def test_a_header_of_numbers_that_could_be_a_row() -> None:
    columns = large_delimited_text.read(read_source(table("0,1", *["0.5,0.5"] * 100), None)).columns
    assert isinstance(columns, LazyGrid)
    assert (columns.names, columns.maybe_row) == (("0", "1"), True)
    assert np.asarray(columns.with_first_row().column(1)).tolist() == [1, *[0.5] * 100]


def test_a_line_end_in_quotes_is_read_whole() -> None:
    word = table("a,b,label", *(f'{i},{i / 2},"x\n{i % 2}"' for i in range(100)))
    found = read(f"{word}:a,b", "0", {})
    assert not isinstance(found.arrays["input"], LazyArray)
    assert_same(found, in_memory(f"{word}:a,b", "0"))


@pytest.mark.parametrize("lines", [2, 3, 4, 7, 30])
@pytest.mark.parametrize("title", ["text", "a longer title", "a title, in quotes"])
def test_the_head_may_end_within_a_cell(lines: int, title: str) -> None:
    text = "\n".join(f"{line}, é" for line in range(lines))
    word = table(f'"{title}",p0,p1,y', *(f'"{text}",{i / 8},{-i},{i % 2}' for i in range(40)))
    found = read(word, None, {})
    np.testing.assert_array_equal(found.arrays["input"], [[i / 8, -i] for i in range(40)])
    np.testing.assert_array_equal(found.arrays["target"], [i % 2 for i in range(40)])
    assert_same(found, in_memory(word, None))


def test_any_range_of_rows_between_comments() -> None:
    rows = [f"{i},{i + 0.5}" for i in range(60)]
    word = table("# made", "a,b", *(line for i, row in enumerate(rows) for line in [row, *["# c", ""][: i % 3]]))
    array = read(word, "0", {}).arrays["input"]
    whole = np.asarray(in_memory(word, "0").arrays["input"]).reshape(-1)
    assert isinstance(array, LazyArray)
    for start in range(0, 120, 7):
        for stop in range(start, 121, 5):
            np.testing.assert_array_equal(array.read(start, stop), whole[start:stop])


@pytest.mark.parametrize("length", range(28, 44))
def test_no_row_is_lost_below_comments_that_fill_the_head(length: int) -> None:
    word = table("a,b,c", *["#" * (length // 2 - 1)] * 2, "1.5,2,3", "4.5,5,6", "7.5,8,9")
    found = read(word, "0", {}).arrays["input"]
    assert np.asarray(found).tolist() == [[1.5, 2, 3], [4.5, 5, 6], [7.5, 8, 9]]


def test_who_waits_is_told_how_far_it_is() -> None:
    word, seen = table("a,b,label", *ROWS), []
    read(word, None, {}, watch=lambda done, total: seen.append((done, total)))
    size = Path(word).stat().st_size - 1  # but for the last line's end
    assert len(seen) > 10
    assert seen == sorted(seen)
    assert seen[-1] == (size, size)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
def test_other_line_ends_and_encodings_are_read_whole(encoding: str) -> None:
    Path("t.csv").write_bytes(("a,b,label\r" + "\n".join(ROWS)).encode(encoding))
    assert_same(read("t.csv", None, {}), in_memory("t.csv", None))


def test_a_header_that_only_counts_is_read_whole() -> None:
    word = table("0,1,2", *ROWS)
    assert_same(read(word, "0", {}), in_memory(word, "0"))


@pytest.mark.parametrize("cell", ["x", "1_0", ""])
def test_a_fault_is_named_with_its_line(cell: str) -> None:
    word = table("a,b,label", *ROWS[:70], f"1,{cell},0", *ROWS)
    with pytest.raises(InputError) as expected:
        in_memory(word, None)
    array = read(word, None, {}).arrays["input"]
    with pytest.raises(InputError) as caught:
        np.asarray(array)
    assert str(caught.value) == str(expected.value)
    assert str(caught.value).startswith("t.csv, line 72, column b: ")


def test_a_word_that_is_no_class_is_named_with_its_line() -> None:
    word = table("a,b,label", *(f"{i},{i / 2},{'ab'[i % 2]}" for i in range(80)), "1,2,c")
    with pytest.raises(InputError) as expected:
        in_memory(word, None)
    with pytest.raises(InputError) as caught:
        np.asarray(read(word, None, {}).arrays["target"])
    assert str(caught.value) == str(expected.value)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data(), st.integers(1, 3), st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_whatever_the_cells(data: st.DataObject, width: int, delimiter: str, end: str, header: bool) -> None:
    row = st.lists(CELLS, min_size=width, max_size=width)
    lines = data.draw(st.lists(row | st.lists(CELLS | ODD, min_size=1, max_size=4), min_size=4, max_size=12))
    word = table(*(delimiter.join(cells) for cells in lines), end=end)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_, "HEAD", 1 << 10)  # all lines: what the columns are does not hang on how far one looks
        try:
            whole = in_memory(word, "0", header=header)
        except InputError:
            with pytest.raises(InputError):
                np.asarray(read(word, "0", {}, header=header).arrays["input"])
            return
        assert_same(read(word, "0", {}, header=header), whole)


@pytest.mark.parametrize(
    ("lines", "column", "value", "chosen"),
    [
        (["age,a,b,c", *(f"{30 + i},.5,.2,.3" for i in range(90))], "column age", "30.5", "a,b,c"),
        (["id,a,b,c", *(f"{i},.5,.2,.3" for i in range(90))], "column id", "30.5", "a,b,c"),
        ([f"{i},.5,.2,.3" for i in range(90)], "value 1", "30.5", "1,2,3"),
    ],
)
def test_a_column_of_whole_numbers_in_the_first_rows_alone_is_an_error(
    lines: list[str], column: str, value: str, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns_, "LOOK", 40)
    array = read(table(*lines), "[0, 1, 2]", {}).arrays["input"]
    np.asarray(array)  # a column that is whole to the end is left out
    word = table(*lines, f"{value},1,2,3")
    with pytest.raises(InputError) as caught:
        np.asarray(read(word, "[0, 1, 2]", {}).arrays["input"])
    assert str(caught.value).startswith(f"t.csv, row 91: {column} was left out, as its first rows hold whole numbers;")
    assert caught.value.remedy == f"say which columns are the input: FILE:{chosen}"
    assert np.asarray(read(f"{word}:{chosen}", "[0, 1, 2]", {}).arrays["input"]).shape == (91, 3)


def test_beside_a_family_other_columns_may_hold_anything() -> None:
    rows = [f"{i},.5,.2,.3" for i in range(90)]
    word = table("age,logit_a,logit_b,logit_c", *rows, "30.5,1,2,3")
    assert np.asarray(read(word, "[0, 1, 2]", {}).arrays["input"]).shape == (91, 3)


def test_several_threads_read_at_once() -> None:
    word = table("a,b,label", *ROWS)
    found = read(word, None, {})
    array, whole = found.arrays["input"], np.asarray(found.arrays["input"]).reshape(-1)
    ranges = [(start, start + 13) for start in range(187)]
    with ThreadPoolExecutor(8) as pool:
        for (start, stop), part in zip(ranges, pool.map(array.read, *zip(*ranges, strict=True)), strict=True):
            np.testing.assert_array_equal(part, whole[start:stop])


def test_a_change_while_it_is_read_is_an_error() -> None:
    word = table("a,b,label", *ROWS)
    os.utime(word, (1, 1))
    array = read(word, None, {}).arrays["input"]
    os.truncate(word, 300)
    with pytest.raises(InputError) as caught:
        array.read(100, 120)
    assert str(caught.value) == "t.csv: changed while it was read"


def test_a_file_that_is_opened_again_is_not_looked_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    word = table("a,b,c", *["0.5,1.5,2.5"] * 100)
    first = np.asarray(read_array(word, "input"))
    with monkeypatch.context() as patch:
        patch.setattr(lines_, "_entries", lambda *_: pytest.fail("looked through"))
        np.testing.assert_array_equal(np.asarray(read_array(word, "input")), first)
    table("a,b,c", *["0.5,1.5,3.5"] * 101)
    assert np.asarray(read_array(word, "input")).sum(axis=0).tolist() == [50.5, 151.5, 353.5]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.sampled_from(["a", "b", " a", "b ", '"a"', "é"]), min_size=4), st.integers(0, 2))
def test_words_of_a_column(words: list[str], column: int) -> None:
    cells = [["0.5", "1.5"] for _ in words]
    for row, word in zip(cells, words, strict=True):
        row.insert(column, word)
    heads = ["a", "b"]
    heads.insert(column, "label")
    word = table(",".join(heads), *map(",".join, cells))
    lines_._remembered.clear()  # two files of one size written in the same millisecond look like one
    assert outcome(partial(read, options={}), word, None) == outcome(in_memory, word, None)
