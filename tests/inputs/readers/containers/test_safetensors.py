"""safetensors files as the library writes them; damaged ones are refused before a number is read."""

import json
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossctl.errors import InputError
from lossctl.inputs import read, read_array
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers.containers import safetensors

library = pytest.importorskip("safetensors.numpy")

Lazily = Callable[[str], LazyArray]
InMemory = Callable[[str], np.ndarray]

NUMPY_TYPES = ("f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?")
TORCH_TYPES = ("bfloat16", "float8_e4m3fn", "float8_e5m2", "float16", "int64", "bool")
TORCH_TYPES_OF_A_BYTE = ("float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu")


def write(header: dict[str, object], data: bytes, name: str = "x.safetensors") -> None:
    text = json.dumps(header).encode()
    with open(name, "wb") as file:  # noqa: PTH123 - the folder is the test's own
        file.write(struct.pack("<Q", len(text)) + text + data)


@pytest.mark.parametrize("dtype", NUMPY_TYPES)
def test_each_type_of_numpy(dtype: str, numbers: np.ndarray, lazily: Lazily, in_memory: InMemory) -> None:
    array = np.abs(numbers).astype(dtype)
    library.save_file({"x": array, "one": np.array(array[0, 0])}, "x.safetensors")
    whole, lazy = in_memory("x.safetensors:x"), lazily("x.safetensors:x")
    assert whole.dtype == lazy.dtype == array.dtype
    assert whole.tobytes() == array.tobytes()
    for start, stop in ((0, array.size), (7, 8), (39, 81), (0, 0)):
        assert lazy.read(start, stop).tobytes() == array.reshape(-1)[start:stop].tobytes()
    assert in_memory("x.safetensors:one").shape == ()


@pytest.mark.parametrize("dtype", TORCH_TYPES)
def test_each_type_of_pytorch(dtype: str, numbers: np.ndarray, lazily: Lazily, in_memory: InMemory) -> None:
    torch = pytest.importorskip("torch")
    from safetensors.torch import save_file

    tensor = torch.tensor(numbers).to(getattr(torch, dtype))
    save_file({"x": tensor}, "x.safetensors")
    expected = (tensor.float() if tensor.is_floating_point() and tensor.dtype != torch.float16 else tensor).numpy()
    for found in (in_memory("x.safetensors"), np.asarray(lazily("x.safetensors"))):
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("dtype", TORCH_TYPES_OF_A_BYTE)
def test_each_float_of_a_byte(dtype: str, lazily: Lazily, in_memory: InMemory) -> None:
    torch = pytest.importorskip("torch")
    from safetensors.torch import save_file

    tensor = torch.arange(256, dtype=torch.uint8).repeat(8).view(getattr(torch, dtype))
    save_file({"x": tensor.reshape(16, 128)}, "x.safetensors")
    for found in (in_memory("x.safetensors"), np.asarray(lazily("x.safetensors"))):
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found.reshape(-1), tensor.float().numpy())
        np.testing.assert_array_equal(np.signbit(found.reshape(-1)), np.signbit(tensor.float().numpy()))


def test_a_type_that_is_refused_and_the_way_out_works() -> None:
    torch = pytest.importorskip("torch")
    from safetensors.torch import load_file, save_file

    save_file({"x": torch.ones(4, dtype=torch.complex64)}, "x.safetensors")
    with pytest.raises(InputError) as caught:
        read_array("x.safetensors", "input")
    assert str(caught.value) == "x.safetensors, x: holds complex numbers (C64)\n  save real ones: x.real"
    save_file({"x": load_file("x.safetensors")["x"].real.contiguous()}, "y.safetensors")
    np.testing.assert_array_equal(read_array("y.safetensors", "input"), np.ones(4))


def test_names_that_look_like_other_words(numbers: np.ndarray) -> None:
    names = ["a.b:c[0]", "a b", "m:x", "x[:, 1:]", "é", ""]
    library.save_file({name: numbers + i for i, name in enumerate(names)}, "x.safetensors")
    for i, name in enumerate(names):
        np.testing.assert_array_equal(read_array(f"x.safetensors:{name}", "input"), numbers + i)
        np.testing.assert_array_equal(read_array(f"x.safetensors:{name}[1:, 0]", "input"), numbers[1:, 0] + i)


def test_ten_thousand_arrays_are_listed_quickly() -> None:
    many = {f"layer.{i}.weight": np.zeros(3) for i in range(10_000)}
    library.save_file(many | {"logits": np.eye(3), "labels": np.arange(3)}, "x.safetensors", {"format": "np"})
    begin = process_time()
    assert read("x.safetensors", None, {}).arrays["input"].shape == (3, 3)
    assert process_time() - begin < 5


