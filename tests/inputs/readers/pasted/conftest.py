"""Each test writes its pasted text to `block.txt`, in a folder of its own."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lossctl.command.cli import main
from lossctl.errors import InputError
from lossctl.inputs import Given, read


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Given]:
    monkeypatch.chdir(tmp_path)

    def read_block(text: str, stated: frozenset[str] = frozenset()) -> Given:
        Path("block.txt").write_text(text, encoding="utf-8")
        return read("block.txt", None, {}, stated=stated)

    return read_block


@pytest.fixture
def losses(given: Callable[..., Given]) -> Callable[[str], list[str]]:
    """The losses that a block shows, each with its label."""

    def shown(text: str) -> list[str]:
        block = given(text).block
        return [loss.shown for loss in block.losses] if block else []

    return shown


@pytest.fixture
def notes(given: Callable[..., Given]) -> Callable[[str], list[str]]:
    """The notes on a block, without its name."""
    return lambda text: [note.removeprefix("block.txt: ") for note in given(text).notes]


@pytest.fixture
def error(given: Callable[..., Given]) -> Callable[[str], str]:
    """The message of the error that a block gives, without its name."""

    def message(text: str) -> str:
        with pytest.raises(InputError) as caught:
            given(text)
        return str(caught.value).removeprefix("block.txt")

    return message


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., None]:
    """Checks what the command makes of a paste: its loss, its verdict, and parts of its notes."""
    monkeypatch.chdir(tmp_path)

    def check_block(block, rel: float = 1e-6) -> None:
        Path("block.txt").write_text(block.text, encoding="utf-8")
        criterion, *options = block.command.split()
        status = main([criterion, "block.txt", "--json", *options])
        written = capsys.readouterr()
        assert not written.err
        result = json.loads(written.out)
        assert result["loss"] == pytest.approx(block.loss, rel=rel)
        assert result.get("matches") is block.matches
        assert status == (1 if block.matches is False else 0)
        told = "\n".join(result["notes"])
        assert [part for part in block.notes if part not in told] == []

    return check_block
