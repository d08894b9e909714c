"""Whatever the bytes are: arrays, or an InputError."""

import gzip
import io
import json
from contextlib import suppress

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lossctl.errors import InputError
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers import read_document
from lossctl.inputs.readers.pasted.prints import printed_arrays
from lossctl.inputs.words import BRACKETS, NOT_IN_NUMBERS

SUFFIXES = st.sampled_from(["", ".npy", ".npz", ".json", ".jsonl", ".csv", ".tsv", ".txt"])


def _saved(save, *args, **kwargs) -> bytes:
    file = io.BytesIO()
    save(file, *args, **kwargs)
    return file.getvalue()


VALID = (
    _saved(np.save, np.arange(6.0).reshape(2, 3)),
    _saved(np.save, np.arange(6, dtype=">i2").reshape(2, 3).T),
    _saved(np.savez, logits=np.eye(2), labels=np.array([0, 1])),
    _saved(np.savez_compressed, logits=np.eye(2), labels=np.array([0, 1])),
    json.dumps({"model": {"logits": [[0.5, 1], [2, 3]]}, "labels": [1, 0], "id": "a"}, indent=1).encode(),
    b'{"logits": [1, 2], "label": 1}\n{"logits": [3, "NaN"], "label": 0}\n',
    b"[1, 2]\n[3, 4]\n",
    b",cat,dog,label\n0,0.5,1,cat\n1,-2e-3,nan,dog\n",
    b"0,1,2\n0.5,1,2\n# note\n\n3,4,5\n",
    b"0,5;1,5\n2;3\n",
    b"a b\n1 2\n",
    b"input:\ntensor([[0.5, 1.], [2., nan]], requires_grad=True)\ntarget = torch.tensor([1, 0])\nloss: tensor(1.5)\n",
    ">>> 预测数据：tensor（［［１，２．５］］）\n权重 = 9，15\n标签：1, 0\n".encode(),
    b"array([[1., 2.],\n       [3., 4.]], dtype=float32)\n",
    "input: [1, 2]".encode("utf-16"),
)


def exhaust(data: bytes, suffix: str, header: bool | None = None) -> None:
    """Ask a document everything that can be asked of it."""
    with suppress(InputError):
        found = read_document(SourceBytes(data, suffix, header=header))
        for role in ("input", "target", "weight", "sample_weight", "pos_weight"):
            for ask in (found.find, found.take):
                with suppress(InputError):
                    ask(role)
        for name in (*found.names, "0", "0,1"):
            with suppress(InputError):
                found.part(name)
        with suppress(InputError):
            list(found.asides(frozenset()))


@given(st.binary(max_size=200), SUFFIXES, st.sampled_from([None, True, False]))
def test_random_bytes(data: bytes, suffix: str, header: bool | None) -> None:
    exhaust(data, suffix, header)


@given(st.text(max_size=200), SUFFIXES)
def test_random_text(text: str, suffix: str) -> None:
    exhaust(text.encode("utf-8", "surrogatepass"), suffix)


@given(
    st.lists(st.sampled_from([*"[](){},;:= \n\t#'\"0123.-+ea_", "nan", "inf", "tensor(", "input", "True", "1.5"])),
    SUFFIXES,
)
def test_text_of_the_grammars(pieces: list[str], suffix: str) -> None:
    exhaust("".join(pieces).encode(), suffix)
    with suppress(InputError):
        printed_arrays.parse_all("".join(pieces))


@settings(max_examples=250)
@given(
    st.sampled_from(VALID),
    SUFFIXES,
    st.lists(st.tuples(st.integers(0, 999), st.binary(max_size=3)), max_size=4),
    st.data(),
)
def test_mutated_valid_files(data: bytes, suffix: str, changes: list[tuple[int, bytes]], more: st.DataObject) -> None:
    for at, new in changes:
        at %= len(data) or 1
        data = data[:at] + new + data[at + len(new) :]
    data = data[: more.draw(st.integers(0, len(data)))] if more.draw(st.booleans()) else data
    exhaust(data, suffix)


@settings(deadline=None)
@given(st.sampled_from(VALID), st.integers(0, 999), st.binary(max_size=3))
def test_mutated_gzip(tmp_path_factory, data: bytes, at: int, new: bytes) -> None:
    from lossctl.inputs.files.locate_source import read_source

    packed = gzip.compress(data, mtime=0)
    at %= len(packed)
    path = tmp_path_factory.getbasetemp() / "fuzz.gz"
    path.write_bytes(packed[:at] + new + packed[at + len(new) :])
    with suppress(InputError):
        read_document(read_source(str(path), header=None))


def test_deep_nesting() -> None:
    for deep in ("[" * 100_000, "[" * 100 + "]" * 100, '{"a":' * 100_000, '{"a":' * 500 + "[1, 2]" + "}" * 500):
        for suffix in (".json", ".jsonl", ".txt", ".csv"):
            exhaust(deep.encode(), suffix)


@given(st.text(alphabet="1９.,， eEnaifityINFY+-−\n" + "".join(sorted(NOT_IN_NUMBERS)), max_size=6))
def test_numbers_without_brackets_have_no_letter_of_a_name(word: str) -> None:
    if NOT_IN_NUMBERS.intersection(word.lower()) and not BRACKETS.intersection(word):
        assert printed_arrays.parse_all(word) is None
