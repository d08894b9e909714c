"""Which file a word names: colons and brackets in names, pipes, files that may not be read."""

import io
import os
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read_array
from lossctl.inputs.files import file
from lossctl.inputs.files.file import File
from lossctl.inputs.files.locate_source import Location, locate, not_found, read_standard_input


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("word", "location"),
    [
        ("x-1.csv", Location("x-1.csv", ("x-1.csv",), None)),
        ("x-1.csv:a,b", Location("x-1.csv", ("x-1.csv",), "a,b")),
        ("a:b.csv", Location("a:b.csv", ("a:b.csv",), None)),
        ("a:b.csv:1", Location("a:b.csv", ("a:b.csv",), "1")),
        ("x-*.csv:a", Location("x-*.csv", ("x-1.csv", "x-2.csv"), "a")),
        ("z-[12].csv", Location("z-[12].csv", ("z-[12].csv",), None)),
        ("a*", Location("a:b.csv", ("a:b.csv",), None)),
        ("y.csv", None),
        ("", None),
        ("a\0b", None),
    ],
)
def test_a_word_names_files_and_a_part_of_them(word: str, location: Location | None) -> None:
    for name in ("x-1.csv", "x-2.csv", "a:b.csv", "z-1.csv", "z-[12].csv"):
        Path(name).touch()
    assert locate(word) == location


def test_a_colon_in_a_name() -> None:
    Path("a:b.csv").write_text("1,2\n3,4\n")
    assert read_array("a:b.csv", "input").shape == (2, 2)
    assert read_array("a:b.csv:1", "input").tolist() == [2, 4]


def test_a_file_called_like_a_broken_literal() -> None:
    Path("[1].csv").write_text("1,2\n3,4\n")
    assert read_array("[1].csv", "input").shape == (2, 2)


@pytest.mark.unix
def test_a_pipe() -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, b"1,2\n3,4\n")
    os.close(write_end)
    assert read_array(f"/dev/fd/{read_end}", "input").tolist() == [[1, 2], [3, 4]]
    os.close(read_end)


@pytest.mark.unix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_permission_denied() -> None:
    Path("scores.csv").touch(0)
    with pytest.raises(InputError) as caught:
        read_array("scores.csv", "input")
    assert str(caught.value) == "scores.csv: cannot be read: permission denied"


@pytest.mark.parametrize("seen", [0, 10])
def test_standard_input_that_is_a_file(seen: int, monkeypatch: pytest.MonkeyPatch) -> None:
    array = io.BytesIO()
    np.save(array, np.arange(256))
    data = array.getvalue()
    monkeypatch.setattr(file, "LARGE", 1 << 10)
    monkeypatch.setattr(tempfile, "tempdir", ".")
    Path("x").write_bytes(b"0123456789" + data if seen else data)
    with Path("x").open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert len(stream.buffer.read(seen)) == seen
        source = read_standard_input(header=None)
    assert isinstance(source.data, File)
    assert source.data[:] == data


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("x.npz:logits", "x.npz"),
        ("x.npz:a:b", "x.npz"),
        (":logits", ":logits"),
        ("folder/x.npy", "folder/x.npy"),
        (r"C:\x.npy", r"C:\x.npy"),
        ("c:/folder/x.npy", "c:/folder/x.npy"),
        (r"C:\x.npz:logits", r"C:\x.npz"),
        ("C:/x.npz:logits", "C:/x.npz"),
        ("C:logits", "C"),
    ],
)
def test_the_letter_of_a_drive_is_no_name_before_a_part(word: str, name: str) -> None:
    assert str(not_found(word)).startswith(f"{name}: no such file")
