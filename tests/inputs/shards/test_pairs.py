"""Each shard of the input has a partner of the same length among the target's; what has none is named."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import lossctl
from lossctl.errors import InputError
from lossctl.inputs import Given, read

Message = Callable[..., str]
Same = Callable[[Given], bool]
Cuts = dict[int, tuple[int, int]]


def gone() -> None:
    Path("targets-3.npy").unlink()


def short() -> None:
    np.save("targets-3.npy", np.zeros(6, int))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            gone,
            (
                "logits-3.npy: has no partner in targets-*.npy\n"
                "  shards are partners where * stands for the same in both names"
            ),
        ),
        (
            short,
            (
                "targets-3.npy: length 6 does not fit that of its partner logits-3.npy, 7\n"
                "  they must be equal along the first axis"
            ),
        ),
    ],
)
def test_what_does_not_fit_is_refused_before_the_work(change: Callable[[], None], message: str, error: Message) -> None:
    change()
    assert error("logits-*.npy", "targets-*.npy") == message
    with pytest.raises(InputError):
        lossctl.ce("logits-*.npy", "targets-*.npy")


def test_files_with_nothing_in_common_are_partners_by_their_order(cuts: Cuts, error: Message, same: Same) -> None:
    for name, number in zip("vwxyz", cuts, strict=True):
        Path(f"targets-{number}.npy").rename(f"labels-{name}.npy")
    assert same(read("logits-*.npy", "labels-*.npy", {}))
    Path("labels-z.npy").unlink()
    assert error("logits-*.npy", "labels-*.npy") == "labels-*.npy: is 4 shards, and logits-*.npy is 5"


def test_shards_and_a_whole_are_no_partners(logits: np.ndarray, labels: np.ndarray, error: Message) -> None:
    np.save("t.npy", labels)
    np.save("x.npy", logits)
    assert error("logits-*.npy", "t.npy") == (
        "t.npy: is one array, and logits-*.npy is 5 shards\n  give as many, each as long as its partner"
    )
    assert error("x.npy", "targets-*.npy") == "targets-*.npy: is 5 shards, and x.npy is one array"
    assert error("logits-*.npy", "targets-*.npy", sample_weight="logits-?.npy") == (
        "logits-10.npy: has no partner in logits-?.npy\n  shards are partners where * stands for the same in both names"
    )
