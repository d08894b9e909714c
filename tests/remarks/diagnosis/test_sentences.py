"""What is said of a number that differs, whole, as it is printed: recorded in sentences.txt to be read aloud.

`python tests/remarks/diagnosis/test_sentences.py` writes the file anew; read what changed.
"""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from lossctl.command import cli

FILE = Path(__file__).with_name("sentences.txt")


def questions() -> list[str]:
    return [line.removeprefix("$ ") for line in FILE.read_text().splitlines() if line.startswith("$ ")]


def is_about_the_number(line: str) -> bool:
    return line.startswith(("expected ", "  most likely: ", "  with so few", "  or: ", "    with", "  no "))


def answers(question: str, capsys: pytest.CaptureFixture[str]) -> str:
    cli.main(shlex.split(question.removeprefix("lossctl ")))
    printed = capsys.readouterr()
    return "\n".join(filter(is_about_the_number, (printed.out + printed.err).splitlines()))


@pytest.mark.parametrize("question", questions())
def test_the_sentences_are_those_that_were_read(question: str, capsys: pytest.CaptureFixture[str]) -> None:
    recorded = FILE.read_text().split(f"$ {question}\n", 1)[1].split("\n\n", 1)[0].rstrip("\n")
    assert answers(question, capsys) == recorded


def record() -> None:
    """Write the file anew."""
    texts = []
    for question in questions():
        command = [sys.executable, "-m", "lossctl", *shlex.split(question.removeprefix("lossctl "))]
        printed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        texts.append("\n".join([f"$ {question}", *filter(is_about_the_number, printed.splitlines())]))
    FILE.write_text("\n\n".join(texts) + "\n")


if __name__ == "__main__":
    record()
