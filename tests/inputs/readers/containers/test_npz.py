"""A .npz file: members that are not compressed are read where they lie in the zip file."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from lossctl.inputs import read
from lossctl.inputs.lazy_array import LazyArray

Lazily = Callable[[str], LazyArray]
InMemory = Callable[[str], np.ndarray]


def test_members_of_an_npz_stay_in_it(numbers: np.ndarray, lazily: Lazily, in_memory: InMemory) -> None:
    np.savez("b.npz", logits=numbers, labels=np.arange(50), big=numbers.astype(">f4"))
    np.testing.assert_array_equal(np.asarray(lazily("b.npz:logits")), numbers)
    np.testing.assert_array_equal(lazily("b.npz:big").read(3, 9), in_memory("b.npz:big").flat[3:9])
    found = read("b.npz", None, {})
    assert {role: type(array) for role, array in found.arrays.items()} == {"input": LazyArray, "target": np.ndarray}


def test_members_behind_long_local_headers_are_found(numbers: np.ndarray, lazily: Lazily) -> None:
    np.save("x.npy", numbers)
    with zipfile.ZipFile("b.npz", "w") as archive:
        member = zipfile.ZipInfo("logits.npy")
        member.extra = b"\x99\x99\x08\x00padding!"
        archive.writestr(member, Path("x.npy").read_bytes())
    np.testing.assert_array_equal(np.asarray(lazily("b.npz")), numbers)
