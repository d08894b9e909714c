"""A file that torch.save would never write is an error, before anything is called, in no time and little memory."""

import io
import os
import pickle
import subprocess
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs.document import Document
from lossctl.inputs.files import file
from lossctl.inputs.lazy_array import LazyArray

Reading = Callable[[bytes], Document]

FOUR = np.arange(4, dtype="<f4").tobytes()


class Runs:
    """An object that makes Python's unpickler call a function."""

    def __init__(self, function: Callable, *arguments: object) -> None:
        self.call = function, arguments

    def __reduce__(self):
        return self.call


def exhausted(found: Document) -> None:
    for name in found.names:
        content = found.part(name).content if name else found.take("input").content
        if isinstance(content, LazyArray):
            content.read(0, min(content.size, 10))


def problem_of(data: bytes, reading: Reading) -> str:
    with pytest.raises(InputError) as caught:
        exhausted(reading(data))
    return caught.value.problem


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("function", [os.system, subprocess.check_output, eval, __import__, pickle.loads])
def test_a_call_is_refused_by_its_name(protocol: int, function: Callable, reading: Reading, tmp_path: Path) -> None:
    """In the whole and in a dict beside tensors; the file that the command would make is not there."""
    made = tmp_path / "made"
    run = Runs(function, f"touch {made}" if function is not eval else f"open({str(made)!r}, 'w')")
    for value in (run, {"logits": [1.0, 2.0], "x": run}):
        data = _with_pickle(pickle.dumps(value, protocol))
        problem = problem_of(data, reading)
        assert problem.startswith("is a pickle that calls ")
        assert problem.endswith(f".{function.__name__} when Python loads it; lossctl calls nothing")
    assert not made.exists()


def _with_pickle(pickled: bytes, **members: bytes) -> bytes:

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x/data.pkl", pickled)
        for name, data in members.items():
            archive.writestr(f"x/{name}", data)
    return packed.getvalue()


def odd(qualified: str) -> str:
    return f"is damaged, or made by hand: {qualified} is given arguments that it does not take"


@pytest.mark.parametrize(
    ("module", "function"),
    [
        ("torch._utils", "_rebuild_tensor_v2"),
        ("torch._utils", "_rebuild_tensor_v3"),
        ("torch._utils", "_rebuild_parameter"),
        ("torch._tensor", "_rebuild_from_type_v2"),
        ("torch", "Size"),
        ("torch", "FloatStorage"),
        ("torch", "float32"),
        ("numpy.core.multiarray", "_reconstruct"),
        ("numpy.core.multiarray", "scalar"),
        ("numpy.core.numeric", "_frombuffer"),
        ("numpy", "dtype"),
        ("_codecs", "encode"),
        ("collections", "Counter"),
        ("builtins", "bytearray"),
        ("transformers.trainer_utils", "PredictionOutput"),
    ],
)
def test_allowed_names_with_odd_arguments(
    module: str, function: str, reading: Reading, by_hand: SimpleNamespace
) -> None:
    b = by_hand
    for arguments in (
        b.number(-1),
        b.name("torch", "Tensor"),
        b"(" + b"N" * 7 + b"t",
        b"(]]]]]]]t",
        b"(" + b"K\1" * 9 + b"t",
    ):
        assert problem_of(b.archive(b.name(module, function) + arguments + b"R"), reading) == odd(
            f"{module}.{function}"
        )


SHAPES = {
    "outside": (((5,), (1,)), "shape (5,), strides (1,) and offset 0"),
    "offset outside": (((2,), (1,), 3), "shape (2,), strides (1,) and offset 3"),
    "stride outside": (((2, 2), (3, 1)), "shape (2, 2), strides (3, 1) and offset 0"),
    "huge": (((1 << 62,), (1,)), f"shape ({1 << 62},), strides (1,) and offset 0"),
    "huge, empty, of several axes": (
        ((0, 1 << 40, 1 << 40), (1, 1, 1)),
        f"shape (0, {1 << 40}, {1 << 40}), strides (1, 1, 1) and offset 0",
    ),
    "huge stride": (((2,), (1 << 61,)), f"shape (2,), strides ({1 << 61},) and offset 0"),
    "huge, empty": (((0, (1 << 62) + 1), (1, 1)), f"shape (0, {(1 << 62) + 1}), strides (1, 1) and offset 0"),
}


