"""What is refused says how to get the numbers, and that works: each remedy is run."""

import argparse
import datetime
import decimal
import fractions
import gzip
import os
import shlex
import subprocess
import sys
import types
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read_array

torch = pytest.importorskip("torch")

LOGITS = torch.tensor([[0.5, -1.25], [2.0, 3.0]])
WEIGHTS = [[1.0, 0.0], [0.0, 2.0]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refused(word: str) -> InputError:
    with pytest.raises(InputError) as caught:
        read_array(word, "input")
    return caught.value


def run(remedy: str, **names: Any) -> None:
    """Run the Python in a remedy, as the shell would; what it writes has the name that it says."""
    words = shlex.split(remedy.partition(": ")[2])
    code = words[2] if words[0] == "python" else remedy[remedy.index("torch.save(") :]
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")
        patch.setattr(sys, "argv", ["-c", *words[3:]])
        exec(code, {"torch": torch, **names})
    Path(words[4] if words[0] == "python" else "y.pt").rename("y.pt")


def save(value: Any, **options: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.save(value, "x.pt", **options)


def quantized() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.quantize_per_tensor(torch.tensor(WEIGHTS), 0.5, 0, torch.qint8)


UNREAD: dict[str, tuple[Callable[[], Any], str, Any]] = {
    "sparse": (lambda: torch.tensor(WEIGHTS).to_sparse(), "is a sparse tensor", WEIGHTS),
    "sparse rows": (lambda: torch.tensor(WEIGHTS).to_sparse_csr(), "is a sparse tensor", WEIGHTS),
    "quantized": (quantized, "is a quantized tensor", WEIGHTS),
    "complex": (
        lambda: torch.tensor(WEIGHTS) + 1j,
        "is a tensor of complex numbers (complex64)",
        WEIGHTS,
    ),
    "nested": (
        lambda: torch.nested.nested_tensor([torch.tensor([1.0]), torch.tensor([1.0, 2.0])]),
        "is a nested tensor, whose parts differ in shape",
        [1.0, 1.0, 2.0],
    ),
}


@pytest.mark.parametrize("options", [{}, {"_use_new_zipfile_serialization": False}])
@pytest.mark.parametrize("path", ["", "x", "model.x", "0"])
@pytest.mark.parametrize("form", UNREAD)
def test_tensors_of_other_kinds(form: str, path: str, options: dict[str, Any]) -> None:
    make, problem, numbers = UNREAD[form]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = make()
    if form == "nested" and options:
        return  # PyTorch itself cannot load it
    save({"": value, "x": {"x": value}, "model.x": {"model": {"x": value}}, "0": [value]}[path], **options)
    error = refused(f"x.pt:{path}" if path else "x.pt")
    assert (error.problem, error.where) == (problem, ("x.pt", path) if path else ("x.pt",))
    run(error.remedy)
    np.testing.assert_array_equal(read_array("y.pt", "input"), numbers)


@pytest.mark.parametrize("form", ["sparse", "quantized", "complex"])
def test_they_are_no_fault_beside_what_is_wanted(form: str) -> None:
    save({"logits": LOGITS, "other": UNREAD[form][0]()})
    np.testing.assert_array_equal(read_array("x.pt", "input"), LOGITS)


def test_an_object_in_a_dict() -> None:
    dataset = torch.utils.data.TensorDataset(LOGITS)
    save({"logits": LOGITS, "labels": [0, 1], "array": np.arange(2), "FILE": "OUT", "data": dataset})
    error = refused("x.pt:logits")
    assert error.problem == (
        "holds torch.utils.data.dataset.TensorDataset, an object that is never loaded: only tensors, NumPy arrays, "
        "numbers, texts, dicts and lists are"
    )
    run(error.remedy)
    np.testing.assert_array_equal(read_array("y.pt:logits", "input"), LOGITS)
    np.testing.assert_array_equal(read_array("y.pt:labels", "target"), [0, 1])
    np.testing.assert_array_equal(read_array("y.pt:array", "target"), [0, 1])


def test_an_object_alone() -> None:
    save(torch.utils.data.TensorDataset(LOGITS, torch.tensor([0, 1])))
    run(refused("x.pt").remedy)
    np.testing.assert_array_equal(read_array("y.pt:tensors.0", "input"), LOGITS)


def test_an_object_of_the_program() -> None:
    """No line can load what is nowhere but in the program that wrote the file."""
    data = b"c__main__\nOutput\n)\x81."
    with zipfile.ZipFile("x.pt", "w") as archive:
        archive.writestr("x/data.pkl", b"\x80\x02" + data)
    error = refused("x.pt")
    assert error.problem.startswith("holds __main__.Output, an object that is never loaded: ")
    run(error.remedy, logits=LOGITS.clone().requires_grad_(), labels=torch.tensor([0, 1]))
    np.testing.assert_array_equal(read_array("y.pt:logits", "input"), LOGITS)


def test_a_table() -> None:
    pandas = pytest.importorskip("pandas")
    save({"logits": LOGITS, "labels": [0, 1], "table": pandas.DataFrame({"a": [1]})})
    error = refused("x.pt:logits")
    assert error.problem.startswith("holds pandas.DataFrame, an object")
    run(error.remedy)
    Path("y.pt").rename("y.json")
    np.testing.assert_array_equal(read_array("y.json:logits", "input"), LOGITS)


HARMLESS = (
    argparse.Namespace(lr=0.1),
    types.SimpleNamespace(a=[1]),
    Path("a/b"),
    datetime.datetime(2020, 1, 2, tzinfo=datetime.UTC),
    datetime.timedelta(1),
    fractions.Fraction(1, 3),
    decimal.Decimal(1),
)


@pytest.mark.parametrize("protocol", range(1, 6))
@pytest.mark.parametrize("beside", HARMLESS, ids=[type(each).__name__ for each in HARMLESS])
def test_options_names_and_times_beside_arrays(beside: Any, protocol: int) -> None:
    """They are left out, and an error where they are wanted."""
    save({"logits": LOGITS, "labels": [0, 1], "args": beside, "more": [beside]}, pickle_protocol=protocol)
    np.testing.assert_array_equal(read_array("x.pt", "input"), LOGITS)
    assert refused("x.pt:args").problem.startswith("is an object of the class ")


def test_an_object_that_is_left_out_but_holds_arrays() -> None:
    save(argparse.Namespace(logits=LOGITS, labels=[0, 1]))
    error = refused("x.pt")
    assert error.problem == "is an object of the class argparse.Namespace, which is never loaded"
    run(error.remedy)
    np.testing.assert_array_equal(read_array("y.pt", "input"), LOGITS)


@pytest.mark.parametrize("options", [{}, {"_use_new_zipfile_serialization": False}])
@pytest.mark.parametrize("layers", [1, 2])
def test_a_whole_model(layers: int, options: dict[str, Any]) -> None:
    model = torch.nn.Linear(2, 2) if layers == 1 else torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU())
    save(model, **options)
    error = refused("x.pt")
    named = "linear.Linear" if layers == 1 else "container.Sequential"
    assert error.problem == f"is a whole model (torch.nn.modules.{named}), which is never loaded"
    run(error.remedy)
    name = "weight" if layers == 1 else "0.weight"
    np.testing.assert_array_equal(read_array(f"y.pt:{name}", "input"), model.state_dict()[name])


def test_a_model_of_the_program() -> None:
    with zipfile.ZipFile("x.pt", "w") as archive:
        archive.writestr("x/data.pkl", b"\x80\x02c__main__\nNet\n)\x81}X\x0b\0\0\0_parameters}sb.")
    error = refused("x.pt")
    assert error.problem == "is a whole model (__main__.Net), which is never loaded"
    model = torch.nn.Linear(2, 2)
    run(error.remedy, model=model, x=LOGITS)
    np.testing.assert_array_equal(read_array("y.pt", "input"), model(LOGITS).detach())


def test_many_numpy_arrays() -> None:
    big = np.arange(600_000.0).reshape(-1, 2)
    save({"logits": big, "words": np.array(["a"]), "labels": [0, 1]}, pickle_protocol=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lossctl.inputs.readers.torch_save.zip_layout._LONGEST_PICKLE", 2 << 20)
        error = refused("x.pt:logits")
    assert error.problem == "holds 4 MiB outside of tensors, as NumPy arrays are saved; lossctl reads 2 MiB"
    run(error.remedy)
    np.testing.assert_array_equal(np.asarray(read_array("y.pt:logits", "input")), big)


def test_torchscript() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = torch.jit.script(torch.nn.Linear(2, 2))
        torch.jit.save(model, "x.pt")
    error = refused("x.pt")
    assert error.problem == "is a TorchScript archive: a model, or what torch::save of C++ wrote"
    run(error.remedy)
    np.testing.assert_array_equal(read_array("y.pt:weight", "input"), model.weight.detach())


@pytest.mark.parametrize("packed", [False, True])
def test_a_line_in_the_shell(packed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of the file has signs of the shell in it; one that is packed is unpacked first."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    save({"logits": LOGITS.to_sparse(), "labels": torch.tensor([0, 1]), 'FILE "$OUT"': [1.0]})
    name = "it's (1) FILE.pt"
    Path("x.pt").rename(name)
    if packed:
        Path(f"{name}.gz").write_bytes(gzip.compress(Path(name).read_bytes()))
        Path(name).unlink()
    error = refused(f"{name}.gz:logits" if packed else f"{name}:logits")
    new = name if packed else "it's (1) FILE.new.pt"
    assert error.remedy.startswith(f"this writes it as numbers into {new}: ")
    subprocess.run(error.remedy.partition(": ")[2], shell=True, check=True, capture_output=True)
    np.testing.assert_array_equal(read_array(f"{new}:logits", "input"), LOGITS)


def test_saved_without_checksums() -> None:
    torch.serialization.set_crc32_options(False)
    try:
        save({"logits": LOGITS})
    finally:
        torch.serialization.set_crc32_options(True)
    error = refused("x.pt:logits")
    assert "torch.serialization.set_crc32_options(False)" in error.problem
    run(error.remedy)
    np.testing.assert_array_equal(read_array("y.pt:logits", "input"), LOGITS)


def test_numpy_objects() -> None:
    save({"x": np.array([{}, None], dtype=object), "logits": LOGITS})
    assert refused("x.pt:x").problem == "holds pickled Python objects, which are never loaded"
    np.testing.assert_array_equal(read_array("x.pt", "input"), LOGITS)


def test_names_that_two_entries_have() -> None:
    save({"a": {"b": LOGITS}, "a.b": LOGITS})
    assert refused("x.pt:a.b").problem == "two entries are called a.b"


def test_a_type_that_is_not_read() -> None:
    save(torch.zeros(4, dtype=torch.uint8).view(torch.float4_e2m1fn_x2))
    assert refused("x.pt").problem == "holds float4_e2m1fn_x2 numbers, which are not read"
