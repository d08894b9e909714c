"""A text that is larger than any post is a table, an array, JSON, or an error at once."""

from pathlib import Path

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read_array
from lossctl.inputs.files import file
from lossctl.inputs.readers import line_index
from lossctl.inputs.readers.pasted import pasted_arrays

ORDINARY = file.LONGEST_POST
ARRAY = np.arange(600).reshape(200, 3) / 8
PROSE = "It was the best of times, it was the worst of times.\nIt was the epoch of belief: a season (of light), [1].\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(file, "LARGE", 1)
    monkeypatch.setattr(file, "LONGEST_POST", 1000)
    monkeypatch.setattr(line_index, "LONG", 1)
    return tmp_path


def lines(between: str, before: str = "", behind: str = "") -> str:
    return "".join(before + between.join(map(str, row)) + behind + "\n" for row in ARRAY.tolist())


@pytest.mark.parametrize(
    "text",
    [
        "loss 1\nloss 2\n" * 200,
        PROSE * 50,
        "".join(f"epoch {i // 9} step {i} loss {1 / (i + 1):.4f}\n" for i in range(200)),
        "".join(f"[2026-01-31 10:00:00] step {i} loss {i / 3}\n" for i in range(200)),
        "".join(f"[{i // 9}, {i}] loss: {i / 3}\n" for i in range(200)),
        PROSE + "logits = " + str(ARRAY.tolist()).replace("],", "],\n") + "\n",
    ],
)
def test_a_long_text_that_is_no_table_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(pasted_arrays, "is_block", lambda _: pytest.fail("all of it is looked at"))
    (folder / "x.txt").write_text(text)
    with pytest.raises(InputError) as caught:
        read_array("x.txt", "input")
    assert str(caught.value) == (
        "x.txt: 0 MiB of text that is no table, and begins with no array\n"
        "  give the part with the numbers alone, or save them with numpy.save('x.npy', x)"
    )


@pytest.mark.parametrize(
    "text",
    [
        lines(","),
        "a,b,c\n" + lines(","),
        lines(" "),
        lines("\t"),
        "# made by hand\n" * 30 + lines(","),
        "\ufeff" + lines(";"),
        '"a\nname",b,c\n' + lines(","),
        "tensor([" + str(ARRAY.tolist())[1:-1].replace("],", "],\n       ") + "])\n",
        "logits:\n" + np.array2string(ARRAY, threshold=10**6) + "\n",
        str(ARRAY.tolist()).replace("],", "],\n"),
        '{"x": ' + str(ARRAY.tolist()).replace("],", "],\n") + "}",
        "| a | b | c |\n|---|---|---|\n" + lines(" | ", "| ", " |"),
    ],
)
@pytest.mark.parametrize("name", ["x.txt", "x"])
def test_a_long_table_or_array_is_read(folder: Path, text: str, name: str) -> None:
    (folder / name).write_text(text)
    np.testing.assert_array_equal(np.asarray(read_array(name, "input")), ARRAY)


def test_long_columns_of_words_are_a_table(folder: Path) -> None:
    (folder / "t.txt").write_text("cat\ndog\n" * 200)
    (folder / "u.txt").write_text("".join(f'"a review,\nof {i} lines",{i},{i / 8}\n' for i in range(200)))
    with pytest.raises(InputError, match="no column is left for the input; the columns are cat"):
        read_array("t.txt", "input")
    assert np.asarray(read_array("u.txt:1,2", "input")).shape == (200, 2)


def test_a_million_printed_numbers_are_no_longer_than_a_post() -> None:
    printed = np.array2string(np.full((10, 10), -0.12345678), separator=", ")
    assert 10**4 * len(printed) < ORDINARY
