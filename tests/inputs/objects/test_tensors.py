"""Tensors of PyTorch, of every kind that refuses to be an array by itself."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lossctl

torch = pytest.importorskip("torch")
_SPEC = importlib.util.spec_from_file_location("fakes", Path(__file__).parent / "fakes.py")
assert _SPEC
assert _SPEC.loader
fakes: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(fakes)

LOGITS = [[2.0, 0.5, 0.25], [0.125, 2.0, 0.5]]
LABELS = [0, 1]
LOSS = lossctl.ce(LOGITS, LABELS).loss


def tensor(values: Any = LOGITS, **given: Any) -> Any:
    return torch.tensor(values, **given)


TENSORS: dict[str, Callable[[], Any]] = {
    "plain": tensor,
    "with a gradient": lambda: tensor(requires_grad=True),
    "of a calculation": lambda: tensor(requires_grad=True) * 1,
    "parameter": lambda: torch.nn.Parameter(tensor()),
    "float64": lambda: tensor(dtype=torch.float64),
    "float16": lambda: tensor(dtype=torch.float16),
    "bfloat16": lambda: tensor(dtype=torch.bfloat16),
    "bfloat16 with a gradient": lambda: tensor(dtype=torch.bfloat16, requires_grad=True),
    "float8": lambda: tensor().to(torch.float8_e4m3fn),
    "sparse": lambda: tensor().to_sparse(),
    "conjugate": lambda: torch.complex(tensor(), tensor()).conj().real,
    "negative bit": lambda: torch.complex(tensor(), -tensor()).conj().imag,
    "transposed": lambda: tensor(np.array(LOGITS).T).T,
    "transposed bfloat16": lambda: tensor(np.array(LOGITS).T, dtype=torch.bfloat16).T,
    "on a GPU": lambda: fakes.CudaTensor(tensor(requires_grad=True)),
    "bfloat16 on a GPU": lambda: fakes.CudaTensor(tensor(dtype=torch.bfloat16)),
    "rows in a list": lambda: [*tensor(requires_grad=True)],
    "rows in a tuple": lambda: tuple(tensor(dtype=torch.bfloat16)),
    "single numbers": lambda: [[*row] for row in tensor(requires_grad=True)],
    "among numbers": lambda: [[tensor(2.0), 0.5, 0.25], [0.125, np.float32(2), tensor(0.5, requires_grad=True)]],
    "strided": lambda: torch.repeat_interleave(tensor(), 2, dim=1)[:, ::2],
}


@pytest.mark.parametrize("kind", TENSORS)
def test_a_tensor_of_any_kind_gives_its_numbers(kind: str) -> None:
    assert lossctl.ce(TENSORS[kind](), torch.tensor(LABELS)).loss == LOSS


@pytest.mark.filterwarnings("ignore")
def test_a_quantised_tensor_gives_the_numbers_that_it_stands_for() -> None:
    quantised = torch.quantize_per_tensor(tensor(), 0.125, 0, torch.qint8)
    assert lossctl.ce(quantised, LABELS).loss == LOSS


@pytest.mark.parametrize("option", ["weight", "sample_weight"])
def test_options_take_tensors(option: str) -> None:
    values = [1.0, 2.0, 3.0][: 3 if option == "weight" else 2]
    expected = lossctl.ce(LOGITS, LABELS, **{option: values}).loss
    assert lossctl.ce(LOGITS, LABELS, **{option: torch.tensor(values, requires_grad=True)}).loss == expected


def test_pos_weight_may_be_a_tensor() -> None:
    expected = lossctl.bce_logits([0.5, -1.0], [1, 0], pos_weight=[3.0]).loss
    assert lossctl.bce_logits([0.5, -1.0], [1, 0], pos_weight=torch.tensor([3.0])).loss == expected


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: torch.empty(2, 3, device="meta"),
            "is a tensor on the device meta, which has a shape and no numbers\n  give the real one",
        ),
        (
            lambda: tensor().to(torch.complex64),
            "a tensor of torch.complex64 holds no numbers\n  take the part that is meant: x.real",
        ),
        (
            lambda: torch.nn.Linear(2, 3),
            "is a torch.Linear, no array\n  call it, and give what it returns",
        ),
        (
            lambda: fakes.FullGpu(tensor()),
            (
                "is a fakes.FullGpu, which gives no array (CUDA error: an illegal memory access was encountered)\n"
                "  give it as numbers on the CPU: x.detach().cpu().numpy(), or numpy.asarray(x), outside of jit"
            ),
        ),
    ],
    ids=["meta", "complex", "module", "GPU that fails"],
)
def test_a_tensor_without_numbers_is_an_error(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(lossctl.InputError) as caught:
        lossctl.ce(make(), LABELS)
    assert str(caught.value) == f"input: {message}"


def test_rows_of_several_lengths_are_an_error_with_a_remedy() -> None:
    with pytest.raises(lossctl.InputError, match=r"^input, index \[1\]: 2 values where the rows before have 3\n"):
        lossctl.ce([torch.zeros(3), torch.zeros(2)], LABELS)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_large_tensor_gives_the_bits_of_its_file(tmp_path: Path, dtype: str) -> None:
    logits = torch.randn(6000, 100, generator=torch.Generator().manual_seed(0)).to(getattr(torch, dtype))
    labels = torch.arange(6000) % 100
    torch.save(logits, tmp_path / "x.pt")
    np.save(tmp_path / "y.npy", labels)
    by_file = lossctl.ce(tmp_path / "x.pt", tmp_path / "y.npy")
    by_tensor = lossctl.ce(logits.requires_grad_(), labels)
    assert (by_tensor.sum, by_tensor.loss, by_tensor.stderr) == (by_file.sum, by_file.loss, by_file.stderr)


def test_the_memory_of_a_tensor_is_that_of_the_array() -> None:
    from lossctl.inputs.objects.words_of_objects import word_of

    own = tensor(requires_grad=True)
    array = word_of(own, "input")
    assert np.shares_memory(array, own.detach().numpy())
