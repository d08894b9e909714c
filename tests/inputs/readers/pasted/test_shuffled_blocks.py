# ruff: noqa: E501 - the blocks are easier to read as they stand
"""Blocks that are shuffled, indented, cut and joined: a result or an error, never a traceback, and no silent change."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from lossctl.command.cli import main

VALID = Path(__file__).parent.parent.parent / "valid"
BLOCKS = [path.read_text(encoding="utf-8") for path in sorted(VALID.glob("pair-*.txt"))]
SIGNS = ("", "[", "(", ")", '"', "#", "...", "=", ":", ">>> ", "\t", "\n")


def calculated(text: str, folder: Path, command: str = "ce") -> tuple[int, dict]:
    """The status and the result of the command on a paste; an error gives no result."""
    path = folder / "shuffled.txt"
    path.write_text(text, encoding="utf-8")
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        status = main([command, str(path), "--json"])
    return status, json.loads(out.getvalue()) if status < 2 else {}


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(BLOCKS),
    st.sampled_from(BLOCKS),
    st.randoms(use_true_random=False),
    st.sampled_from(("ce", "bce", "kl")),
)
def test_lines_in_another_order(tmp_path_factory, block: str, other: str, random, command: str) -> None:
    lines = block.split("\n") + (other.split("\n") if random.random() < 0.5 else [])
    random.shuffle(lines)
    status, _ = calculated(
        "\n".join(lines[: random.randrange(len(lines) + 1)]), tmp_path_factory.getbasetemp(), command
    )
    assert status in (0, 1, 2)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(BLOCKS), st.integers(0, 9999), st.integers(0, 12), st.sampled_from(SIGNS))
def test_a_piece_that_is_missing_or_changed(tmp_path_factory, block: str, at: int, length: int, sign: str) -> None:
    at %= len(block)
    status, _ = calculated(block[:at] + sign + block[at + length :], tmp_path_factory.getbasetemp())
    assert status in (0, 1, 2)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(BLOCKS), st.integers(0, 8), st.sampled_from(("", "My code:\n\n", "```python\n")))
def test_indentation_and_words_above_change_nothing(tmp_path_factory, block: str, blanks: int, above: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    indented = above + "".join(" " * blanks + line for line in block.splitlines(keepends=True))
    clean, moved = calculated(block, folder), calculated(indented, folder)
    assert (clean[0], clean[1].get("loss")) == (moved[0], moved[1].get("loss"))


def test_a_changed_number_is_seen(tmp_path) -> None:
    block = "logits = torch.tensor([[2.0, 1.0]])\nt = torch.tensor([0])\nprint(F.cross_entropy(logits, t))\ntensor(0.3133)\n"
    assert calculated(block, tmp_path)[0] == 0
    assert calculated(block.replace("0.3133", "0.3233"), tmp_path)[0] == 1
