"""Write the samples that no editor writes: run it in this folder after a change, and look at the difference."""

import argparse
import bz2
import gzip
import io
import json
import lzma
import pickle
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
LOGITS = np.array([[0.5, -1.25], [2.0, 3.0]])
LABELS = np.array([0, 1])


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def zipped(members: dict[str, bytes], packing: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, packing)
    return file.getvalue()


def void2(array: np.ndarray) -> np.ndarray:
    """A bfloat16 array as np.save writes it."""
    return (array.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16).view("V2")


def members(**arrays: np.ndarray) -> bytes:
    """The arrays as np.savez writes them, without the time of writing."""
    return zipped({f"{name}.npy": npy(array) for name, array in arrays.items()})


def tensor(dtype: str, array: np.ndarray, begin: int, **changes: object) -> dict[str, object]:
    """An array's entry in the header of a safetensors file."""
    entry = {"dtype": dtype, "shape": array.shape, "data_offsets": [begin, begin + array.nbytes]}
    return {**entry, **changes}


def safetensors(header: object, *arrays: np.ndarray) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + b"".join(array.tobytes() for array in arrays)


def written(kind: str, **arrays: object) -> bytes:
    """What the library itself writes: arrays of NumPy, or tensors of PyTorch."""
    from importlib import import_module

    return import_module(f"safetensors.{kind}").save(arrays)


def tensors(**dtypes: str) -> dict[str, object]:
    """LOGITS as tensors of PyTorch of these dtypes."""
    import torch

    return {name: torch.tensor(LOGITS, dtype=getattr(torch, dtype)) for name, dtype in dtypes.items()}


