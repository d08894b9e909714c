"""Each shard is a file of its own, and stays what it was."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import lossctl
from lossctl.errors import InputError
from lossctl.inputs import read_array
from lossctl.inputs.files import file
from lossctl.inputs.shards import concatenated

Message = Callable[..., str]


def dangling() -> None:
    Path("targets-20.npy").unlink()
    Path("targets-20.npy").symlink_to("nowhere")


def linked() -> None:
    Path("targets-4.npy").symlink_to("targets-3.npy")
    Path("logits-4.npy").symlink_to("logits-3.npy")


def a_folder() -> None:
    Path("targets-30.npy").mkdir()


def a_pipe() -> None:
    os.mkfifo("targets-30.npy")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (dangling, "targets-20.npy: cannot be read: no such file or directory"),
        (
            linked,
            "logits-4.npy: is the same file as logits-3.npy\n  each shard counts once: leave one of the two names out",
        ),
        (a_folder, "targets-30.npy: is a folder, not a file"),
        pytest.param(a_pipe, "targets-30.npy: is a pipe or a device, not a file", marks=pytest.mark.unix),
    ],
)
def test_what_does_not_fit_is_refused_before_the_work(change: Callable[[], None], message: str, error: Message) -> None:
    change()
    assert error("logits-*.npy", "targets-*.npy") == message
    with pytest.raises(InputError):
        lossctl.ce("logits-*.npy", "targets-*.npy")


@pytest.mark.parametrize("large", [1, 1 << 20])
def test_a_shard_that_changes_is_named(large: int, monkeypatch: pytest.MonkeyPatch, logits: np.ndarray) -> None:
    monkeypatch.setattr(file, "LARGE", large)
    monkeypatch.setattr(concatenated, "HELD", 1)
    os.utime("logits-3.npy", (1, 1))
    array = read_array("logits-*.npy", "input")
    np.save("logits-3.npy", logits[3:10] + 1)
    with pytest.raises(InputError) as caught:
        np.asarray(array)
    assert str(caught.value) == "logits-3.npy: changed while it was read"
