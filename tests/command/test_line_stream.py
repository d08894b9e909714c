"""Lines come as they are written, whatever pieces they come in."""

import os
from pathlib import Path

import pytest

from lossctl.command.line_stream import LineStream
from lossctl.errors import InputError


@pytest.mark.parametrize("text", [b"", b"a", b"a\n", b"a\n\nb", b"\n", b"x" * 200_000 + b"\ny\n"])
def test_a_file_has_the_lines_that_python_finds(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "lines"
    path.write_bytes(text)
    with path.open("rb") as file, path.open("rb") as same:
        assert list(LineStream(file.fileno())) == [line.rstrip(b"\n") for line in same]


def test_a_pipe_is_ready_when_something_is_in_it_or_it_has_ended() -> None:
    end, begin = os.pipe()
    lines = LineStream(end)
    assert not lines.ready()
    os.write(begin, b"one\ntw")
    assert lines.ready()
    assert next(lines) == b"one"
    assert not lines.ready()
    os.write(begin, b"o\nthree\n")
    assert (next(lines), lines.ready(), next(lines)) == (b"two", True, b"three")
    os.close(begin)
    assert lines.ready()
    assert list(lines) == []
    os.close(end)


def test_a_line_without_an_end_is_an_error_and_fills_no_memory() -> None:
    with Path("/dev/zero").open("rb") as endless, pytest.raises(InputError, match="longer than 64 MiB"):
        next(LineStream(endless.fileno()))