@pytest.mark.parametrize("form", SHAPES)
def test_a_tensor_outside_its_storage(form: str, reading: Reading, by_hand: SimpleNamespace) -> None:
    arguments, shown = SHAPES[form]
    data = by_hand.archive(by_hand.tensor(by_hand.storage(4), *arguments), storage_0=FOUR)
    assert problem_of(data, reading) == f"a tensor of {shown} does not lie in its storage of 4 numbers"


ODD_TENSORS = {
    "negative stride": ((2,), (-1,), 3),
    "negative size": ((-2,), (1,)),
    "negative offset": ((2,), (1,), -1),
    "strides too few": ((2, 2), (1,)),
    "a truth value": ((True,), (1,)),
    "a float": ((2.0,), (1,)),
    "a size of 1000 bits": ((1 << 1000,), (1,)),
}


@pytest.mark.parametrize("form", ODD_TENSORS)
def test_odd_shapes_and_strides(form: str, reading: Reading, by_hand: SimpleNamespace) -> None:
    data = by_hand.archive(by_hand.tensor(by_hand.storage(4), *ODD_TENSORS[form]), storage_0=FOUR)
    assert problem_of(data, reading) == odd("torch._utils._rebuild_tensor_v2")


def test_an_expanded_tensor_of_a_terabyte(reading: Reading, by_hand: SimpleNamespace) -> None:
    data = by_hand.archive(by_hand.tensor(by_hand.storage(1), (1 << 38,), (0,)), storage_0=FOUR[:4])
    assert problem_of(data, reading) == f"a tensor of shape ({1 << 38},) repeats the 1 numbers of its storage"


def test_a_hundred_axes(reading: Reading, by_hand: SimpleNamespace) -> None:
    data = by_hand.archive(by_hand.tensor(by_hand.storage(4), (1,) * 100, (1,) * 100), storage_0=FOUR)
    assert problem_of(data, reading) == "an array of 100 axes is too much for NumPy"


def test_expanded_tensors_of_one_number_take_no_memory(reading: Reading, by_hand: SimpleNamespace) -> None:
    """Each of the 500 is just small enough to be kept in memory; the file has 4 bytes of numbers."""
    b = by_hand
    size = file.LARGE // 4 - 1
    entries = b"".join(b.text(str(i)) + b.tensor(b.storage(1), (size,), (0,)) for i in range(500))
    found = reading(b.archive(b"}(" + entries + b"u", storage_0=FOUR[:4]))
    kept = [found.part(name).content for name in found.names]
    assert sum(each.nbytes for each in kept if isinstance(each, np.ndarray)) < 1 << 27
    np.testing.assert_array_equal(np.asarray(kept[-1]), np.zeros(size, np.float32))


STORAGES = {
    "absent": ({}, "has no member x/data/0, which a tensor needs"),
    "short": ({"storage_0": FOUR[:8]}, "its member x/data/0 has 8 bytes where the tensor says 16"),
    "long": ({"storage_0": FOUR * 2}, "its member x/data/0 has 32 bytes where the tensor says 16"),
}


@pytest.mark.parametrize("form", STORAGES)
def test_a_storage_of_another_size(form: str, reading: Reading, by_hand: SimpleNamespace) -> None:
    members, problem = STORAGES[form]
    assert problem_of(by_hand.archive(by_hand.tensor(by_hand.storage(4), (4,), (1,)), **members), reading) == problem


def test_a_storage_of_two_types(reading: Reading, by_hand: SimpleNamespace) -> None:
    b = by_hand
    two = b.tensor(b.storage(4), (4,), (1,)) + b.tensor(b.storage(4, kind="IntStorage"), (4,), (1,))
    problem = problem_of(b.archive(b"(" + two + b"t", storage_0=FOUR), reading)
    assert problem == "its storage 0 is said to be of two types or sizes"


@pytest.mark.parametrize("order", [b"middle", b"", b"BIG"])
def test_another_order_of_bytes(order: bytes, reading: Reading, by_hand: SimpleNamespace) -> None:
    data = by_hand.archive(by_hand.tensor(by_hand.storage(4), (4,), (1,)), storage_0=FOUR, byteorder=order)
    assert problem_of(data, reading) == f"its byteorder is {order!r}, neither little nor big"


def test_a_changed_order_of_bytes_is_taken_as_it_says(reading: Reading, by_hand: SimpleNamespace) -> None:
    data = by_hand.archive(by_hand.tensor(by_hand.storage(4), (4,), (1,)), storage_0=FOUR, byteorder=b"big")
    np.testing.assert_array_equal(reading(data).take("input").content, np.frombuffer(FOUR, ">f4"))


