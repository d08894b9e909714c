"""Write the samples that no editor writes: run it in this folder after a change, and look at the difference."""

import argparse
import gzip
import io
import json
import struct
import zipfile
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
    "packed.csv.gz": gzip.compress(b"a,b\n1,2\n", mtime=0),
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
    "other.zip": zipped({"a.txt": b"1"}),
    "cut-off.csv.gz": gzip.compress(b"1,2\n3,4\n", mtime=0)[:-6],
    "damaged.csv.gz": gzip.compress(b"1,2\n3,4\n", mtime=0)[:-8] + b"\0" * 8,
    "pickle.pkl": b"\x80\x04]\x94.",
    "zstd.csv.zst": b"\x28\xb5\x2f\xfd\x04\x00",
    "hdf5.h5": b"\x89HDF\r\n\x1a\n\x00",
    "no-arrays.safetensors": safetensors({}),
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
        "pair-lists.pt": saved({"logits": LOGITS.tolist(), "labels": LABELS.tolist(), "loss": 0.5}),
    }  # fmt: skip
    invalid = {
        "sparse.pt": saved(logits.to_sparse()),
        "complex.pt": saved({"z": logits + 1j}),
        "model.pt": saved(torch.nn.Linear(2, 2).requires_grad_(False)),
        "object.pt": saved(pair | {"args": argparse.Namespace(lr=0.1)}),
        "cut-off-tensor.pt": saved(logits)[:500],
        "cut-off-legacy.pt": saved(logits, **legacy)[:-3],
        "damaged.pt": saved(logits).replace(struct.pack("<f", -1.25), struct.pack("<f", -1.5)),
        "storage-missing.pt": zipped({"x/data.pkl": _pickle(saved(logits))}),
        "storage-too-short.pt": zipped({"x/data.pkl": _pickle(saved(logits)), "x/data/0": bytes(12)}),
        "pair-batches.pt": saved({"logits": [logits, logits], "labels": [labels, labels]}),
    }
    return valid, invalid


def _pickle(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("archive/data.pkl")


if __name__ == "__main__":
    torch_valid, torch_invalid = torch_samples()
    for folder, samples in (("valid", VALID | torch_valid), ("invalid", INVALID | torch_invalid)):
        for name, data in samples.items():
            (HERE / folder / name).write_bytes(data)
