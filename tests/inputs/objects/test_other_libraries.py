"""Arrays of JAX, TensorFlow, CuPy and others, which are taken without importing them."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lossctl

_SPEC = importlib.util.spec_from_file_location("fakes", Path(__file__).parent / "fakes.py")
assert _SPEC
assert _SPEC.loader
fakes: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(fakes)

LOGITS = [[2.0, 0.5, 0.25], [0.125, 2.0, 0.5]]
LABELS = [0, 1]
LOSS = lossctl.ce(LOGITS, LABELS).loss
BY_HAND = "give it as numbers on the CPU: x.detach().cpu().numpy(), or numpy.asarray(x), outside of jit"


@pytest.mark.parametrize("kind", ["JaxArray", "EagerTensor", "CupyArray", "DlpackOnly", "DataArray"])
def test_an_array_of_another_library_is_an_array(kind: str) -> None:
    made = getattr(fakes, kind)
    assert lossctl.ce(made(LOGITS), made(LABELS), weight=made([1.0, 1.0, 1.0])).loss == LOSS


@pytest.mark.parametrize("kind", ["JaxArray", "EagerTensor"])
@pytest.mark.parametrize("dtype", ["bfloat16", "float8_e4m3fn", "float8_e5m2"])
def test_a_narrow_type_holds_its_numbers(kind: str, dtype: str) -> None:
    ml_dtypes = pytest.importorskip("ml_dtypes")
    assert lossctl.ce(getattr(fakes, kind)(LOGITS, getattr(ml_dtypes, dtype)), LABELS).loss == LOSS


@pytest.mark.parametrize(
    ("value", "problem", "remedy"),
    [
        (
            fakes.JaxTracer(LOGITS),
            (
                "is a fakes.JaxTracer, which gives no array (The numpy.ndarray conversion method __array__() was called"
                " on traced array with shape float32[2,3])"
            ),
            BY_HAND,
        ),
        (
            fakes.SymbolicTensor(LOGITS),
            (
                "is a fakes.SymbolicTensor, which gives no array (Cannot convert a symbolic tf.Tensor (x:0) to a numpy"
                " array)"
            ),
            BY_HAND,
        ),
        (fakes.DlpackOnly(LOGITS, 2), "lies on another device, such as a GPU", "bring it to the CPU before: x.cpu()"),
        (fakes.DaskFrame(), "is a fakes.DaskFrame, which is not calculated yet", "calculate it: x.compute()"),
    ],
    ids=["tracer", "symbolic", "device", "dask frame"],
)
def test_what_gives_no_numbers_is_an_error_without_a_traceback(value: Any, problem: str, remedy: str) -> None:
    with pytest.raises(lossctl.InputError) as caught:
        lossctl.ce(value, LABELS)
    assert str(caught.value) == f"input: {problem}\n  {remedy}"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_an_array_of_dask_is_calculated() -> None:
    array = pytest.importorskip("dask.array")
    assert lossctl.ce(array.from_array(np.array(LOGITS), chunks=1), LABELS).loss == LOSS


def test_a_sparse_matrix_of_scipy_is_made_dense() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    assert lossctl.ce(sparse.csr_matrix(LOGITS), LABELS).loss == LOSS


def test_a_table_and_an_array_of_pyarrow() -> None:
    pa = pytest.importorskip("pyarrow")
    columns = {"cat": [2.0, 0.125], "dog": [0.5, 2.0], "fox": [0.25, 0.5], "label": ["cat", "dog"]}
    assert lossctl.ce(pa.table(columns)).loss == LOSS
    assert lossctl.ce(pa.RecordBatch.from_pydict(columns)).loss == LOSS
    assert lossctl.ce(LOGITS, pa.array(LABELS)).loss == lossctl.ce(LOGITS, pa.chunked_array([LABELS])).loss == LOSS


def test_no_library_is_imported() -> None:
    program = (
        "import sys, numpy, lossctl\n"
        f"lossctl.ce(numpy.array({LOGITS}), {LABELS}, expect=numpy.float32({LOSS}), weight=[1, 1, 1])\n"
        f"lossctl.ce({{'logits': {LOGITS}, 'labels': numpy.array({LABELS})}})\n"
        "known = ('torch', 'jax', 'tensorflow', 'pandas', 'polars', 'pyarrow', 'ml_dtypes', 'xarray', 'dask', 'cupy')\n"
        "print(sorted(set(known) & set(sys.modules)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_needs_its_own_library_alone(library: str) -> None:
    pytest.importorskip(library)
    frame = "{'cat': [2.0, 0.125], 'dog': [0.5, 2.0], 'label': ['cat', 'dog']}"
    program = (
        f"import sys\nimport {library}\nframe = {library}.DataFrame({frame})\nbefore = set(sys.modules)\n"
        "import lossctl\nlossctl.ce(frame)\n"
        "new = {each.split('.')[0] for each in set(sys.modules) - before}\n"
        "print(sorted(new & {'torch', 'pandas', 'polars', 'pyarrow', 'ml_dtypes'}))\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