def tarred(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return file.getvalue()


def encrypted(data: bytes) -> bytes:
    """The zip file with the flag of encryption at every member, in both places."""
    changed = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        begin = -1
        while (begin := data.find(mark, begin + 1)) >= 0:
            changed[begin + at] |= 1
    return bytes(changed)


CSV = b"a,b\n1,2\n"
PROBS = np.array([[0.75, 0.25], [0.5, 0.5]])
RECORDS = np.array(
    [(0, 0.5, -1.25, 0), (1, 2.0, 3.0, 1)],
    dtype=[(n, t) for n, t in zip(("index", "cat", "dog", "label"), ("i8", "f8", "f4", "u1"), strict=True)],
)
NESTED = np.array([((0.5, -1.25), b"1"), ((2.0, 3.0), b"0")], dtype=[("logits", "f8", (2,)), ("label", "S3")])
WORDS = np.array(["dog", "cat"])
PAIR = {"logits.npy": npy(LOGITS), "labels.npy": npy(LABELS)}

VALID = {
    "float16.npy": npy(LOGITS.astype(np.float16)),
    "big-endian.npy": npy(LABELS.astype(">i4")),
    "fortran.npy": npy(np.asfortranarray(np.arange(6.0).reshape(2, 3))),
    "bfloat16.npy": npy(void2(LOGITS)),
    "longdouble.npy": npy(LOGITS.astype(np.longdouble)),
    "bool.npy": npy(np.array([True, False])),
    "scalar.npy": npy(np.array(7)),
    "empty.npy": npy(np.empty((0, 3))),
    "4d.npy": npy(np.arange(16, dtype=np.uint8).reshape(2, 2, 2, 2)),
    "pair-stored.npz": zipped(PAIR),
    "pair-deflated.npz": zipped({**PAIR, "weight.npy": npy(LABELS)}, zipfile.ZIP_DEFLATED),
    "pair-probs.npz": zipped({"probs.npy": npy(abs(LOGITS)), "y.npy": npy(LABELS)}),
    "pair-positional.npz": members(arr_0=LOGITS, arr_1=LABELS),
    "pair-positional-turned.npz": members(arr_0=LABELS, arr_1=LOGITS),
    "pair-two.npy": npy(LOGITS) + npy(LABELS),
    "pair-records.npy": npy(RECORDS),
    "pair-records.npz": members(arr_0=RECORDS),
    "pair-record-arrays.npy": npy(NESTED),
    "pair-logits-and-probs.npz": members(probs=PROBS, logits=LOGITS, labels=LABELS),
    "pair-predicted.npz": members(y_true=LABELS, y_pred=LABELS[::-1], y_prob=PROBS, fold=np.array(3)),
    "pair-split.npz": members(test_logits=LOGITS, y_test=LABELS, ids=WORDS, features=LOGITS),
    "pair-whole-and-part.npz": members(logits=LOGITS, labels=LABELS, val_logits=PROBS, val_labels=LABELS),
    "pair-folder.npz": zipped({"run/labels.npy": npy(LABELS), "run/scores.npy": npy(LOGITS)}),
    "pair-class-names.npz": members(logits=LOGITS, labels=WORDS, class_names=WORDS[::-1]),
    "pair-names-in-labels.npz": members(y_prob=PROBS[:1], y_true=LABELS[1:], labels=WORDS),
    "pair-one-hot.npz": members(preds=LOGITS, labels=LABELS, one_hot=np.eye(2, dtype=np.uint8)),
    "pair-prompts.npz": members(input=WORDS, output=WORDS, logits=LOGITS, expected=np.array([1.0, 0.0])),
    "pair-objects-beside.npz": members(logits=LOGITS, scores=np.array([{}], dtype=object), gt=LABELS),
    "pair-numpy.safetensors": written("numpy", logits=LOGITS.astype(np.float32), labels=LABELS),
    "pair-bfloat16.safetensors": written("torch", **tensors(**{"model.logits": "bfloat16", "labels": "bool"})),
    "e4m3.safetensors": written("torch", **tensors(logits="float8_e4m3fn")),
    "e5m2.safetensors": written("torch", **tensors(logits="float8_e5m2")),
    "e4m3fnuz.safetensors": written("torch", **tensors(logits="float8_e4m3fnuz")),
    "metadata.safetensors": safetensors(
        {"__metadata__": {"format": "pt"}, "logits": tensor("F64", LOGITS, 0), "none": tensor("F32", LOGITS[:0], 32)},
        LOGITS,
    ),
    "pair-float4-beside.safetensors": safetensors(
        {"y": tensor("I64", LABELS, 33), "q": {"dtype": "F4", "shape": [2], "data_offsets": [32, 33]}}
        | {"logits": tensor("F64", LOGITS, 0)},
        *(LOGITS, np.uint8(0), LABELS),
    ),
    "numbers-as-text.npy": npy(np.array([["1", "-2.5"], ["nan", "1e3"]])),
    "lone.npz": zipped({"arr_0.npy": npy(LOGITS)}),
    "packed.npy.gz": gzip.compress(npy(LOGITS), mtime=0),
    "packed.csv.gz": gzip.compress(CSV, mtime=0),
    "packed.csv.bz2": bz2.compress(CSV),
    "packed.csv.xz": lzma.compress(CSV),
    "packed.csv.lzma": lzma.compress(CSV, lzma.FORMAT_ALONE),
    "packed.csv.zip": zipped({"packed.csv": CSV}, zipfile.ZIP_DEFLATED),
    "packed-by-a-mac.zip": zipped({"run/": b"", "run/x.csv": CSV, "__MACOSX/run/._x.csv": b"\0\5"}),
    "packed-with-bzip2.zip": zipped({"x.npy.copy": npy(LOGITS)}, zipfile.ZIP_BZIP2),
    "packed-twice-as-one.gz": gzip.compress(zipped({"arr_0.npy": npy(LOGITS)}), mtime=0),
    "two-streams.csv.xz": lzma.compress(b"1,2\n") + bytes(8) + lzma.compress(b"3,4\n") + bytes(4),
    "two-streams.csv.bz2": bz2.compress(b"1,2\n") + bz2.compress(b"3,4\n"),
    "pair-packed.json.xz": lzma.compress(b'{"logits": [[1, 2]], "label": [1]}'),
    "npy-by-its-bytes.csv": npy(LOGITS),
    "crlf.csv": b"a,b\r\n1,2\r\n3,4\r\n",
    "bom.csv": b"\xef\xbb\xbf1.5,2\n3,4\n",
    "utf16.csv": "猫,狗\n1,2.5\n".encode("utf-16"),
}

INVALID = {
    "objects.npy": npy(np.array([{}, None], dtype=object)),
    "complex.npy": npy(np.array([1j])),
    "record-complex.npy": npy(np.zeros(2, dtype=[("a", "f4"), ("z", "c8")])),
    "record-objects.npy": npy(np.zeros(2, dtype=[("a", "f4"), ("name", "O")])),
    "float8.npy": npy(np.zeros(3, "V1")),
    "dict.npy": npy(np.array({"logits": LOGITS}, dtype=object)),
    "cut-off-records.npy": npy(RECORDS)[:-3],
    "pair-three.npy": npy(LOGITS) + npy(LABELS) * 2,
    "pair-neither-order.npz": members(arr_0=LOGITS, arr_1=np.arange(3)),
    "pair-two-inputs.npz": members(scores=LOGITS, preds=LOGITS + 0.5, labels=LABELS),
    "pair-two-parts.npz": members(val_logits=LOGITS, val_labels=LABELS, test_logits=LOGITS + 1, test_labels=LABELS),
    "pair-other-parts.npz": members(val_logits=LOGITS, test_labels=LABELS),
    "pair-objects.npz": members(logits=np.array([{}], dtype=object), labels=LABELS),
    "pair-only-text.npz": members(input=WORDS, labels=LABELS),
    "pair-unknown-words.npz": members(logits=LOGITS, labels=WORDS),
    "sparse.npz": members(data=LABELS, indices=LABELS, indptr=LABELS, shape=LABELS, format=np.array(b"csr")),
    "dates.npy": npy(np.array(["2026-01-01"], dtype="M8[D]")),
    "words.npy": npy(np.array(["cat"])),
    "truncated.npy": npy(LOGITS)[:-5],
    "two.npy": npy(LOGITS) * 2,
    "damaged-header.npy": npy(LOGITS).replace(b"'descr'", b"'desc'("),
    "damaged.npz": zipped(PAIR).replace(struct.pack("<d", -1.25), struct.pack("<d", -1.5)),
    "cut-off.npz": zipped(PAIR)[:200],
    "pair-nameless.npz": zipped({"x.npy": npy(LOGITS), "z.npy": npy(LABELS)}),
    "pair-two-targets.npz": zipped({**PAIR, "y.npy": npy(1 - LABELS)}),
    "torch.pt": zipped({"archive/data.pkl": b"\x80\x02}."}),
    "command.pt": zipped({"x/data.pkl": b"\x80\x02cposix\nsystem\nX\4\0\0\0true\x85R."}),
    "command-in-dict.pt": zipped({"x/data.pkl": b"\x80\x02}X\6\0\0\0logitscbuiltins\neval\nX\1\0\0\0" + b"1\x85Rs."}),
    "torchscript.pt": zipped({"x/data.pkl": b"\x80\x02}.", "x/code/__torch__.py": b"", "x/constants.pkl": b""}),
    "nested-deep.pt": zipped({"x/data.pkl": b"\x80\x02" + b"]" * 50 + b"a" * 49 + b"."}),
    "excel.xlsx": zipped({"xl/workbook.xml": b"<x/>"}),
    "several.zip": zipped({"a b.csv": b"1", "c.csv": b"2", "__MACOSX/._c.csv": b"3"}),
    "many.zip": zipped({f"part-{i}.csv": b"1" for i in range(7)}),
    "nothing.zip": zipped({"__MACOSX/._c.csv": b"3"}),
    "encrypted.csv.zip": encrypted(zipped({"encrypted.csv": CSV})),
    "damaged.csv.zip": zipped({"x.csv": CSV}).replace(CSV, b"a,b\n1,3\n"),
    "unknown-packing.zip": zipped({"x.csv": CSV})
    .replace(b"PK\3\4\24\0\0\0\0\0", b"PK\3\4\24\0\0\0\11\0")
    .replace(b"PK\1\2\24\3\24\0\0\0\0\0", b"PK\1\2\24\3\24\0\0\0\11\0"),
    "twice.csv.bz2.gz": gzip.compress(bz2.compress(CSV), mtime=0),
    "twice.csv.gz.zip": zipped({"my twice.csv.gz": gzip.compress(CSV, mtime=0)}),
    "zip-in-gzip.zip.gz": gzip.compress(zipped({"x.csv": CSV}), mtime=0),
    "archive.tar.gz": gzip.compress(tarred("x.csv", CSV), mtime=0),
    "archive.tar": tarred("x.csv", CSV),
    "cut-off.csv.bz2": bz2.compress(CSV)[:-6],
    "cut-off.csv.xz": lzma.compress(CSV)[:-6],
    "damaged.csv.bz2": bz2.compress(CSV)[:-6] + bytes(6),
    "damaged.csv.xz": lzma.compress(CSV)[:-20] + bytes(20),
    "damaged-second.csv.bz2": bz2.compress(CSV) + b"BZh9" + bytes(20),
    "damaged-second.csv.xz": lzma.compress(CSV) + b"\xfd7zXX" + bytes(20),
    "matlab4.mat": struct.pack("<5i", 0, 1, 2, 0, 2) + b"x\0" + struct.pack("<2d", 1, 2),
    "matlab4-big.mat": struct.pack(">5i", 1000, 1, 2, 0, 2) + b"x\0" + struct.pack(">2d", 1, 2),
    "matlab5.mat": b"MATLAB 5.0 MAT-file Platform: posix".ljust(124) + b"\0\1IM",
    "matlab7.3.mat": b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(512) + b"\x89HDF\r\n\x1a\n\0",
    "user-block.hdf": bytes(1024) + b"\x89HDF\r\n\x1a\n\0",
    "packed.mat.gz": gzip.compress(b"MATLAB 5.0 MAT-file Platform: posix".ljust(124) + b"\0\1IM", mtime=0),
    "packed.mat.zip": zipped({"my x.mat": b"MATLAB 5.0 MAT-file Platform: posix".ljust(124) + b"\0\1IM"}),
    "protocol0.pkl": pickle.dumps([1, 2], 0),
    "protocol0-array.pkl": pickle.dumps(LOGITS, 0).replace(b"numpy._core", b"numpy.core"),
    "protocol0-dict.pkl": pickle.dumps({"logits": [1]}, 0),
    "protocol1.pkl": pickle.dumps([1, 2], 1),
    "protocol2.pkl": pickle.dumps([1, 2], 2),
    "packed.pkl.bz2": bz2.compress(pickle.dumps([1, 2], 4)),
    "of-joblib.pkl": b"\x80\4\x95\xef\0\0\0\0\0\0\0\x8c\x13joblib.numpy_pickle\x94\x8c\x11NumpyArrayWrapper\x94\x93",
    "of-joblib.joblib": zlib.compress(pickle.dumps([1, 2], 4), 3),
    "table.rds": gzip.compress(b"X\n\0\0\0\3\0\4\2\2\0\3\5\0", mtime=0),
    "table-text.rds": b"A\n3\n262656\n197888\n",
    "tables.RData": gzip.compress(b"RDX3\nX\n\0\0\0\3\0\4\2\2\0\3\5\0", mtime=0),
    "old-excel.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(8),
    "open-document.ods": zipped({"mimetype": b"application/x", "content.xml": b"<x/>"}),
    "base.sqlite": b"SQLite format 3\0",
    "onnx-tensor.pb": b"\x08\2\x08\1\x10\1B\6logitsJ\x08" + struct.pack("<2f", 1, 2),
    "onnx-model.onnx": b"\x08\x08\x12\x07pytorch\x1a\x052.0.0",
    "saved_model.pb": b"\x08\1\x12\x80\1\n\5",
    "examples.tfrecord": struct.pack("<QI", 4, 7) + b"\n\2\n\0" + bytes(4),
    "raw-float32.bin": np.linspace(-2, 3, 6, dtype=np.float32).tobytes(),
    "raw-float64.bin": np.linspace(-2, 3, 6).tobytes(),
    "raw-int64.bin": np.arange(3).tobytes(),
    "archive.7z": b"7z\xbc\xaf\x27\x1c\0\4" + bytes(24),
    "lz4.csv.lz4": b"\x04\x22\x4d\x18\x64\x40\xa7",
    "it's a -name.pkl": pickle.dumps([1], 4),
    "-begins-like-an-option.pkl": pickle.dumps([1], 4),
    "cut-off.csv.gz": gzip.compress(b"1,2\n3,4\n", mtime=0)[:-6],
    "damaged.csv.gz": gzip.compress(b"1,2\n3,4\n", mtime=0)[:-8] + b"\0" * 8,
    "pickle.pkl": b"\x80\x04]\x94.",
    "hdf5.h5": b"\x89HDF\r\n\x1a\n\x00",
    "no-arrays.safetensors": safetensors({}),
    "model.safetensors.index.json": json.dumps(
        {"metadata": {"total_size": 64}, "weight_map": {"logits": "model-00001-of-00001.safetensors"}}
    ).encode(),
    "cut-off.safetensors": safetensors({"x": tensor("F64", LOGITS, 0)}, LOGITS)[:-1],
    "cut-off-header.safetensors": safetensors({"x": tensor("F64", LOGITS, 0)}, LOGITS)[:40],
    "header-of-gigabytes.safetensors": struct.pack("<Q", 1 << 32) + b"{}",
    "header-no-json.safetensors": safetensors(b'{"x": '),
    "header-deep.safetensors": safetensors(b'{"x": ' + b"[" * 5_000),
    "entry-of-no-shape.safetensors": safetensors({"x": tensor("F64", LOGITS, 0, shape=None)}, LOGITS),
    "entry-negative.safetensors": safetensors({"x": tensor("F64", LOGITS, 0, data_offsets=[-1, 31])}, LOGITS),
    "entry-true.safetensors": safetensors({"x": tensor("F64", LOGITS, 0, shape=[True, 4])}, LOGITS),
    "metadata-of-numbers.safetensors": safetensors({"__metadata__": {"epoch": 1}}),
    "twice.safetensors": safetensors(b'{"x": {}, "x": {}}'),
    "shape-too-large.safetensors": safetensors({"x": tensor("F64", LOGITS, 0, shape=[2, 3])}, LOGITS),
    "overlap.safetensors": safetensors({"x": tensor("F64", LOGITS, 0), "y": tensor("F64", LOGITS, 24)}, LOGITS, LOGITS),
    "gap.safetensors": safetensors({"x": tensor("F64", LOGITS, 0), "y": tensor("I64", LABELS, 40)}, LOGITS, LOGITS),
    "more-behind.safetensors": safetensors({"x": tensor("F64", LOGITS, 0)}, LOGITS, LABELS),
    "many-axes.safetensors": safetensors({"x": tensor("F64", LOGITS[0, :1], 0, shape=[1] * 70)}, LOGITS[0, :1]),
    "float4.safetensors": safetensors({"x": {"dtype": "F4", "shape": [2], "data_offsets": [0, 1]}}, np.uint8(0)),
    "complex.safetensors": safetensors({"x": tensor("C64", np.zeros(1, np.complex64), 0)}, np.zeros(1, np.complex64)),
    "picture.png": b"\x89PNG\r\n\x1a\n\x00",
    "latin1.csv": "größe,b\n1,2\n".encode("latin-1"),
    "zeros.csv": b"1,2\n\0\0\n",
    "empty.csv": b"",
    "blank.csv": b"\n  \n",
}


def torch_samples() -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Valid and invalid files of torch.save; they stay as they are where PyTorch is not installed."""
    try:
        import torch
    except ImportError:
        return {}, {}

    def saved(value, **options) -> bytes:
        file = io.BytesIO()
        torch.save(value, file, **options)
        return file.getvalue()

    logits, labels = torch.tensor(LOGITS, dtype=torch.float32), torch.tensor(LABELS)
    pair, legacy = {"logits": logits, "labels": labels}, {"_use_new_zipfile_serialization": False}
    valid = {
        "tensor.pt": saved(logits),
        "suffix.pth": saved(logits.double()),
        "legacy.pt": saved(logits, **legacy),
        "transposed.pt": saved(logits.t()),
        "expanded.pt": saved(logits[:1].expand(3, 2)),
        "bfloat16.pt": saved(logits.to(torch.bfloat16)),
        "float8.pt": saved(logits.to(torch.float8_e4m3fn)),
        "truth-values.pt": saved(logits > 0),
        "parameter.pt": saved({"only": torch.nn.Parameter(logits), "epoch": 3, "name": "resnet", "optimizer": None}),
        "protocol-5.pt": saved(logits, pickle_protocol=5),
        "packed.pt.gz": gzip.compress(saved(logits), mtime=0),
        "big-endian.pt": zipped({"x/data.pkl": _pickle(saved(logits)), "x/byteorder": b"big",
                                 "x/data/0": LOGITS.astype(">f4").tobytes()}),
        "pair-dict.pt": saved(pair),
        "pair-tuple.pt": saved((logits, labels)),
        "pair-turned.pt": saved([labels, logits]),
        "pair-legacy.pt": saved(pair, **legacy),
        "pair-nested.pt": saved({"model": {"test_logits": logits, "hidden": [logits, logits]}, "test_labels": labels}),
        "pair-numpy.pt": saved({"y_prob": PROBS, "y_true": LABELS, "classes": ["cat", "dog"]}),
        "pair-batches.pt": saved({"logits": [logits, logits], "labels": [labels, labels], "epoch": 3}),
        "pair-batch-dicts.pt": saved([dict(pair, loss=0.5), {"logits": logits[:1], "labels": labels[:1], "loss": 1}]),
        "pair-batch-tuples.pt": saved([(logits, labels), (logits[:1], labels[:1])]),
        "pair-two-lists.pt": saved(([logits, logits[:1]], [labels, labels[:1]])),
        "pair-samples.pt": saved([{"logits": row, "label": i} for i, row in enumerate(logits)]),
        "pair-samples-by-id.pt": saved({7 - i: {"logits": logits[i], "label": labels[i]} for i in (0, 1)}),
        "pair-checkpoint.pt": saved(pair | {"args": argparse.Namespace(lr=0.1), "optimizer": {"state": {}}}),
        "pair-packed.pt": zipped({"x/data.pkl": _pickle(saved(pair)), "x/data/0": LOGITS.astype("f4").tobytes(),
                                  "x/data/1": LABELS.tobytes()}, zipfile.ZIP_DEFLATED),
        "pair-lists.pt": saved({"logits": LOGITS.tolist(), "labels": LABELS.tolist(), "loss": 0.5}),
    }  # fmt: skip
    invalid = {
        "sparse.pt": saved(logits.to_sparse()),
        "complex.pt": saved({"z": logits + 1j}),
        "model.pt": saved(torch.nn.Linear(2, 2).requires_grad_(False)),
        "object.pt": saved(pair | {"data": torch.utils.data.TensorDataset(logits)}),
        "object-alone.pt": saved(argparse.Namespace(**pair)),
        "cut-off-tensor.pt": saved(logits)[:500],
        "cut-off-legacy.pt": saved(logits, **legacy)[:-3],
        "damaged.pt": saved(logits).replace(struct.pack("<f", -1.25), struct.pack("<f", -1.5)),
        "storage-missing.pt": zipped({"x/data.pkl": _pickle(saved(logits))}),
        "storage-too-short.pt": zipped({"x/data.pkl": _pickle(saved(logits)), "x/data/0": bytes(12)}),
        "pair-batches-too-few.pt": saved({"logits": [logits, logits], "labels": [labels]}),
        "long-key.pt": saved({10**5000: logits}),
        "renamed-header.pt": saved(logits).replace(b"archive/data/0", b"archive/data/1", 1),
    }
    return valid, invalid


def tokens() -> bytes:
    """The README's sample: the logits of a language model for two short sequences, and their tokens."""
    import torch

    logits = torch.tensor(np.random.default_rng(12).normal(0, 2, (2, 5, 4)).round(2), dtype=torch.bfloat16)
    out = io.BytesIO()
    torch.save({"logits": logits, "labels": torch.tensor([[1, 3, 0, 2, 2], [2, 0, 1, -100, -100]])}, out)
    return out.getvalue()


def _pickle(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("archive/data.pkl")


if __name__ == "__main__":
    torch_valid, torch_invalid = torch_samples()
    for folder, samples in (("valid", VALID | torch_valid), ("invalid", INVALID | torch_invalid)):
        for name, data in samples.items():
            (HERE / folder / name).write_bytes(data)
    (HERE.parents[1] / "samples/tokens.pt").write_bytes(tokens())