def test_members_that_overlap(reading: Reading, by_hand: SimpleNamespace) -> None:
    """The directory says that a member is as long as the next one with its header."""
    b = by_hand
    data = b.archive(
        b"(" + b.tensor(b.storage(4), (4,), (1,)) + b.tensor(b.storage(30, "1"), (30,), (1,)) + b"t",
        storage_0=FOUR,
        storage_1=FOUR * 7 + FOUR[:8],
    )
    second = data.rindex(b"PK\1\2")
    first = data.rindex(b"PK\1\2", 0, second)
    offset = data[first + 42 : first + 46]
    moved = data[: second + 42] + offset + data[second + 46 :]  # both begin where the first does
    assert problem_of(moved, reading) in (
        "is a zip file whose members overlap",
        "is a zip file that is damaged or cut off",
    )
    longer = data.replace((16).to_bytes(4, "little") * 2, (120).to_bytes(4, "little") * 2)
    longer = longer.replace(b.number(4), b.number(30))
    assert "overlap" in problem_of(longer, reading) or "checksum" in problem_of(longer, reading)


def test_a_member_with_another_checksum(reading: Reading, by_hand: SimpleNamespace) -> None:
    data = by_hand.archive(by_hand.tensor(by_hand.storage(4), (4,), (1,)), storage_0=FOUR)
    for old, new in ((FOUR, FOUR[:-1] + b"\x41"), (b"cpu", b"gpu")):
        assert problem_of(data.replace(old, new), reading) == (
            "its bytes do not fit its checksum: it is damaged, or was saved under "
            "torch.serialization.set_crc32_options(False)"
        )


BOMBS = {
    "a number of the memo": b"]r\xff\xff\xff\xff",
    "a length of bytes": b"\x8e" + b"\xff" * 7 + b"\x7f",
    "a length of text": b"\x8d" + b"\xff" * 7 + b"\x7f",
    "a long number": b"\x8b\xff\xff\xff\x7f",
    "a number of many digits": b"L" + b"1" * 5000 + b"L\n",
    "a key of many digits": b"}I" + b"1" * 5000 + b"\nNs",
    "a key of tuples of tuples": b"}K\1" + b"q\1h\1\x86" * 5000 + b"K\1s",
    "lists of the list before": b"K\1" + b"q\1]q\2(" + b"h\1" * 2 + b"eh\2" * 40,
    "tuples of the tuple before": b"K\1" + b"q\1h\1\x86" * 5000,
    "many lists of one list": b"](" + b"K\1" * 3000 + b"eq\0]q\1(" + b"h\0" * 3000 + b"e",
    "many dicts of one list": b"](" + b"]" * 3000 + b"eq\0]q\1(" + b"ccollections\nOrderedDict\n(h\0tR" * 3000 + b"e",
    "a list in itself": b"]q\0h\0ah\0ah\0ah\0a",
    "a dict in itself": b"}q\0K\1h\0sK\2h\0s",
    "deep lists": b"]" * 30_000 + b"a" * 29_999,
    "deep tuples": b")" + b"\x85" * 30_000,
    "deep dicts": b"}K\1" * 30_000 + b"}" + b"s" * 30_000,
    "copies of a text": b"X\0\0\x01\0"
    + b"a" * (1 << 16)
    + b"q\0("
    + b"c_codecs\nencode\n(h\0X\6\0\0\0latin1tR" * 9999
    + b"l",
    "marks": b"(" * 30_000,
    "nothing": b"",
    "pops": b"0" * 100,
    "an item without a list": b"K\1K\2a",
    "a state without an object": b"K\1}b",
    "an extension": b"\x82\1",
    "an instance": b"(ios\nsystem\n",
    "a persistent id of protocol 0": b"Pid\n",
    "an odd persistent id": b"K\1Q",
}


@pytest.mark.parametrize("form", BOMBS)
def test_bombs(form: str, reading: Reading, by_hand: SimpleNamespace) -> None:
    """No more than a second of the processor: most of them are errors, some hold odd but harmless lists."""
    begin = time.process_time()
    with suppress(InputError):
        exhausted(reading(by_hand.archive(BOMBS[form])))
    assert time.process_time() - begin < 1


