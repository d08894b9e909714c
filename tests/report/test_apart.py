"""A line of parts is broken between them, wherever there is room for each."""

from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from lossctl.report.apart import Apart
from lossctl.report.console import text_of
from lossctl.report.streams import Paper

PARTS = st.lists(st.from_regex(r"[a-zé]{1,9}( [0-9]{1,6})?", fullmatch=True), min_size=1, max_size=6)
BLANKS = st.integers(0, 6)


@given(PARTS, BLANKS, BLANKS, st.integers(0, 30), st.integers(22, 100))
def test_no_part_is_torn_and_no_line_is_too_long(
    parts: list[str], before: int, indent: int, second: int, width: int
) -> None:
    apart = Apart(*map(Text, parts), before=before, indent=indent, second=second)
    first, *rest = text_of(apart, Paper(width)).split("\n")[:-1]
    assert max(map(len, (first, *rest))) <= width
    assert first.startswith(" " * before + parts[0])
    assert all(line.startswith(" " * indent) and line[indent] != " " for line in rest)
    shown = [part.strip() for line in (first, *rest) for part in line.split("   ") if part.strip()]
    assert shown == parts


@given(PARTS, BLANKS)
def test_where_there_is_room_it_is_one_line(parts: list[str], before: int) -> None:
    apart = Apart(*map(Text, parts), before=before)
    line = " " * before + "   ".join(parts) + "\n"
    assert text_of(apart, Paper()) == line
    assert text_of(apart, Paper(len(line) - 1)) == line  # exactly


def test_the_second_part_stands_in_its_column() -> None:
    apart = Apart(Text("step"), Text("formula"), second=10, indent=3, widest=20)
    assert text_of(apart, Paper()) == "step      formula\n"
    assert text_of(Apart(Text("a longer step"), Text("formula"), second=10, indent=3, widest=20), Paper()) == (
        "a longer step\n   formula\n"
    )


def test_a_part_that_is_longer_than_the_page_is_folded() -> None:
    apart = Apart(Text("sample 0:"), Text("one two three four five"), gap=2, before=1, indent=3)
    assert text_of(apart, Paper(14)) == " sample 0:\n   one two\n   three four\n   five\n"
    assert text_of(apart, Paper()) == " sample 0:  one two three four five\n"


def test_parts_without_a_word_are_none() -> None:
    assert text_of(Apart(Text(""), Text("46.5 / 42"), before=3), Paper(80)) == "   46.5 / 42\n"
