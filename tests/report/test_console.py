from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lossctl.report.console import text_of
from lossctl.report.streams import Paper


def table() -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False)
    for _ in range(8):
        table.add_column(justify="right", no_wrap=True)
    table.add_row(*["0.123456789012"] * 8)
    return table


SENTENCE = "a sentence of " + "many words " * 20


def test_without_a_width_everything_is_as_wide_as_it_is() -> None:
    assert text_of(Group(table(), Text(SENTENCE)), Paper()).split("\n")[1] == SENTENCE.rstrip()


def test_a_width_folds_sentences_and_no_numbers() -> None:
    text = text_of(Group(Padding(table(), (0, 0, 0, 2)), Group(Text(SENTENCE))), Paper(width=30))
    first, *rest = text.rstrip("\n").split("\n")
    assert first.count("0.123456789012") == 8
    assert max(map(len, rest)) <= 30
    assert " ".join(rest).split() == SENTENCE.split()


def test_lines_have_no_spaces_at_their_ends() -> None:
    assert all(line == line.rstrip() for line in text_of(Padding(table(), (0, 9)), Paper()).split("\n"))


def test_colour_is_for_paper_that_has_it() -> None:
    assert text_of(Text("x", style="bold red"), Paper()) == "x\n"
    assert text_of(Text("x", style="bold red"), Paper(colour=True)) == "\x1b[1;31mx\x1b[0m\n"


def test_text_is_not_read_as_markup() -> None:
    assert text_of("[bold]x[/bold] :smile:", Paper()) == "[bold]x[/bold] :smile:\n"


def test_paper_that_is_not_utf_8_gets_plain_signs() -> None:
    assert text_of(Text("−ln Σ"), Paper(any_sign=False)) == "-ln sum\n"