@pytest.mark.parametrize("keys", [int, str])
@pytest.mark.parametrize("kind", [dict, list])
def test_containers_that_hold_each_other_many_times(kind: type, keys: type, reading: Reading) -> None:
    """A hundred million entries, as batches or below each other, in a pickle of some kilobytes."""
    value: object = [0.5, "a", None]
    for _ in range(4):
        value = {keys(i): value for i in range(100)} if kind is dict else [value] * 100
    begin = time.process_time()
    for each in ([value, value], {"logits": [value, value], "labels": [value, value]}, value):
        with suppress(InputError):
            exhausted(reading(_with_pickle(pickle.dumps(each, 2))))
    assert time.process_time() - begin < 3


@pytest.mark.parametrize("cut", [0, 20, 100, 200, 280, 300, 350, 380])
def test_a_legacy_file_that_is_cut_off(cut: int, reading: Reading) -> None:
    whole = (Path(__file__).parents[2] / "valid" / "legacy.pt").read_bytes()
    with pytest.raises(InputError):
        exhausted(reading(whole[:-1][:cut] if cut else whole[:-1]))


def test_bytes_behind_a_legacy_file(reading: Reading) -> None:
    whole = (Path(__file__).parents[2] / "valid" / "legacy.pt").read_bytes()
    assert problem_of(whole + b"12", reading) == "2 bytes after its last tensor: several objects in one file?"


def test_one_file_behind_another(reading: Reading) -> None:
    """PyTorch reads the first of two, Python's zipfile the last."""
    whole = (Path(__file__).parents[2] / "valid" / "tensor.pt").read_bytes()
    problem = "holds bytes before the members of its zip file: several objects in one file?"
    assert problem_of(whole * 2, reading) == problem


LONG = 10**5000


@pytest.mark.parametrize("protocol", range(2, 6))
def test_numbers_of_thousands_of_digits(protocol: int, reading: Reading) -> None:
    """Python does not write such a number: neither as a name nor in an error."""
    problem = problem_of(_with_pickle(pickle.dumps({LONG: 1.5}, protocol)), reading)
    assert problem == "a dict has a whole number of 16610 bits as a key"
    for value in ({"x": LONG}, {"x": [1, LONG]}):
        problem = problem_of(_with_pickle(pickle.dumps(value, protocol)), reading)
        assert problem == "a whole number that float64 cannot hold exactly"
    for odd_value in (LONG, [LONG], {"x": (LONG, [1])}, {"a": {-LONG: 1}}, [{LONG: 1}, {LONG: 1}]):
        with suppress(InputError):
            exhausted(reading(_with_pickle(pickle.dumps(odd_value, protocol))))


def test_texts_that_are_no_characters(reading: Reading, saved: Callable[..., bytes]) -> None:
    data = saved(np.array(["ab"]), pickle_protocol=4).replace(b"a\0\0\0b\0\0\0", b"a\0\0\0b\0\0\x7f")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        changed = _with_pickle(data[(begin := data.index(b"\x80\4")) : begin + archive.infolist()[0].file_size])
    assert problem_of(changed, reading) == "its texts hold numbers that are no characters: it is damaged"


@pytest.mark.parametrize("at", [8, 22, 30])
def test_a_header_that_does_not_agree_with_the_directory(at: int, reading: Reading, by_hand: SimpleNamespace) -> None:
    """The packing, the size, and the name of a storage."""
    data = bytearray(by_hand.archive(by_hand.tensor(by_hand.storage(4), (4,), (1,)), storage_0=FOUR))
    data[data.rindex(b"PK\3\4") + at] ^= 8
    problem = "is a zip file that is damaged or cut off: its directory does not agree with the header of x/data/0"
    assert problem_of(bytes(data), reading) == problem


def test_a_negative_of_truth_values(reading: Reading, by_hand: SimpleNamespace) -> None:
    b = by_hand
    whole = b.tensor(b.storage(4, kind="BoolStorage"), (4,), (1,)).removesuffix(b"tR")
    data = b.archive(whole + b"}" + b.text("neg") + b"\x88stR", storage_0=b"\0\1\0\1")
    assert problem_of(data, reading) == odd("torch._utils._rebuild_tensor_v2")


def test_two_files_in_one(reading: Reading) -> None:

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for folder in "ab":
            archive.writestr(f"{folder}/data.pkl", b"\x80\x02}.")
    assert problem_of(packed.getvalue(), reading) == "is a zip file with 2 PyTorch files in it"
