"""What Python prints of an array reads back as the same array."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lossctl.errors import InputError
from lossctl.inputs.readers.pasted.prints import printed_arrays

SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
DTYPES = st.sampled_from([np.float64, np.float32, np.float16, np.int64, np.uint8, np.bool_])
ARRAYS = hnp.arrays(DTYPES, SHAPES)


def same(read: np.ndarray | None, array: np.ndarray) -> None:
    assert read is not None
    assert read.shape == array.shape
    if array.size and array.ndim:
        assert read.dtype.kind == array.dtype.kind.replace("u", "i")
    np.testing.assert_array_equal(read.astype(array.dtype), array)


@given(ARRAYS)
def test_numpy_repr(array: np.ndarray) -> None:
    with np.printoptions(threshold=sys.maxsize, floatmode="unique"):
        same(printed_arrays.parse_all(repr(array)), array)


@given(hnp.arrays(DTYPES, hnp.array_shapes(min_dims=1, max_dims=3, max_side=5)))
def test_numpy_str(array: np.ndarray) -> None:
    with np.printoptions(threshold=sys.maxsize, floatmode="unique"):
        same(printed_arrays.parse_all(str(array)), array)


@given(hnp.arrays(np.float64, hnp.array_shapes(max_dims=3)))
def test_lists(array: np.ndarray) -> None:
    same(printed_arrays.parse_all(repr(array.tolist())), array)
    same(
        printed_arrays.parse_all(repr(list(map(tuple, array.tolist()))) if array.ndim > 1 else repr(list(array))), array
    )


@settings(max_examples=50, deadline=None)
@given(
    hnp.arrays(
        np.float32, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0), elements=st.floats(-1e9, 1e9, width=32)
    )
)
def test_torch_repr(array: np.ndarray) -> None:
    torch = pytest.importorskip("torch")
    tensor = torch.from_numpy(array.copy())
    torch.set_printoptions(precision=17, threshold=float("inf"))
    try:
        for shown in (
            tensor,
            tensor.clone().requires_grad_(),
            tensor.clone().requires_grad_() * 1,
            torch.nn.Parameter(tensor),
        ):
            same(printed_arrays.parse_all(repr(shown)), array)
    finally:
        torch.set_printoptions(profile="default")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,1", [0, 1]),
        ("0 1", [0, 1]),
        ("0,", [0]),
        ("-0.5,1.2", [-0.5, 1.2]),
        (" -1 ", -1),
        ("(1, 2)", [1, 2]),
        ("(1)", 1),
        ("(1,)", [1]),
        ("[[1,2],\n[3,4]]", [[1, 2], [3, 4]]),
        ("[ True False]", [True, False]),
        ("-inf", float("-inf")),
        ("1e-3", 1e-3),
        ("torch.FloatTensor([[.5, 1.]])", [[0.5, 1.0]]),
        ("[np.float64(0.5), np.float32(1.0)]", [0.5, 1.0]),
        ("Parameter containing:\ntensor([1., 2.], device='cuda:0', requires_grad=True)", [1.0, 2.0]),
        ("tensor(1.6557, grad_fn=<NllLossBackward0>)", 1.6557),
        ("（１，－２．５）", [1, -2.5]),
        ("tf.Tensor(\n[[4. 2.]\n [0. 5.]], shape=(2, 2), dtype=float32)", [[4.0, 2.0], [0.0, 5.0]]),
        ("<tf.Tensor: shape=(2,), dtype=int32, numpy=array([0, 1], dtype=int32)>", [0, 1]),
        ("<tf.Tensor: shape=(), dtype=float32, numpy=0.5>", 0.5),
        ("<tf.Variable 'w:0' shape=(2,) dtype=float32, numpy=array([1., 2.], dtype=float32)>", [1.0, 2.0]),
        ("Array([[4., 2.]], dtype=float32)", [[4.0, 2.0]]),
        ("Array(0.5, dtype=float32, weak_type=True)", 0.5),
        (
            "Tensor(shape=[1, 2], dtype=float32, place=Place(gpu:0), stop_gradient=True,\n       [[0.2, 0.3]])",
            [[0.2, 0.3]],
        ),
        ("torch.tensor([[1, 2]]).float().cuda().to(device).requires_grad_()", [[1, 2]]),
        ("np.array([1, 0]).astype('int64')", [1, 0]),
        ("torch.Tensor([1., 0.]).long()", [1.0, 0.0]),
        ("torch.tensor([1, 2, 3, 4]).view(2, -1)", [[1, 2], [3, 4]]),
        ("torch.tensor([[1], [2]]).float().squeeze(1)", [1, 2]),
        ("np.array([1, 2]).reshape((2, 1)).T", [[1, 2]]),
        ("tf.constant([0.5, 1.0], dtype=tf.float32)", [0.5, 1.0]),
        ("mx.nd.array([0.5, 1.0])", [0.5, 1.0]),
        ("c(0.5, 1)", [0.5, 1]),
        ("[1 2; 3 4]", [[1, 2], [3, 4]]),
        ("[1; 2]", [1, 2]),
        ("[1/4, 3 / 4, -1/2]", [0.25, 0.75, -0.5]),
    ],
)
def test_reads(text: str, value: object) -> None:
    same(printed_arrays.parse_all(text), np.array(value))


@pytest.mark.parametrize(
    "word", ["logits.npy", "00001-of-00008.npy", "1_0", "0x10", "0,1.npy", "True", "a,b", "-", "", "1..2", "5%"]
)
def test_no_literal(word: str) -> None:
    assert printed_arrays.parse_all(word) is None


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("torch.tensor([1,2,3]).view(2, 2)", "character 22: '.view(2, 2)' does not fit an array of shape (3,)"),
        ("torch.tensor([1, 2]).half()", "character 21: '.half(' after the array"),
        ("torch.tensor([0.5, 1]).long()", "character 24: 'long' would cut the numbers off"),
        ("torch.tensor([0.5, 1], dtype=torch.int64)", "character 36: 'int64' would cut the numbers off"),
        ("tf.constant(0.5, shape=(2, 3))", "character 18: the numbers are not of shape=(2, 3)"),
        ("Tensor(shape=[3], dtype=int64, [1, 2])", "character 8: the numbers are not of shape=[3]"),
        ("<tf.Tensor: shape=(1,), numpy=[0.5]", "character 36: a '>' is missing"),
        ("[1/0]", "character 4: a division by 0"),
        ("[1/2/3]", "character 5: '/3' after a number"),
        ("[2*3]", "character 3: '*3' after a number"),
    ],
)
def test_refuses(word: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        printed_arrays.parse_all(word)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("np.float64(0.385)", "0.385"),
        ("Tensor(shape=[1], dtype=float32, [1.5])", "1.5"),
        ("tensor(1.6557, grad_fn=<NllLossBackward0>)", "1.6557"),
    ],
)
def test_the_number_of_a_print(written: str, number: str) -> None:
    assert printed_arrays.number_of(written) == number
