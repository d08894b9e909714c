import io
from collections.abc import Callable, Generator, Iterable, Iterator
from types import SimpleNamespace

import pytest

from lossctl.engine.scan import Part, Range
from lossctl.errors import InputError
from lossctl.report import progress, streams
from lossctl.sums.tally import Tally

RANGES = [(start, start + 10) for start in range(0, 100, 10)]


class Terminal(io.StringIO):
    """Standard error, and what a person sees there."""

    def isatty(self) -> bool:
        return True

    @property
    def lines(self) -> list[str]:
        """The lines one after the other, as each was rewritten."""
        drawn = [line.strip() for line in self.getvalue().split("\r") if line.strip()]
        return list(dict.fromkeys(drawn))

    @property
    def screen(self) -> str:
        """What is left on the screen, its line ends included."""
        cells: list[str] = []
        column = 0
        for letter in self.getvalue().replace("\n", "\n\r"):
            if letter == "\r":
                column = 0
                continue
            start = "".join(cells).rfind("\n") + 1
            cells[start + column : start + column + 1] = [letter]
            column = 0 if letter == "\n" else column + 1
        return "".join(cells).rstrip(" ")


class Clock:
    """A second for each look at it, times `step`."""

    def __init__(self, step: float = 1.0) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    terminal = Terminal()
    monkeypatch.setattr(streams, "sys", SimpleNamespace(stdout=io.StringIO(), stderr=terminal))
    monkeypatch.setenv("TERM", "xterm")
    return terminal


def part(range_: Range) -> Part:
    return Part(*range_, Tally())


def starts(parts: Iterable[Part]) -> list[int]:
    return [each.start for each in parts]


def test_the_parts_come_as_they_are_and_the_line_goes(terminal: Terminal) -> None:
    assert starts(progress.watched(map, Clock())(part, RANGES)) == starts(map(part, RANGES))
    assert terminal.lines[0] == "10%   10 samples/s   9 s left"
    assert terminal.lines[-1] == "100%   10 samples/s   0 s left"
    assert terminal.screen == ""


def test_short_work_has_no_line(terminal: Terminal) -> None:
    assert starts(progress.watched(map, Clock(0.01))(part, RANGES)) == starts(map(part, RANGES))
    assert terminal.getvalue() == ""


def test_a_second_pass_says_so(terminal: Terminal) -> None:
    both = progress.watched(map, Clock())
    list(both(part, RANGES))
    list(both(part, RANGES))
    assert [line.startswith("pass 2: ") for line in terminal.lines] == [False] * 10 + [True] * 10


def test_a_long_look_at_a_file_has_a_line_too(terminal: Terminal) -> None:
    with progress.reading(Clock()) as watch:
        for done in range(10, 101, 10):
            watch(done * 10**6, 100 * 10**6)
    assert terminal.lines[0] == "reading: 10%   10 MB/s   9 s left"
    assert terminal.lines[-1] == "reading: 100%   10 MB/s   0 s left"
    assert terminal.screen == ""


def test_a_pipe_has_no_end_in_sight(terminal: Terminal) -> None:
    with progress.reading(Clock()) as watch:
        for done in range(10, 101, 10):
            watch(done * 10**6, 0)
    assert terminal.lines[0] == "reading: 10 MB   10 MB/s"
    assert terminal.lines[-1] == "reading: 100 MB   10 MB/s"
    assert terminal.screen == ""


def test_the_next_look_has_its_own_speed(terminal: Terminal) -> None:
    with progress.reading(Clock()) as watch:
        for done in (*range(10, 101, 10), *range(1, 11)):
            watch(done * 10**6, 100 * 10**6)
    assert terminal.lines[-1] == "reading: 10%   1 MB/s   1 min 21 s left"


def test_a_look_at_a_file_that_ends_early_leaves_no_line(terminal: Terminal) -> None:
    def interrupted() -> None:
        with progress.reading(Clock()) as watch:
            watch(2, 100)
            assert terminal.screen != ""
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert terminal.screen == ""


@pytest.mark.parametrize("step", [0.01, 1])
def test_a_short_look_or_one_that_nobody_watches_has_none(terminal: Terminal, step: float) -> None:
    if step == 1:
        streams.sys.stderr = io.StringIO()
    with progress.reading(Clock(step)) as watch:
        for done in range(1, 21):
            watch(done, 20)
    assert (terminal.getvalue(), streams.sys.stderr.getvalue()) == ("", "")


def test_no_samples_are_one_empty_block(terminal: Terminal) -> None:
    assert starts(progress.watched(map, Clock())(part, [(0, 0)])) == [0]
    assert terminal.screen == ""


def test_where_nobody_watches_there_is_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    streams.sys.stderr = pipe = io.StringIO()
    assert progress.watched(map, Clock()) is map
    streams.sys.stderr = None
    assert progress.watched(map, Clock()) is map
    streams.sys.stderr = terminal
    monkeypatch.setenv("TERM", "dumb")
    assert progress.watched(map, Clock()) is map
    assert pipe.getvalue() == ""


def failing(range_: Range) -> Part:
    if range_[0] == 50:
        raise InputError("is no number")
    return part(range_)


def test_an_error_comes_after_the_line_has_gone(terminal: Terminal) -> None:
    parts = progress.watched(map, Clock())(failing, RANGES)
    with pytest.raises(InputError):
        list(parts)
    assert terminal.screen == ""


def test_what_is_said_takes_the_place_of_the_line(terminal: Terminal) -> None:
    parts = iter(progress.watched(map, Clock())(part, RANGES))
    next(parts)
    assert terminal.screen != ""
    streams.say("lossctl: not enough memory")
    assert terminal.screen == "lossctl: not enough memory\n"


@pytest.mark.parametrize("ends", [list, Generator.close])
def test_the_map_within_ends_with_the_line(terminal: Terminal, ends: Callable[[Iterable[Part]], None]) -> None:
    ended = []

    def mapped(function: Callable[[Range], Part], ranges: Iterable[Range]) -> Iterator[Part]:
        try:
            yield from map(function, ranges)
        finally:
            ended.append(True)

    parts = progress.watched(mapped, Clock())(part, RANGES)
    next(iter(parts))
    ends(parts)
    assert (ended, terminal.screen) == ([True], "")


def test_a_result_has_the_terminal_for_itself(terminal: Terminal) -> None:
    streams.sys.stdout = terminal
    with streams.output_stream(None) as (stream, _):
        for each in progress.watched(map, Clock())(part, RANGES):
            streams.put(stream, f"{each.start}\n")
    assert terminal.lines[0] == "10%   10 samples/s   9 s left"
    assert terminal.screen == "".join(f"{start}\n" for start, _ in RANGES)
    assert terminal.getvalue().count("samples/s") == 2  # drawn once: a line twice


def test_a_line_is_no_longer_than_the_terminal_is_wide(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_columns", lambda _: 20)
    streams.show("a" * 30)
    streams.show("b")
    assert terminal.screen == "b"
    assert terminal.lines == ["a" * 17, "b"]
    streams.show("")
    assert terminal.screen == ""


def test_the_sign_of_control_c_goes_with_the_line(terminal: Terminal) -> None:
    streams.show("50%")
    terminal.write("^C")  # as terminals do
    streams.show("")
    assert terminal.screen == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (200, "3 min 20 s"), (7500, "2 h 05 min")],
)
def test_durations(seconds: float, words: str) -> None:
    assert progress.duration(seconds) == words
