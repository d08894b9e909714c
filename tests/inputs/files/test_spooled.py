"""What comes out of pipes and archives: small in memory, large through a file without a name, the same numbers."""

import gzip
import os
import pickle
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read, read_array
from lossctl.inputs.files import file, locate_source, spooled
from lossctl.inputs.lazy_array import LazyArray

NUMBERS = np.random.default_rng(0).standard_normal((50, 40)) * 100
TABLE = "a,b,label\n" + "".join(f"{i},{i / 3},{'ab'[i % 2]}\n" for i in range(200))
RECORDS = "".join(f'{{"logits": [{i}, {i / 3}], "label": {i % 2}}}\n' for i in range(200))
DOCUMENT = "[" + RECORDS.strip().replace("\n", ", ") + "]"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "temporary").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    readers = ("containers.npz.LARGE", "json.large_array.LARGE", "line_index.LONG")
    for name in ("files.file.LARGE", *(f"readers.{name}" for name in readers)):
        monkeypatch.setattr(f"lossctl.inputs.{name}", 1 << 10)
    monkeypatch.setattr(spooled, "PIECE", 100)
    yield tmp_path
    assert list((tmp_path / "temporary").iterdir()) == []


def piped(data: bytes, name: str = "pipe") -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(name)
    threading.Thread(target=lambda: Path(name).write_bytes(data), daemon=True).start()


def error(word: str) -> str:
    with pytest.raises(InputError) as caught:
        read_array(word, "input")
    return str(caught.value)


def npy() -> bytes:
    np.save("plain.npy", NUMBERS)
    return Path("plain.npy").read_bytes()


def test_a_large_array_out_of_gzip() -> None:
    Path("x.npy.gz").write_bytes(gzip.compress(npy()))
    array = read_array("x.npy.gz", "input")
    assert isinstance(array, LazyArray)
    np.testing.assert_array_equal(np.asarray(array), NUMBERS)


def test_several_gzip_members_are_one() -> None:
    data = npy()
    Path("x.npy.gz").write_bytes(gzip.compress(data[:5000]) + gzip.compress(data[5000:]) + bytes(20))
    np.testing.assert_array_equal(np.asarray(read_array("x.npy.gz", "input")), NUMBERS)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_large_array_out_of_a_pipe(pack: Callable[[bytes], bytes]) -> None:
    piped(pack(npy()))
    array = read_array("pipe", "input")
    assert isinstance(array, LazyArray)
    np.testing.assert_array_equal(np.asarray(array), NUMBERS)


def test_a_small_one_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: pytest.fail("a file"))
    Path("x.csv.gz").write_bytes(gzip.compress(b"1,2\n3,4\n"))
    piped(b"1,2\n3,4\n")
    assert read_array("x.csv.gz", "input").tolist() == read_array("pipe", "input").tolist() == [[1, 2], [3, 4]]


def test_a_packed_member_of_an_npz() -> None:
    np.savez_compressed("b.npz", logits=NUMBERS, labels=np.arange(50), f=np.asfortranarray(NUMBERS))
    found = read("b.npz", None, {})
    assert {role: type(array) for role, array in found.arrays.items()} == {"input": LazyArray, "target": np.ndarray}
    np.testing.assert_array_equal(np.asarray(found.arrays["input"]), NUMBERS)
    np.testing.assert_array_equal(np.asarray(read_array("b.npz:f", "input")), NUMBERS)


