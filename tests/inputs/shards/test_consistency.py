"""The shards of one array agree in shape, class names and meaning; the one that does not is named."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import lossctl
from lossctl.errors import InputError

Message = Callable[..., str]


def other_classes() -> None:
    np.save("logits-3.npy", np.zeros((7, 3)))


def one_number() -> None:
    np.save("logits-3.npy", 1.5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            other_classes,
            (
                "logits-3.npy: shape (7, 3) does not fit that of logits-1.npy, (3, 4): "
                "they must agree behind the first axis"
            ),
        ),
        (one_number, "logits-3.npy: holds one number: shards are joined along their first axis"),
    ],
)
def test_what_does_not_fit_is_refused_before_the_work(change: Callable[[], None], message: str, error: Message) -> None:
    change()
    assert error("logits-*.npy", "targets-*.npy") == message
    with pytest.raises(InputError):
        lossctl.ce("logits-*.npy", "targets-*.npy")


def test_columns_in_another_order_are_refused(error: Message) -> None:
    Path("rows-3.csv").write_text("b,a,c,d,label\n1,2,3,4,a\n")
    assert error("rows-*.csv") == "rows-3.csv: the columns are b, a, c, d where rows-1.csv has a, b, c, d"


def test_probabilities_among_logits_are_refused(logits: np.ndarray, labels: np.ndarray, error: Message) -> None:
    np.savez("batch-3.npz", probs=logits[3:10], labels=labels[3:10])
    assert error("batch-*.npz") == "batch-3.npz: the input is called probs, and that of batch-1.npz is called logits"


def test_a_shard_without_what_the_others_hold(logits: np.ndarray, error: Message) -> None:
    np.savez("batch-3.npz", logits=logits[3:10])
    assert error("batch-*.npz") == (
        "batch-3.npz: no array has the name of a target; the names are logits (7, 4)\n"
        "  give TARGET too; found by name: target, targets, label, labels, label_ids, y, y_true, "
        "true_label, … (14 in all)"
    )
    for number, more in ((1, ""), (2, "weight: [1, 2]\n")):
        Path(f"post-{number}.txt").write_text(f"input: [[1, 2]]\ntarget: [0]\n{more}")
    assert error("post-*.txt") == "post-2.txt: holds input, target, weight where post-1.txt holds input, target"
