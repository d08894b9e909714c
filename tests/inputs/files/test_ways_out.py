"""The lines that errors print for other formats are run as printed, on real files, and what they write is read."""

import csv
import gzip
import io
import json
import os
import pickle
import sqlite3
import struct
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read, read_array
from lossctl.inputs.files import unsupported
from lossctl.inputs.files.origins import UNKNOWN

LOGITS = np.array([[2.0, 0.5, 0.1], [0.25, 1.5, -1.0], [0.5, 0.1, 2.5]])
LABELS = np.array([0, 1, 2])
ARRAYS = {"logits": LOGITS, "labels": LABELS}
ROWS = [["a", "b", "c", "label"], *([*row, label] for row, label in zip(LOGITS.tolist(), LABELS.tolist(), strict=True))]
# What a pickle may hold; a callable makes what needs another library.
CONTENTS: dict[str, Callable[[], Any]] = {
    "a dict of arrays": lambda: ARRAYS,
    "a dict of lists": lambda: {name: array.tolist() for name, array in ARRAYS.items()},
    "a list of records": lambda: [
        {"logits": row, "label": np.int64(label)} for row, label in zip(LOGITS, LABELS, strict=True)
    ],
    "a table": lambda: frame(),
    "a table with words": lambda: frame().assign(label=["a", "b", "c"]),
    "tensors": lambda: {"logits": tensor(LOGITS), "labels": tensor(LABELS)},
    "bfloat16": lambda: {"logits": tensor(LOGITS).bfloat16(), "labels": tensor(LABELS)},
    "tensors with gradients": lambda: {"logits": tensor(LOGITS).requires_grad_(), "labels": tensor(LABELS)},
}
ALONE: dict[str, Callable[[], Any]] = {
    "an array": lambda: LOGITS,
    "a float32 array": lambda: LOGITS.astype("f4"),
    "rows": lambda: LOGITS.tolist(),
    "a list of arrays": lambda: list(LOGITS),
    "a tensor": lambda: tensor(LOGITS),
    "a bfloat16 tensor": lambda: tensor(LOGITS).bfloat16(),
}


def frame() -> Any:
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame(LOGITS, columns=["a", "b", "c"]).assign(label=LABELS)


def tensor(array: np.ndarray) -> Any:
    return pytest.importorskip("torch").tensor(array)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")


def run(name: str, problem: str, *, into: str = "") -> str:
    """Run the line that the error for this file prints; what it writes is called `into`."""
    with pytest.raises(InputError) as caught:
        read(name, "0", {})
    assert caught.value.problem == problem
    what, _, line = caught.value.remedy.partition(": ")
    done = subprocess.run(line, shell=True, capture_output=True, text=True)
    assert done.returncode == 0, f"{line}\n{done.stderr}"
    if into:
        assert into in what
        assert Path(into).exists()
    return done.stdout


def assert_both(name: str, labels: np.ndarray = LABELS, rtol: float = 0) -> None:
    found = read(name, None, {})
    np.testing.assert_allclose(np.asarray(found.arrays["input"]), LOGITS, rtol)
    np.testing.assert_array_equal(np.asarray(found.arrays["target"]), labels)


def assert_logits(name: str, rtol: float = 0) -> None:
    np.testing.assert_allclose(np.asarray(read_array(name, "input")), LOGITS, rtol)


PICKLE = "is a pickle, which is never loaded: that could run any code"
OF_JOBLIB = "is a pickle of joblib, which is never loaded: that could run any code"
NAME = "it's (1) my.pkl"


@pytest.mark.parametrize(
    ("content", "protocol"),
    [*(("a dict of arrays", i) for i in range(6)), *((content, 4) for content in CONTENTS), ("a table", 0)],
)
def test_a_pickle_of_both(content: str, protocol: int) -> None:
    Path(NAME).write_bytes(pickle.dumps(CONTENTS[content](), protocol))
    run(NAME, PICKLE, into="it's (1) my.json")
    assert_both("it's (1) my.json", rtol=0.01 if content == "bfloat16" else 0)