@pytest.mark.parametrize("names", [3, 40_000])
def test_the_index_of_a_model_names_its_files(names: int) -> None:
    index = {"metadata": {"total_size": 9}, "weight_map": {f"layer.{i}": "m.safetensors" for i in range(names)}}
    Path("m.safetensors.index.json").write_text(json.dumps(index, indent=2))
    with pytest.raises(InputError) as caught:
        read("m.safetensors.index.json", None, {})
    assert str(caught.value) == (
        "m.safetensors.index.json: is an index: it says which tensor is in which file\n"
        "  name one of the files that it lists, and the tensor: model-00001-of-00002.safetensors:NAME"
    )


def test_an_array_stays_in_its_file_if_it_is_large(numbers: np.ndarray) -> None:
    library.save_file({"logits": numbers, "labels": np.arange(50)}, "x.safetensors")
    found = read("x.safetensors", None, {})
    assert isinstance(found.arrays["input"], LazyArray)
    assert isinstance(found.arrays["target"], np.ndarray)
    assert found.origins == {"input": "x.safetensors:logits", "target": "x.safetensors:labels"}


def test_a_truth_is_any_byte_but_zero(in_memory: InMemory) -> None:
    write({"x": {"dtype": "BOOL", "shape": [3], "data_offsets": [0, 3]}}, bytes([0, 1, 2]))
    np.testing.assert_array_equal(in_memory("x.safetensors"), [False, True, True])


def test_a_header_of_any_length(in_memory: InMemory) -> None:
    """Old versions of the library did not fill the header up to a multiple of eight bytes."""
    for more in range(8):
        write({"x" * (more + 1): {"dtype": "F64", "shape": [2], "data_offsets": [0, 16]}}, np.arange(2.0).tobytes())
        np.testing.assert_array_equal(in_memory("x.safetensors"), [0, 1])


def test_shards(numbers: np.ndarray) -> None:
    for i, part in enumerate(np.split(numbers, 5)):
        library.save_file({"logits": part, "labels": np.arange(10)}, f"x-{i}.safetensors")
    found = read("x-*.safetensors", None, {})
    np.testing.assert_array_equal(found.arrays["input"], numbers)


def test_a_file_that_changes_in_the_meantime(numbers: np.ndarray, lazily: Lazily) -> None:
    library.save_file({"x": numbers}, "x.safetensors")
    array = lazily("x.safetensors")
    library.save_file({"x": numbers[:10]}, "y.safetensors")
    with open("y.safetensors", "rb") as file, open("x.safetensors", "r+b") as changed:  # noqa: PTH123
        changed.truncate(0)
        changed.write(file.read())
    with pytest.raises(InputError) as caught:
        array.read(0, array.size)
    assert str(caught.value) == "x.safetensors, x: changed while it was read"


EMPTY = '{"dtype": "U8", "shape": [0], "data_offsets": [0, 0]}'


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (f'{{{f""" "x": {EMPTY},""" * 20_000} "x": {EMPTY}}}', "the header has 'x' twice"),
        (
            f'{{{",".join(f""" "{i}": {EMPTY}""" for i in range(20_000))}, "19999": {EMPTY}}}',
            "the header has '19999' twice",
        ),
        (
            EMPTY.replace("[0]", f"[{'9' * 18}{f', {9 * 10**17}' * 100_000}]").join(('{"x": ', "}")),
            "x: shape (999999999999999999, 900000000000000000,",
        ),
        (EMPTY.replace("[0]", f"[{'9' * 4000}]").join(('{"x": ', "}")), "x: its entry in the header must have a dtype"),
        (EMPTY.replace("[0]", f"[{'9' * 5000}]").join(('{"x": ', "}")), "starts like a safetensors file, but its"),
    ],
)
def test_hostile_headers_take_no_time(header: str, message: str) -> None:
    begin = process_time()
    with pytest.raises(InputError) as caught:
        safetensors.read(SourceBytes(struct.pack("<Q", len(header)) + header.encode()))
    assert str(caught.value).startswith(message)
    assert process_time() - begin < 2


VALID = [
    library.save({"logits": np.eye(3, dtype="f4"), "labels": np.arange(3), "none": np.empty((0, 2))}, {"format": "np"}),
    library.save({"x": np.arange(6, dtype="u1").reshape(2, 3), "y": np.array(True)}),
    struct.pack("<Q", 60) + b'{"q": {"dtype": "F4", "shape": [4], "data_offsets": [0, 2]}}..',
]


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(VALID),
    st.lists(st.tuples(st.integers(0, 999), st.binary(max_size=3) | st.sampled_from([b"9", b"{", b"-"])), max_size=4),
    st.integers(0, 30),
)
def test_mutants_are_read_or_refused(data: bytes, changes: list[tuple[int, bytes]], cut: int) -> None:
    for at, new in changes:
        at %= len(data)
        data = data[:at] + new + data[at + len(new) :]
    data = data[: len(data) - cut] if cut < 10 else data
    source = SourceBytes(data)
    if not safetensors.recognises(source):
        return
    with suppress(InputError):
        document = safetensors.read(source)
        for name in document.names:
            with suppress(InputError):
                content = document.part(name).content
                assert content.nbytes <= len(data) * 8
        for role in ("input", "target"):
            with suppress(InputError):
                document.find(role)
