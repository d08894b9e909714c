"""What torch.save writes is read as torch.load reads it, bit for bit, in memory and in ranges of the file."""

import collections
import gzip
import io
import random
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from lossctl.inputs import read, read_array
from lossctl.inputs.document import Document
from lossctl.inputs.files import file
from lossctl.inputs.lazy_array import LazyArray

torch = pytest.importorskip("torch")

Saved = Callable[..., bytes]
Reading = Callable[[bytes], Document]

X = torch.randn(20, 30, generator=torch.Generator().manual_seed(0))
BYTES = torch.arange(256).to(torch.uint8)
FLOAT8 = ("float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu")
TYPES = (
    *("float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint8", "bool"),
    *("uint16", "uint32", "uint64"),
)
COMPLEX = torch.complex(X, X + 1)

FORMS = {
    "plain": X,
    "transposed": X.t(),
    "every second column": X[:, 3:20:2],
    "some rows": X[5:15],
    "one column": X[:, 2],
    "expanded rows": X[:1].expand(50, 30),
    "expanded columns": X[:, :1].expand(20, 7),
    "permuted": X.view(4, 5, 30).permute(2, 0, 1),
    "permuted and cut": X.view(2, 2, 5, 30).permute(3, 1, 0, 2)[1:, :, ::2],
    "windows": X[0].unfold(0, 7, 2),
    "diagonal": X.diagonal(),
    "channels last": X.view(2, 3, 10, 10).to(memory_format=torch.channels_last),
    "strides of its own": torch.as_strided(X, (5, 4, 3), (7, 0, 90), 2),
    "parameter": torch.nn.Parameter(X),
    "requires_grad": X.clone().requires_grad_(),
    "one number": torch.tensor(3.5),
    "empty": torch.empty(0, 3),
    "real part": COMPLEX.real,
    "imaginary part of the conjugate": COMPLEX.conj().imag,
    "bfloat16": torch.arange(-32768, 32768).to(torch.int16).view(torch.bfloat16),
    **{name: BYTES.view(getattr(torch, name)) for name in FLOAT8},
    **{name: (X.abs() * 30).to(getattr(torch, name)) for name in TYPES},
}
LAYOUTS = {
    "zip": {},
    "legacy": {"_use_new_zipfile_serialization": False},
    **{f"protocol {number}": {"pickle_protocol": number} for number in (1, 3, 4, 5)},
    "legacy, protocol 4": {"_use_new_zipfile_serialization": False, "pickle_protocol": 4},
}


def as_numpy(tensor: Any) -> np.ndarray:
    tensor = tensor.detach().resolve_neg()
    wide = tensor.dtype == torch.bfloat16 or "float8" in str(tensor.dtype)
    return (tensor.float() if wide else tensor).numpy()


def assert_same_bits(array: Any, tensor: Any) -> None:
    expected = as_numpy(tensor)
    assert (array.shape, array.dtype) == (expected.shape, expected.dtype)
    whole = np.asarray(array)
    np.testing.assert_array_equal(whole, expected)
    numbers = ~np.isnan(expected)
    assert whole[numbers].tobytes() == expected[numbers].tobytes()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form", FORMS)
def test_a_tensor(form: str, layout: str, saved: Saved, reading: Reading) -> None:
    data = saved(FORMS[form], **LAYOUTS[layout])
    assert_same_bits(reading(data).take("input").content, FORMS[form])


@pytest.mark.parametrize("layout", ["zip", "legacy"])
@pytest.mark.parametrize("form", FORMS)
def test_a_tensor_in_its_file(
    form: str, layout: str, saved: Saved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "LARGE", 200)
    for limit, most in (("PANEL", 1500), ("PART", 400), ("FAR", 50)):
        monkeypatch.setattr(f"lossctl.inputs.readers.torch_save.strided_ranges.{limit}", most)
    (tmp_path / "x.pt").write_bytes(saved(FORMS[form], **LAYOUTS[layout]))
    array = read_array(str(tmp_path / "x.pt"), "input")
    expected = as_numpy(FORMS[form])
    assert isinstance(array, LazyArray) == (FORMS[form].nbytes >= 200)
    assert_same_bits(array, FORMS[form])
    if isinstance(array, LazyArray):
        for start in range(0, array.size, 37):
            stop = min(start + 50, array.size)
            np.testing.assert_array_equal(array.read(start, stop), expected.reshape(-1)[start:stop])