@pytest.mark.parametrize(("text", "suffix"), [(TABLE, "csv"), (RECORDS, "jsonl"), (DOCUMENT, "json")])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_text_is_read_in_ranges_whatever_it_came_by(text: str, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    Path(f"x.{suffix}").write_text(text)
    piped(pack(text.encode()))
    expected, found = read(f"x.{suffix}", None, {}), read("pipe", None, {})
    assert isinstance(found.arrays["input"], LazyArray)
    assert found.class_names == expected.class_names
    for role, array in expected.arrays.items():
        np.testing.assert_array_equal(np.asarray(found.arrays[role]), np.asarray(array))


def test_text_that_is_no_table_is_read_whole() -> None:
    Path("log.txt").write_text("epoch 1, loss 2\nan epoch later\n" * 50 + "logits = tensor([[1., 2.]])\ntarget: [0]\n")
    assert read("log.txt", None, {}).arrays["input"].tolist() == [[1, 2]]


@pytest.mark.parametrize("large", [True, False])
def test_gzip_that_is_cut_off_or_damaged(large: bool) -> None:
    packed = gzip.compress(npy() if large else b"1,2\n")
    Path("cut.gz").write_bytes(packed[:-9])
    Path("bad.gz").write_bytes(packed[:-8] + bytes(8))
    assert error("cut.gz") == "cut.gz: the gzip data are cut off"
    assert error("bad.gz") == "bad.gz: the gzip data are damaged (CRC check failed)"


def test_a_packed_member_that_is_damaged() -> None:
    np.savez_compressed("b.npz", logits=NUMBERS)
    data = bytearray(Path("b.npz").read_bytes())
    data[3000] ^= 255
    Path("b.npz").write_bytes(data)
    assert error("b.npz") == "b.npz, logits: is damaged: its bytes do not fit its checksum"


def test_a_change_while_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("x.npy.gz").write_bytes(gzip.compress(npy()))
    os.utime("x.npy.gz", (1, 1))
    monkeypatch.setattr(spooled, "_write", lambda *_: os.utime("x.npy.gz", (2, 2)))
    assert error("x.npy.gz") == "x.npy.gz: changed while it was read"


def test_a_full_folder_for_temporary_files(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", partial(Path("/dev/full").open, "wb"))
    np.savez_compressed("b.npz", logits=NUMBERS)
    Path("x.npy.gz").write_bytes(gzip.compress(npy()))
    piped(npy())
    full = (
        f"does not fit into the temporary folder {folder / 'temporary'}: no space left on device\n"
        "  name another one by the environment: TMPDIR=FOLDER lossctl …"
    )
    assert error("x.npy.gz") == f"x.npy.gz: {full}"
    assert error("pipe") == f"pipe: {full}"
    assert error("b.npz") == f"b.npz, logits: {full}"


def test_no_folder_for_temporary_files(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "gone"))
    Path("x.npy.gz").write_bytes(gzip.compress(npy()))
    assert error("x.npy.gz") == (
        f"x.npy.gz: does not fit into the temporary folder {folder / 'gone'}: no such file or directory\n"
        "  name another one by the environment: TMPDIR=FOLDER lossctl …"
    )


def test_it_goes_along_to_another_process() -> None:
    Path("x.npy.gz").write_bytes(gzip.compress(npy()))
    stored = read_array("x.npy.gz", "input")
    there = pickle.loads(pickle.dumps(stored))
    np.testing.assert_array_equal(np.asarray(there), np.asarray(stored), strict=True)


def test_unless_it_is_too_large_for_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("x.npy.gz").write_bytes(gzip.compress(npy()))
    stored = read_array("x.npy.gz", "input")
    monkeypatch.setattr(file, "PORTABLE", 1000)
    with pytest.raises(InputError) as caught:
        pickle.dumps(stored)
    assert re.fullmatch(
        "[0-9]+ MiB that came by a pipe or out of an archive are too many to send\n"
        "  unpack them into a file that the others can read, and give its name",
        str(caught.value),
    )


def test_files_are_closed_with_their_arrays() -> None:
    Path("x.npy.gz").write_bytes(gzip.compress(npy()))
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        np.asarray(read_array("x.npy.gz", "input"))
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


def test_how_far_it_is_is_told() -> None:
    packed = gzip.compress(npy())
    Path("x.npy.gz").write_bytes(packed)
    piped(npy())
    of_gzip: list[tuple[int, int]] = []
    of_pipe: list[tuple[int, int]] = []
    locate_source.read_source("x.npy.gz", True, lambda *told: of_gzip.append(told))
    locate_source.read_source("pipe", True, lambda *told: of_pipe.append(told))
    assert {total for _, total in of_gzip} == {len(packed)}
    assert of_gzip[-1][0] == len(packed)
    assert of_gzip == sorted(of_gzip)
    assert of_pipe[-1] == (len(npy()), 0)


def test_the_folder_is_named_by_the_environment(folder: Path) -> None:
    (folder / "mine").mkdir()
    program = (
        "import os, tempfile; from lossctl.inputs.files import file, spooled; file.LARGE = 1; "
        "kept = spooled.spool([b'12', b'3']); "
        "print(os.readlink(f'/proc/self/fd/{kept.handle.descriptor}').startswith(tempfile.gettempdir()), kept[:])"
    )
    env = os.environ | {"TMPDIR": str(folder / "mine")}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "True b'123'\n"
    assert list((folder / "mine").iterdir()) == []