@pytest.mark.parametrize(
    ("content", "protocol"), [*((content, 4) for content in ALONE), ("an array", 0), ("rows", 0), ("rows", 1)]
)
def test_a_pickle_of_one(content: str, protocol: int) -> None:
    Path("-x.pkl").write_bytes(pickle.dumps(ALONE[content](), protocol))
    run("-x.pkl", PICKLE, into="-x.json")
    assert_logits("-x.json", 0.01 if "float" in content else 0)


def test_a_packed_pickle_beside_files_of_these_names() -> None:
    frame().to_pickle("x.pkl.gz")
    Path("x.json").write_text("mine")
    run("x.pkl.gz", PICKLE, into="x.pkl.json")
    assert Path("x.json").read_text() == "mine"
    assert_both("x.pkl.json")


@pytest.mark.parametrize(
    ("content", "compress"),
    [
        *(("a dict of arrays", (kind, 3)) for kind in ("zlib", "gzip", "bz2", "xz", "lzma")),
        *((content, 0) for content in ("a dict of arrays", "a table", "bfloat16")),
    ],
)
def test_joblib(content: str, compress: Any) -> None:
    joblib = pytest.importorskip("joblib")
    joblib.dump(CONTENTS[content](), "x.joblib", compress=compress)
    with pytest.raises(InputError) as caught:
        read("x.joblib", None, {})
    assert caught.value.problem in (PICKLE, OF_JOBLIB, "is packed by zlib, as joblib packs pickles")
    run("x.joblib", caught.value.problem, into="x.json")
    assert_both("x.json", rtol=0.01 if content == "bfloat16" else 0)


def test_matlab() -> None:
    io_ = pytest.importorskip("scipy.io")
    words = np.array(["a", "b"], dtype=object)
    for format_, more in (("5", {"names": words, "note": "text"}), ("4", {})):
        io_.savemat("x.mat", {**ARRAYS, **more}, format=format_)
        run("x.mat", "is a MATLAB file" if format_ == "5" else "is a MATLAB 4 file", into="x.json")
        assert_both("x.json")
        Path("x.json").unlink()


def test_matlab_structs() -> None:
    pytest.importorskip("scipy.io").savemat("x.mat", {"out": ARRAYS}, do_compression=True)
    run("x.mat", "is a MATLAB file", into="x.json")
    assert_both("x.json")


def test_a_packed_matlab_file() -> None:
    pytest.importorskip("scipy.io").savemat("x.mat", ARRAYS)
    Path("y.mat.gz").write_bytes(gzip.compress(Path("x.mat").read_bytes()))
    run("y.mat.gz", "is a MATLAB file", into="y.json")
    assert_both("y.json")