X_MAX = X.max(1)
CONTAINERS = {
    "results of max": ({"x": X, "best": X_MAX, "second": X.topk(2)}, "x"),
    "a queue and a range beside": ({"x": X, "recent": collections.deque([1.0, 2.0], 5), "classes": range(3)}, "x"),
    "states of random numbers": ({"x": X, "state": [np.random.get_state(), random.getstate()]}, "x"),
    "buffer": ({"x": torch.nn.Buffer(X)}, "x"),
    "dict": ({"logits": X, "labels": torch.arange(20)}, "logits"),
    "nested": ({"model": {"logits": X}, "epoch": 3}, "model.logits"),
    "list": ([X, torch.arange(20), 1], "0"),
    "tuple in dict": ({"batch": (X, torch.arange(20))}, "batch.0"),
    "defaultdict": (collections.defaultdict(list, {"a": [X]}), "a.0"),
    "ordered dict": (collections.OrderedDict(logits=X), "logits"),
    "state dict": (torch.nn.Linear(30, 20).requires_grad_(False).state_dict() | {"weight": X}, "weight"),
    "key that is a number": ({3: X}, "3"),
    "None and types beside": ({"x": X, "none": None, "type": X.dtype, "on": X.device, "size": X.size()}, "x"),
    "a set, bytes and a complex number beside": ({"x": X, "set": {1}, "bytes": b"\xff", "z": 1j}, "x"),
    "attributes": ({"x": torch.nn.Parameter(X)}, "x"),
}
CONTAINERS["attributes"][0]["x"].tag = "kept"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form", CONTAINERS)
def test_a_tensor_in_containers(form: str, layout: str, saved: Saved, reading: Reading) -> None:
    value, name = CONTAINERS[form]
    assert_same_bits(reading(saved(value, **LAYOUTS[layout])).part(name).content, X)


@pytest.mark.parametrize("device", ["cuda:0", "cuda:7", "mps", "xpu:0", "meta", "hpu"])
@pytest.mark.parametrize("layout", ["zip", "legacy"])
def test_a_tensor_of_another_device(layout: str, device: str, saved: Saved, reading: Reading) -> None:
    """Its numbers are in the file, whatever device they come from and whether this machine has one."""
    old, new = (b"X" + len(each).to_bytes(4, "little") + each for each in (b"cpu", device.encode()))
    data = saved(X, **LAYOUTS[layout])
    if layout == "legacy":
        data = data.replace(old, new)
    else:
        turned = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(turned, "w") as changed:
            for member in archive.infolist():
                changed.writestr(member.filename, archive.read(member).replace(old, new))
        data = turned.getvalue()
    assert new in data
    assert_same_bits(reading(data).take("input").content, X)


def test_results_of_max_by_position(saved: Saved, reading: Reading) -> None:
    found = reading(saved({"best": X_MAX}))
    assert_same_bits(found.part("best.0").content, X_MAX.values)
    assert_same_bits(found.part("best.1").content, X_MAX.indices)


def test_tensors_share_their_storage(saved: Saved, reading: Reading) -> None:
    found = reading(saved({"a": X, "b": X[3:], "c": X.t(), "tied": X}))
    for name, tensor in {"a": X, "b": X[3:], "c": X.t(), "tied": X}.items():
        assert_same_bits(found.part(name).content, tensor)


