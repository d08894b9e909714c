"""Packed files are read as what is in them; damage and bombs are errors that cost little."""

import bz2
import gzip
import io
import lzma
import re
import shlex
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lossctl.errors import InputError
from lossctl.inputs import read_array
from lossctl.inputs.files import first_bytes, spooled, streams
from lossctl.inputs.files.locate_source import read_source
from lossctl.inputs.files.origins import UNKNOWN
from lossctl.inputs.lazy_array import LazyArray

Pack = Callable[[bytes], bytes]
VALID = Path(__file__).parents[1] / "valid"
NUMBERS = np.random.default_rng(0).standard_normal((500, 300))


def zstd(data: bytes) -> bytes:
    return pytest.importorskip("backports.zstd").compress(data)


def zipped(data: bytes, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        archive.writestr("inside", data)
    return file.getvalue()


def lzma_alone(data: bytes) -> bytes:
    return lzma.compress(data, lzma.FORMAT_ALONE)


STREAMS = (gzip.compress, bz2.compress, lzma.compress, lzma_alone, zstd)
CHECKED = (gzip.compress, bz2.compress, lzma.compress)  # with a checksum: lzma has none, zstd's is left out


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def npy(array: np.ndarray = NUMBERS) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def error(word: str) -> str:
    with pytest.raises(InputError) as caught:
        read_array(word, "input")
    return str(caught.value)


@pytest.mark.parametrize("pack", [*STREAMS, zipped])
def test_what_is_in_it_is_read(pack: Pack) -> None:
    Path("small.csv.p").write_bytes(pack(b"a,b\n1,2\n"))
    Path("large").write_bytes(pack(npy()))
    assert read_array("small.csv.p", "input").tolist() == [[1, 2]]
    large = read_array("large", "input")
    assert isinstance(large, LazyArray)
    np.testing.assert_array_equal(np.asarray(large), NUMBERS)


@pytest.mark.parametrize("pack", STREAMS)
def test_several_streams_are_one(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PIECE", 1000)
    data = npy()
    Path("x").write_bytes(pack(data[:5000]) + pack(data[5000:70_000]) + pack(data[70_000:]))
    np.testing.assert_array_equal(np.asarray(read_array("x", "input")), NUMBERS)


@pytest.mark.parametrize("pack", STREAMS)
def test_the_end_is_missing(pack: Pack) -> None:
    for data in (b"a,b\n1,2\n", npy()):
        packed = pack(data)
        for lacking in (1, 5, len(packed) // 3):
            Path("x").write_bytes(packed[:-lacking])
            assert error("x").endswith(" data are cut off"), lacking


@pytest.mark.parametrize("pack", CHECKED)
def test_a_changed_byte_is_noticed(pack: Pack) -> None:
    packed = bytearray(pack(npy()))
    packed[len(packed) // 2] ^= 1
    Path("x").write_bytes(packed)
    assert " data are damaged (" in error("x")


@pytest.mark.parametrize("pack", STREAMS)
def test_what_stands_behind_the_stream_is_no_padding(pack: Pack) -> None:
    Path("x").write_bytes(pack(b"1,2\n") + b"more")
    assert " data are " in error("x")


@pytest.mark.parametrize(
    ("name", "inside", "suffix"),
    [
        ("x.csv.gz", "", ".csv"),
        ("x.CSV.GZ", "", ".csv"),
        ("x.json.zip", "inside", ".json"),
        ("x.zip", "run/x.TSV", ".tsv"),
        ("x.json.zip", "x.csv", ".csv"),
        ("x.gz", "", ""),
    ],
)
def test_the_suffix_inside_counts(name: str, inside: str, suffix: str) -> None:
    if inside:
        with zipfile.ZipFile(name, "w") as archive:
            archive.writestr(inside, "1")
    else:
        Path(name).write_bytes(gzip.compress(b"1"))
    assert read_source(name, None).suffix == suffix


def test_without_the_library_for_zstandard(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("compression", "backports"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in ("my x.csv.zst", "x"):
        Path(name).write_bytes(b"\x28\xb5\x2f\xfd\x04\x00")
    assert error("my x.csv.zst") == (
        "my x.csv.zst: is packed with Zstandard, which this Python does not unpack\n"
        "  pip install 'lossctl[zstd]', or unpack it: zstd -dc 'my x.csv.zst' > 'my x.csv'"
    )
    assert error("x").endswith("or unpack it: zstd -dc x > x.unpacked")


@pytest.mark.parametrize("sample", [path.name for path in VALID.iterdir() if not path.name.endswith(".json")])
def test_a_long_file_that_begins_like_a_valid_one_is_read_on(sample: str) -> None:
    source = read_source(str(VALID / sample), None)
    first_bytes.check(source.data[:], UNKNOWN)


BOMB = 40 << 20  # bytes


@pytest.mark.parametrize("pack", [*STREAMS, zipped])
def test_of_a_bomb_only_the_beginning_is_unpacked(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    monkeypatch.setattr(spooled, "_write", lambda _, piece: written.append(len(piece)))
    Path("x.csv.p").write_bytes(pack(bytes(BOMB)))
    assert error("x.csv.p") == (
        "x.csv.p: is binary (a zero at byte 0), and in no format that lossctl reads\n"
        "  save the numbers with numpy.save('x.npy', x)"
    )
    Path("x.csv.p").write_bytes(pack(b" " * BOMB))
    assert error("x.csv.p") == "x.csv.p: begins with 1 MiB of blank space"
    assert written == []


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ("y\n", "n\n"),
            (
                "has no number in its first 1 MiB\n"
                "  if it holds the names of classes, give it as a file whose name ends with .csv"
            ),
        ),
        (
            ("1,", "2,"),
            "has no line end in its first 1 MiB\n  if it is a list, give it as a file whose name ends with .json",
        ),
        (
            ("0.5 1\n", "1 0.5\n"),
            (
                "66 MiB of numbers between blanks would take 20 times as much memory\n"
                "  this puts commas between them: gzip -dc x.gz > x && sed -E 's/^ +| +$//g; s/ +/,/g' x > x.csv"
            ),
        ),
    ],
)
def test_text_that_would_be_read_whole(lines: tuple[str, str], message: str) -> None:
    Path("x.gz").write_bytes(gzip.compress(long_text(lines), 1))
    assert error("x.gz") == f"x.gz: {message}"


def long_text(lines: Sequence[str]) -> bytes:
    """66 MiB of these in a random order, which repeats itself only after more than gzip and lossctl look back."""
    block = "".join(Random(0).choices(lines, k=(1 << 18) // len(lines[0]))).encode()
    return block * (66 * (1 << 20) // len(block) + 1)


REPEATED = [
    ("yes 1,2", r"'1,2\n'"),
    ("yes '[1, 2]'", r"'[1, 2]\n'"),
    ("printf 'a,b\n1,2\n'; yes ''", r"'\n'"),
    ("printf '{\"a\":\"'; yes x | tr -d '\\n'", "'x'"),
    (f"yes '{'tensor([1, 2]), ' * 4}'", "the same 65 bytes"),
]


LINES = ("ce - 0", "kl 1,2 -", "ce 1,2 0 --weight -", "bce 0.5 1 --expect -", "merge -")


@pytest.mark.parametrize(("text", "what", "line"), [(*each, line) for each, line in zip(REPEATED, LINES, strict=True)])
def test_an_endless_stream_of_the_same_bytes_is_an_error(text: str, what: str, line: str) -> None:
    program = f"{{ {text}; }} 2>/dev/null | {shlex.quote(sys.executable)} -m lossctl {line}"
    done = subprocess.run(program, shell=True, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"lossctl {line.split()[0]}: standard input: its first 64 MiB are {what} over and over\n"
        "  if these are data, write them unpacked into a file, and give its name\n"
    )


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, zstd, zipped])
def test_a_small_bomb(pack: Pack) -> None:
    Path("x.json.p").write_bytes(pack(b"[" + b"[1, 2], " * (65 << 17)))
    assert error("x.json.p").startswith("x.json.p: its first 64 MiB are ")


def test_a_bomb_of_text_that_does_not_begin_to_repeat_itself() -> None:
    text = long_text(("loss 1\n", "loss 2\n"))[: 2 << 20] + b"loss 1\n" * (9 << 20)
    Path("x.log.gz").write_bytes(gzip.compress(text))
    assert re.fullmatch(
        r"x\.log\.gz: 65 MiB of text that is no table, [0-9]{3,} times as much as its file\n"
        r"  if it is data, unpack it: gzip -dc x\.log\.gz > x\.log",
        error("x.log.gz"),
    )


def test_a_large_table_that_packs_well_is_read() -> None:
    text = long_text(("0.5,1,0\n", "1.5,2,1\n"))
    Path("x.csv.gz").write_bytes(gzip.compress(text, 1))
    assert read_array("x.csv.gz", "input").shape == (text.count(b"\n"), 3)


def test_a_constant_array_is_no_text() -> None:
    Path("x.npy.gz").write_bytes(gzip.compress(npy(np.full(70 << 17, 1.1)), 1))
    assert read_array("x.npy.gz", "input").shape == (70 << 17,)


def test_memory_of_a_bomb() -> None:
    """What the whole program takes, for 1.2 GB of zeros in 5 MB."""
    program = (
        "from lossctl.__main__ import main\n"
        "try: main()\n"
        "finally: print(*(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    with gzip.open("x.csv.gz", "wb", 1) as file:
        for _ in range(1200):
            file.write(bytes(1 << 20))
    done = subprocess.run([sys.executable, "-c", program, "ce", "x.csv.gz"], capture_output=True, text=True)
    assert done.returncode == 2
    assert int(done.stdout) < 100 << 10  # KiB


@settings(deadline=None, max_examples=150)
@given(st.sampled_from([*STREAMS, zipped]), st.integers(0, 9999), st.binary(max_size=3), st.booleans())
def test_mutants(tmp_path_factory, pack: Pack, at: int, new: bytes, is_cut: bool) -> None:
    data = pack(b"a,b\n0.5,1\n-2.5,3\n")
    at %= len(data)
    assume(at or not is_cut)  # of a packed file with nothing left of it the new bytes are a text of their own
    path = tmp_path_factory.getbasetemp() / "fuzz.csv.packed"
    path.write_bytes(data[:at] + new + (b"" if is_cut else data[at + len(new) :]))
    with suppress(InputError):
        found = read_array(str(path), "input")
        assert pack not in CHECKED or found.tolist() == [[0.5, 1], [-2.5, 3]]