def test_matlab_7_3() -> None:
    h5py = pytest.importorskip("h5py")
    with h5py.File("x.mat", "w", userblock_size=512) as file:
        for name, array in ARRAYS.items():
            file[name] = np.atleast_2d(array).T if array.ndim > 1 else array[:, None]
        file["note"] = np.array([[116], [101]], dtype="u2")
        file["#refs#/a"] = np.zeros(2)
    with Path("x.mat").open("r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(116) + bytes(8) + b"\0\2IM")
    run("x.mat", "is a MATLAB 7.3 file", into="x.npz")
    assert_both("x.npz")


@pytest.mark.parametrize("folder_", ["", "val/"])
def test_hdf5(folder_: str) -> None:
    h5py = pytest.importorskip("h5py")
    with h5py.File("x.h5", "w") as file:
        for name, array in ARRAYS.items():
            file[folder_ + name] = array
        file["words"] = ["a", "b"]
        file["empty"] = h5py.Empty("f4")
    run("x.h5", "is an HDF5 file", into="x.npz")
    assert_both("x.npz")


def test_hdf5_of_pandas() -> None:
    pytest.importorskip("tables")
    frame().to_hdf("x.h5", key="df")
    run("x.h5", "is an HDF5 file of pandas", into="x.csv")
    assert_both("x.csv")


@pytest.mark.parametrize("header", [True, False])
def test_excel(header: bool) -> None:
    pytest.importorskip("openpyxl")
    frame().to_excel("x.xlsx", index=False, header=header)
    run("x.xlsx", "is an Excel file", into="x.csv")
    if header:
        assert_both("x.csv")
    else:
        np.testing.assert_array_equal(read_array("x.csv:0,1,2", "input"), LOGITS)


def test_old_excel() -> None:
    xlwt, _ = pytest.importorskip("xlwt"), pytest.importorskip("xlrd")
    book = xlwt.Workbook()
    sheet = book.add_sheet("x")
    for i, row in enumerate(ROWS):
        for j, value in enumerate(row):
            sheet.write(i, j, value)
    book.save("x.xls")
    run("x.xls", "is an old Excel or Word file", into="x.csv")
    assert_both("x.csv")


def test_onnx() -> None:
    onnx = pytest.importorskip("onnx")
    for name in ("", "logits"):
        tensor_ = onnx.numpy_helper.from_array(LOGITS, name)
        Path("output_0.pb").write_bytes(tensor_.SerializeToString())
        run("output_0.pb", "is a tensor of ONNX", into="output_0.npy")
        assert_logits("output_0.npy")
        Path("output_0.npy").unlink()


def test_tfrecord() -> None:
    tensorflow = pytest.importorskip("tensorflow")
    with tensorflow.io.TFRecordWriter("x.tfrecord") as writer:
        for row, label in zip(LOGITS, LABELS, strict=True):
            feature = {
                "logits": tensorflow.train.Feature(float_list=tensorflow.train.FloatList(value=row)),
                "label": tensorflow.train.Feature(int64_list=tensorflow.train.Int64List(value=[label])),
            }
            example = tensorflow.train.Example(features=tensorflow.train.Features(feature=feature))
            writer.write(example.SerializeToString())
    run("x.tfrecord", "is a TFRecord file", into="x.jsonl")
    assert_both("x.jsonl", rtol=1e-6)


def test_an_image_of_classes() -> None:
    image = pytest.importorskip("PIL.Image")
    image.fromarray(np.array([[0, 1], [2, 0]], dtype="u1")).save("x.png")
    run("x.png", "is an image", into="x.npy")
    assert read_array("x.npy", "target").tolist() == [[0, 1], [2, 0]]


def test_sqlite() -> None:
    with sqlite3.connect("x.sqlite") as base:
        base.execute('CREATE TABLE "my table" (a REAL, b REAL, c REAL, label INTEGER)')
        base.execute("CREATE INDEX one ON [my table] (label)")
        base.executemany("INSERT INTO [my table] VALUES (?, ?, ?, ?)", ROWS[1:])
    base.close()
    run("x.sqlite", "is a SQLite database", into="x.csv")
    assert_both("x.csv")


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
def test_raw_numbers(dtype: str) -> None:
    numbers = (LOGITS * 10).astype(dtype)
    numbers.tofile("x.bin")
    with pytest.raises(InputError) as caught:
        read_array("x.bin", "input")
    _, _, line = caught.value.remedy.partition(": ")
    assert f"row for {dtype} and 1: " in caught.value.remedy
    subprocess.run(line.replace("-1, 1)", "-1, 3)"), shell=True, check=True)
    np.testing.assert_array_equal(read_array("x.npy", "input"), numbers)


@pytest.mark.parametrize("pack", ["", "gz", "bz2", "xz"])
def test_tar(pack: str) -> None:
    with tarfile.open("x.tar", f"w:{pack}") as archive:
        entry = tarfile.TarInfo("x.json")
        data = json.dumps({name: array.tolist() for name, array in ARRAYS.items()}).encode()
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    assert run("x.tar", "is a tar archive") == "x.json\n"
    assert_both("x.json")


def test_a_zip_file_of_several() -> None:
    with zipfile.ZipFile("x.zip", "w") as archive:
        for name, array in ARRAYS.items():
            archive.writestr(f"{name}.json", json.dumps(array.tolist()))
    run("x.zip", "is a zip file of 2 files: logits.json, labels.json", into="x.files")
    assert_logits("x.files/logits.json")


def test_compress() -> None:
    """Codes of nine bits, the lowest first: each byte is its own code."""
    data = b"a,b,c,label\n2,.5,.1,0\n.25,1.5,-1,1\n.5,.1,2.5,2\n"
    bits = sum(byte << 9 * i for i, byte in enumerate(data))
    Path("x.csv.Z").write_bytes(b"\x1f\x9d\x90" + bits.to_bytes(-(-9 * len(data) // 8), "little"))
    run("x.csv.Z", "is packed with compress", into="x.csv.unpacked")
    assert_both("x.csv.unpacked")


def test_packed_twice() -> None:
    text = io.StringIO()
    csv.writer(text).writerows(ROWS)
    data = text.getvalue().encode()
    Path("x.csv.gz.gz").write_bytes(gzip.compress(gzip.compress(data)))
    run("x.csv.gz.gz", "is packed twice, with gzip inside")
    assert_both("x.csv")


OBJECTS = "holds pickled Python objects, which are never loaded"


def test_objects_of_numpy() -> None:
    np.save("x.npy", np.array(ARRAYS, dtype=object))
    np.save("rows.npy", np.array([None, *LOGITS], dtype=object)[1:], allow_pickle=True)
    np.savez("x.npz", logits=np.array([None, *LOGITS], dtype=object)[1:], labels=LABELS)
    run("x.npy", OBJECTS, into="x.json")
    assert_both("x.json")
    run("rows.npy", OBJECTS, into="rows.json")
    assert_logits("rows.json")
    run("x.npz", OBJECTS, into="x.npz.json")
    assert_both("x.npz.json")


def test_records_with_words() -> None:
    np.save("x.npy", frame().assign(label=["a", "b", "c"]).to_records(index=False))
    run("x.npy", OBJECTS, into="x.csv")
    assert_both("x.csv")


def test_float8() -> None:
    float8 = pytest.importorskip("ml_dtypes").float8_e4m3fn
    np.save("x.npy", LOGITS.astype(float8))
    run("x.npy", "holds numbers of one byte whose type is not in the file (|V1), as float8 is saved", into="x.new.npy")
    assert_logits("x.new.npy", 0.1)


def test_sparse() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    sparse.save_npz("x.npz", sparse.csr_matrix(LOGITS))
    run("x.npz", "is a sparse matrix of SciPy", into="x.npy")
    assert_logits("x.npy")


def test_r() -> None:
    if subprocess.run("command -v Rscript", shell=True, capture_output=True).returncode:
        pytest.skip("no R")
    make = (
        "d <- data.frame(a = c(2, .25, .5), b = c(.5, 1.5, .1), c = c(.1, -1, 2.5), label = 0:2); l <- d$label; "
        'saveRDS(d, "x.rds"); saveRDS(as.matrix(d), "m.rds", compress = "xz"); save(d, l, file = "x.RData")'
    )
    subprocess.run(["Rscript", "-e", make], check=True)
    run("x.rds", "is an .rds file of R", into="x.csv")
    run("m.rds", "is an .rds file of R", into="m.csv")
    run("x.RData", "is an .RData file of R")
    for name in ("x.csv", "m.csv", "x-d.csv"):
        assert_both(name)
    assert read_array("x-l.csv", "target").tolist() == LABELS.tolist()


@pytest.mark.parametrize("text", ["cat\ndog\np0\n", "(1, 2)\n", "x^2\nx^3\n", "X\n1\n", "A\n3\n4\n", "c1\nc2\n"])
def test_text_is_no_other_format(text: str) -> None:
    unsupported.refuse(text.encode(), UNKNOWN)


def test_numbers_of_little_endian_lengths_are_no_record() -> None:
    Path("x.dat").write_bytes(struct.pack("<Q", 1 << 62) + b"abcd\nefgh")
    with pytest.raises(InputError, match="is binary"):
        read_array("x.dat", "input")