@pytest.mark.parametrize("protocol", range(2, 6))
def test_numpy_arrays_inside(protocol: int, saved: Saved, reading: Reading) -> None:
    arrays = {
        "float64": np.arange(6.0).reshape(2, 3),
        "fortran": np.asfortranarray(np.arange(6).reshape(2, 3)),
        "big-endian": np.arange(3, dtype=">i2"),
        "float16": np.array([0.5, np.nan], np.float16),
        "bool": np.array([True, False]),
        "empty": np.empty((0, 3)),
    }
    more = {"words": np.array(["cat", "dog"]), "one": np.float32(2.5), "list": [np.int64(1), np.int64(0)]}
    found = reading(saved(arrays | more, pickle_protocol=protocol))
    for name, array in arrays.items():
        content = found.part(name).content
        assert content.dtype == np.asarray(array).dtype.newbyteorder("=")
        np.testing.assert_array_equal(content, array)
    assert list(found.part("words").content.entries) == ["cat", "dog"]
    np.testing.assert_array_equal(found.part("one").content, 2.5)
    np.testing.assert_array_equal(found.part("list").content, [1, 0])


@pytest.mark.parametrize("protocol", range(6))
def test_numbers_and_texts(protocol: int, saved: Saved, reading: Reading) -> None:
    value = {"lr": 0.5, "labels": [1, 0], "rows": [(0.5, 1.0), (2.0, 3.0)], "names": ["cat", "dog"], "ragged": [[1], 2]}
    found = reading(saved(value, pickle_protocol=protocol))
    np.testing.assert_array_equal(found.part("lr").content, 0.5)
    np.testing.assert_array_equal(found.part("labels").content, [1, 0])
    np.testing.assert_array_equal(found.part("rows").content, value["rows"])
    assert list(found.part("names").content.entries) == ["cat", "dog"]
    np.testing.assert_array_equal(found.part("ragged.0").content, [1])


@pytest.mark.parametrize("turned", [False, True])
def test_a_pair_without_names(turned: bool, saved: Saved, tmp_path: Path) -> None:
    pair = (torch.arange(20), X) if turned else (X, torch.arange(20))
    (tmp_path / "x.pt").write_bytes(saved(pair))
    found = read(str(tmp_path / "x.pt"), None, {})
    assert_same_bits(found.arrays["input"], X)
    first, second = ("1", "0") if turned else ("0", "1")
    assert found.notes[0].endswith(f"arrays without names: {first} is read as the input, {second} as the target")


def test_gzip_around_it(saved: Saved, tmp_path: Path) -> None:
    (tmp_path / "x.pt.gz").write_bytes(gzip.compress(saved(X)))
    assert_same_bits(read_array(str(tmp_path / "x.pt.gz"), "input"), X)


def test_the_order_of_bytes(saved: Saved, reading: Reading) -> None:
    """A big-endian machine writes `big`; the numbers are those of this machine with their bytes turned."""
    swapped = torch.from_numpy(X.numpy().byteswap())
    turned = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(swapped))) as old, zipfile.ZipFile(turned, "w") as new:
        for member in old.infolist():
            new.writestr(member.filename, b"big" if member.filename.endswith("byteorder") else old.read(member))
    assert_same_bits(reading(turned.getvalue()).take("input").content, X)
    assert torch.equal(torch.load(io.BytesIO(turned.getvalue())), X)


def test_outputs_of_hugging_face(saved: Saved, reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    """A class of transformers.modeling_outputs is a dict; PredictionOutput is a tuple of three."""
    outputs, trainer = ModuleType("transformers.modeling_outputs"), ModuleType("transformers.trainer_utils")

    class SequenceClassifierOutput(collections.OrderedDict):
        def __reduce__(self):
            made, _, *rest = super().__reduce__()
            return (made, tuple(self.values()), *rest)

        def __init__(self, *_, **named):
            super().__init__(**named)

    prediction = collections.namedtuple("PredictionOutput", ("predictions", "label_ids", "metrics"))
    monkeypatch.setitem(sys.modules, "transformers", ModuleType("transformers"))
    for module, kind in ((outputs, SequenceClassifierOutput), (trainer, prediction)):
        kind.__module__, kind.__qualname__ = module.__name__, kind.__name__
        setattr(module, kind.__name__, kind)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    found = reading(saved(SequenceClassifierOutput(loss=torch.tensor(0.5), logits=X)))
    assert_same_bits(found.take("input").content, X)
    found = reading(saved(prediction(X.numpy(), np.arange(20), {"loss": 0.5})))
    assert_same_bits(found.find("input").content, X)
    np.testing.assert_array_equal(found.find("target").content, np.arange(20))
