"""A packed .npy file is judged by its header before the rest is unpacked."""

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read
from lossctl.inputs.files import spooled

MORE = bytes(1 << 24)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """An .npy file of few numbers, before many zeros; nothing may be written to a temporary file."""
    monkeypatch.setattr(spooled, "_write", lambda *_: pytest.fail("the zeros were unpacked"))
    stream = io.BytesIO()
    np.save(stream, np.zeros((4, 3)))
    return stream.getvalue()


def test_what_is_longer_than_its_header_promises_is_not_unpacked(short: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.npy.gz").write_bytes(gzip.compress(short + MORE))
    with pytest.raises(InputError, match=r"x\.npy\.gz: \d+ bytes or more after the array: several arrays in one file"):
        read(str(tmp_path / "x.npy.gz"), "0", {})


def test_neither_is_a_member_of_an_npz(short: bytes, tmp_path: Path) -> None:
    for data, problem in ((short + MORE, "or more after the array"), (MORE, "its header is damaged")):
        with zipfile.ZipFile(tmp_path / "x.npz", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x.npy", data)
        with pytest.raises(InputError, match=problem):
            read(f"{tmp_path}/x.npz:x", "0", {})


def test_several_arrays_in_one_packed_file_are_read(tmp_path: Path) -> None:
    stream = io.BytesIO()
    for _ in range(2):
        np.save(stream, np.zeros((1 << 16, 3)))
    (tmp_path / "x.npy.gz").write_bytes(gzip.compress(stream.getvalue()))
    assert read(f"{tmp_path}/x.npy.gz:arr_1", "[0]", {}).arrays["input"].shape == (1 << 16, 3)
