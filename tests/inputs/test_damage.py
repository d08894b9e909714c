"""A bit that has flipped in a file with a checksum is an error, and never another number."""

import bz2
import gzip
import json
import lzma
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossctl.errors import InputError
from lossctl.inputs import read, read_array

LOGITS = np.random.default_rng(0).normal(size=(40, 3))
LABELS = np.random.default_rng(1).integers(0, 3, 40)
CSV = "a,b,c,label\n" + "".join(
    f"{','.join(map(repr, row))},{t}\n" for row, t in zip(LOGITS.tolist(), LABELS, strict=True)
)


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.csv", CSV)


def pickled(path: Path) -> None:
    torch = pytest.importorskip("torch")
    torch.save({"logits": torch.tensor(LOGITS), "labels": torch.tensor(LABELS)}, path)


WRITERS: dict[str, Callable[[Path], object]] = {
    "x.npz": lambda path: np.savez(path, logits=LOGITS, labels=LABELS),
    "packed.npz": lambda path: np.savez_compressed(path, logits=LOGITS, labels=LABELS),
    "x.pt": pickled,
    "x.csv.gz": lambda path: path.write_bytes(gzip.compress(CSV.encode())),
    "x.csv.bz2": lambda path: path.write_bytes(bz2.compress(CSV.encode())),
    "x.csv.xz": lambda path: path.write_bytes(lzma.compress(CSV.encode())),
    "x.zip": zipped,
}


@pytest.fixture(scope="module", params=["small", "large"], autouse=True)
def size(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each file is read whole, and also as large files are: in ranges."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "large":
            for name in ("lossctl.inputs.files.file", "lossctl.inputs.readers.containers.npz"):
                patch.setattr(f"{name}.LARGE", 64)
        yield


@pytest.fixture(scope="module", params=list(WRITERS))
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("damage") / request.param
    WRITERS[request.param](path)
    return path


def arrays(path: Path) -> dict[str, list[object]]:
    return {role: np.asarray(array).tolist() for role, array in read(str(path), None, {}).arrays.items()}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1 << 40), st.integers(0, 7))
def test_a_flipped_bit_never_gives_another_number(file: Path, place: int, bit: int) -> None:
    whole = file.read_bytes()
    damaged = bytearray(whole)
    damaged[place % len(whole)] ^= 1 << bit
    path = file.with_name(f"damaged-{file.name}")
    path.unlink(missing_ok=True)  # a file of its own: what was verified of another is of no use
    path.write_bytes(damaged)
    try:
        found = arrays(path)
    except InputError:
        return
    assert found == arrays(file)


def columnar(write: str) -> Callable[[Path], None]:
    def written(path: Path) -> None:
        arrow = pytest.importorskip("pyarrow")
        table = arrow.table({**{f"logit_{i}": LOGITS[:, i] for i in range(3)}, "label": LABELS})
        module, function = write.split(".")
        getattr(pytest.importorskip(f"pyarrow.{module}"), function)(table, str(path))

    return written


def safetensors(path: Path) -> None:
    pytest.importorskip("safetensors.numpy").save_file({"logits": LOGITS, "labels": LABELS}, str(path))


def zstandard(path: Path) -> None:
    path.write_bytes(pytest.importorskip("backports.zstd").compress(CSV.encode()))


WITHOUT_CHECKSUM: dict[str, Callable[[Path], object]] = {
    "x.npy": lambda path: np.save(path, LOGITS),
    "x.csv": lambda path: path.write_text(CSV),
    "x.json": lambda path: path.write_text(json.dumps({"logits": LOGITS.tolist(), "labels": LABELS.tolist()})),
    "x.safetensors": safetensors,
    "x.parquet": columnar("parquet.write_table"),
    "x.feather": columnar("feather.write_feather"),
    "x.csv.zst": zstandard,
    "x.csv.lzma": lambda path: path.write_bytes(lzma.compress(CSV.encode(), lzma.FORMAT_ALONE)),
}


@pytest.fixture(scope="module", params=list(WITHOUT_CHECKSUM))
def unchecked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("unchecked") / request.param
    WITHOUT_CHECKSUM[request.param](path)
    return path


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1 << 40), st.integers(0, 7))
def test_a_flipped_bit_where_there_is_no_checksum_is_an_error_or_numbers(unchecked: Path, place: int, bit: int) -> None:
    damaged = bytearray(unchecked.read_bytes())
    damaged[place % len(damaged)] ^= 1 << bit
    path = unchecked.with_name(f"damaged-{unchecked.name}")
    path.unlink(missing_ok=True)
    path.write_bytes(damaged)
    with suppress(InputError):
        read_array(str(path), "input") if path.suffix == ".npy" else arrays(path)


def test_a_large_member_that_is_not_packed_is_verified(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", logits=np.zeros((1 << 16, 3)), labels=np.zeros(1 << 16, int))
    data = bytearray((tmp_path / "x.npz").read_bytes())
    data[1 << 19] ^= 1
    (tmp_path / "x.npz").write_bytes(data)
    with pytest.raises(InputError, match=r"x\.npz, logits: is damaged: its bytes do not fit its checksum"):
        read(str(tmp_path / "x.npz"), None, {})


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_an_error(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", LOGITS)
    with zipfile.ZipFile(tmp_path / "x.npz", "w") as archive:
        archive.write(tmp_path / "a.npy", "logits.npy")
        archive.write(tmp_path / "a.npy", "logits.npy")
    with pytest.raises(InputError, match=r"x\.npz: holds two members of the name 'logits\.npy'"):
        read(f"{tmp_path}/x.npz:logits", "0", {})


def test_true_is_no_length_in_the_header_of_an_npy_file(tmp_path: Path) -> None:
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (True, 3), }".ljust(117) + b"\n"
    data = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(24)
    (tmp_path / "x.npy").write_bytes(data)
    with pytest.raises(InputError, match=r"x\.npy: the header gives the shape \(True, 3\)"):
        read(str(tmp_path / "x.npy"), "0", {})
