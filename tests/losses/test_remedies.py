"""Every remedy in an error of the losses is followed: it must work, and give the right number."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from lossctl.command import cli

RANDOM = np.random.default_rng(14)
X, T = RANDOM.normal(size=(4, 3)), np.array([0, 2, 1, 1])
P = np.exp(X) / np.exp(X).sum(axis=1, keepdims=True)
Y = np.array([[1, 0, 1], [0, 0, 1], [1, 1, 0], [0, 1, 0]])
SEQUENCES, TOKENS = RANDOM.normal(size=(2, 5, 3)), RANDOM.integers(0, 3, (2, 5))


def ce(x: np.ndarray, t: np.ndarray) -> float:
    return float((np.log(np.exp(x).sum(axis=-1)) - np.take_along_axis(x, t[..., None], -1)[..., 0]).mean())


def bce(p: np.ndarray, y: np.ndarray) -> float:
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())


def bce_weighted(p: np.ndarray, y: np.ndarray, weights: tuple[float, float]) -> float:
    return float(-np.where(y == 1, weights[1] * np.log(p), weights[0] * np.log(1 - p)).mean())


def ce_weighted(x: np.ndarray, t: np.ndarray, weight: float) -> float:
    losses, weights = np.array([ce(x[[i]], t[[i]]) for i in range(len(t))]), np.where(t == 1, weight, 1)
    return float((losses * weights).sum() / weights.sum())


MORE = RANDOM.integers(0, 3, (2, 6))
KEPT = np.array([0, 2, 3])
CASES = {
    "ce, swapped": ("ce", {"a": T, "b": X}, "", "lossctl ce b.npy a.npy", ce(X, T)),
    "ce, swapped sequences": (
        "ce",
        {"a": TOKENS, "b": SEQUENCES},
        "",
        "lossctl ce b.npy a.npy --class-axis -1",
        ce(SEQUENCES, TOKENS),
    ),
    "ce, other axis": ("ce", {"a": SEQUENCES, "b": TOKENS}, "", "--class-axis -1", ce(SEQUENCES, TOKENS)),
    "bce of rows": ("bce", {"a": P, "b": T}, "", "lossctl ce a.npy b.npy --from probs", ce(X, T)),
    "bce of logits' rows": ("bce", {"a": X, "b": T}, "", "lossctl ce a.npy b.npy", ce(X, T)),
    "bce of rows, swapped": ("bce", {"a": T, "b": P}, "", "lossctl ce b.npy a.npy --from probs", ce(X, T)),
    "bce-logits of rows": ("bce-logits", {"a": X, "b": T}, "", "lossctl ce a.npy b.npy", ce(X, T)),
    "bce, swapped with logits": (
        "bce",
        {"a": Y, "b": X},
        "",
        "lossctl bce-logits b.npy a.npy",
        bce(1 / (1 + np.exp(-X)), Y),
    ),
    "kl of indices": ("kl", {"a": X, "b": T}, "", "lossctl ce a.npy b.npy", ce(X, T)),
    "kl of indices, from probs": (
        "kl",
        {"a": P, "b": T},
        "--from probs",
        "lossctl ce a.npy b.npy --from probs",
        ce(X, T),
    ),
    "kl of indices, swapped": ("kl", {"a": T, "b": X}, "", "lossctl ce b.npy a.npy", ce(X, T)),
    "ce, a mark": (
        "ce",
        {"a": X, "b": np.where(np.arange(4) == 1, -1, T)},
        "",
        "--ignore-index -1",
        ce(X[KEPT], T[KEPT]),
    ),
    "bce, a mark": (
        "bce",
        {"a": P[:, 0], "b": np.array([0, -1, 1, 0])},
        "",
        "--ignore-index -1",
        bce(P[KEPT, 0], np.array([0, 1, 0])),
    ),
    "ce of masks with a channel": (
        "ce",
        {"a": np.moveaxis(SEQUENCES, 2, 1), "b": TOKENS[:, None]},
        "",
        "lossctl ce a.npy 'b.npy[:, 0]'",
        ce(SEQUENCES, TOKENS),
    ),
    "ce of tokens in a column": (
        "ce",
        {"a": SEQUENCES, "b": TOKENS[..., None]},
        "",
        "lossctl ce a.npy 'b.npy[:, :, 0]' --class-axis -1",
        ce(SEQUENCES, TOKENS),
    ),
    "ce, the next tokens": (
        "ce",
        {"a": SEQUENCES, "b": MORE},
        "",
        "lossctl ce a.npy 'b.npy[:, 1:]' --class-axis -1",
        ce(SEQUENCES, MORE[:, 1:]),
    ),
    "ce, shifted labels": (
        "ce",
        {"a": SEQUENCES, "b": TOKENS[:, 1:]},
        "--reduction sum --class-axis -1",
        "lossctl ce 'a.npy[:, :-1]' b.npy --class-axis -1 --reduction sum",
        8 * ce(SEQUENCES[:, :-1], TOKENS[:, 1:]),
    ),
    "ce, shifted labels, classes first": (
        "ce",
        {"a": np.moveaxis(SEQUENCES, 2, 1), "b": TOKENS[:, 1:]},
        "--class-axis 1",
        "lossctl ce 'a.npy[:, :, :-1]' b.npy --class-axis 1",
        ce(SEQUENCES[:, :-1], TOKENS[:, 1:]),
    ),
    "ce of one logit": (
        "ce",
        {"a": X[:, :1], "b": Y[:, 0]},
        "",
        "lossctl bce-logits 'a.npy[:, 0]' b.npy",
        bce(1 / (1 + np.exp(-X[:, 0])), Y[:, 0]),
    ),
    "ce of one probability": (
        "ce",
        {"a": P[:, :1], "b": Y[:, :1]},
        "",
        "lossctl bce a.npy b.npy",
        bce(P[:, 0], Y[:, 0]),
    ),
    "ce of one probability a sample": (
        "ce",
        {"a": P[:, 0], "b": Y[:, 0]},
        "",
        "lossctl bce a.npy b.npy",
        bce(P[:, 0], Y[:, 0]),
    ),
    "ce, class axis from 1": ("ce", {"a": X, "b": T}, "--class-axis 2", "--class-axis 1", ce(X, T)),
    "bce of a column": (
        "bce",
        {"a": P[:, :1], "b": Y[:, 0]},
        "",
        "lossctl bce 'a.npy[:, 0]' b.npy",
        bce(P[:, 0], Y[:, 0]),
    ),
    "bce of images": (
        "bce",
        {"a": P[:, None], "b": Y},
        "",
        "lossctl bce 'a.npy[:, 0]' b.npy",
        bce(P, Y),
    ),
    "bce of a row": (
        "bce",
        {"a": P[:, 0], "b": Y[None, :, 0]},
        "",
        "lossctl bce a.npy 'b.npy[0]'",
        bce(P[:, 0], Y[:, 0]),
    ),
    "bce, a column and a row": (
        "bce",
        {"a": P[:, :1], "b": Y[None, :, 0]},
        "",
        "lossctl bce 'a.npy[:, 0]' 'b.npy[0]'",
        bce(P[:, 0], Y[:, 0]),
    ),
    "bce of one-hot": (
        "bce",
        {"a": P[:, 0], "b": np.eye(2)[Y[:, 0]]},
        "",
        "lossctl bce a.npy 'b.npy[..., 1]'",
        bce(P[:, 0], Y[:, 0]),
    ),
    "bce of a column and one-hot": (
        "bce",
        {"a": P[:, :1], "b": np.eye(2)[Y[:, 0]]},
        "",
        "lossctl bce a.npy 'b.npy[..., 1:]'",
        bce(P[:, 0], Y[:, 0]),
    ),
    "bce of logits": ("bce", {"a": X, "b": Y}, "", "lossctl bce-logits a.npy b.npy", bce(1 / (1 + np.exp(-X)), Y)),
    "bce-logits, two classes": (
        "bce-logits",
        {"a": X[:, :2], "b": Y[:, 0]},
        "",
        "lossctl ce a.npy b.npy",
        ce(X[:, :2], Y[:, 0]),
    ),
    "bce-logits, weights of classes": (
        "bce-logits",
        {"a": X.reshape(-1), "b": Y.reshape(-1)},
        "--weight 2,3",
        "--weight 2 --pos-weight 1.5",
        bce_weighted(1 / (1 + np.exp(-X)), Y, (2, 3)),
    ),
    "bce, weights of classes": (
        "bce",
        {"a": P[:, 0], "b": Y[:, 0]},
        "--weight 2,3",
        "--weight 3,2,3,2",
        bce_weighted(P[:, 0], Y[:, 0], (2, 3)),
    ),
    "ce, one weight": (
        "ce",
        {"a": X[:, :2], "b": Y[:, 0]},
        "--weight 3",
        "--weight 1,3",
        ce_weighted(X[:, :2], Y[:, 0], 3),
    ),
    "ce, swapped, with options": (
        "ce",
        {"a": T, "b": X},
        "--weight 1,2,3 --sample-weight 1,0,2,1 --reduction sum --dtype float32",
        "lossctl ce b.npy a.npy --weight 1,2,3 --sample-weight 1,0,2,1 --reduction sum --dtype float32",
        None,
    ),
    "kl of a column of indices": ("kl", {"a": X, "b": T[:, None]}, "", "lossctl ce a.npy b.npy", ce(X, T)),
    "kl of two numbers": ("kl", {"a": np.array(0.4), "b": np.array(0.5)}, "", "--from probs", 0.5 * np.log(0.5 / 0.4)),
    "ce, logits said to be probabilities": ("ce", {"a": X, "b": T}, "--from probs", "--from logits", ce(X, T)),
    "ce, log-probabilities said to be probabilities": (
        "ce",
        {"a": np.log(P), "b": T},
        "--from probs",
        "--from log-probs",
        ce(X, T),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_remedy_that_is_typed_works(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    loss, arrays, options, remedy, value = CASES[name]
    monkeypatch.chdir(tmp_path)
    for file, array in arrays.items():
        np.save(f"{file}.npy", array)
    command = [loss, *(f"{file}.npy" for file in arrays), *options.split()]
    assert cli.main([*command, "-q"]) == 2
    error = capsys.readouterr().err
    assert remedy in typed(error)
    following = shlex.split(remedy.removeprefix("lossctl "))
    again = following if remedy.startswith("lossctl") else [*command, *following]
    assert cli.main([*again, "-q"]) == 0
    found = float(capsys.readouterr().out)
    assert value is None or found == pytest.approx(value, rel=1e-12)


def typed(error: str) -> list[str]:
    """The commands, or the options, that the last line of an error has."""
    parts = error.splitlines()[-1].split("; ")
    found = [re.search(r"(lossctl [a-z-]+ \S.*|--[a-z-]+ \S+( --[a-z-]+ \S+)*)( makes.*)?$", part) for part in parts]
    assert any(found), error
    return [each[1].removesuffix(" makes them fit") for each in found if each]


SIGNS = np.where(Y == 1, 1, -1)
WRITTEN = {  # what was given, what the remedy says to write in its place, and the words that say so
    "codes": (SIGNS, Y, "write 0 for -1"),
    "1 and 2": (Y + 1, Y, "write 0 for 1 and 1 for 2"),
    "codes in a later block": (np.where(np.arange(12) < 6, 1, -1), np.arange(12) < 6, "write 0 for -1"),
    "transposed": (Y.T, Y, "its axes lie in another order: transpose it to (4, 3)"),
    "flat": (Y.reshape(-1), Y, "write the target as (4, 3)"),
    "pixels": (
        Y * 255 - 3 * np.arange(12).reshape(4, 3) * Y,
        (Y * 255 - 3 * np.arange(12).reshape(4, 3) * Y) / 255,
        "divide them by 255",
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_to_be_written_gives_the_right_number(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given, right, words = WRITTEN[name]
    p = P.reshape(np.shape(right))
    monkeypatch.chdir(tmp_path)
    for file, array in (("p", p), ("given", given), ("right", right)):
        np.save(f"{file}.npy", np.asarray(array, float))
    assert cli.main(["bce", "p.npy", "given.npy", "-q"]) == 2
    assert words in capsys.readouterr().err.splitlines()[-1]
    assert cli.main(["bce", "p.npy", "right.npy", "-q"]) == 0
    assert float(capsys.readouterr().out) == pytest.approx(bce(p, np.asarray(right)), rel=1e-12)


def errors_of(*commands: str) -> Iterator[int]:
    for command in commands:
        yield cli.main(shlex.split(command))


def test_a_mark_beside_another_is_not_advised(capsys: pytest.CaptureFixture[str]) -> None:
    """The last --ignore-index wins: stating a second one would count what the first leaves out."""
    assert list(errors_of("bce .9,.2,.6,.5 1,-1,0,5 --ignore-index 5", "bce .9,.2,.6,.5 1,-1,0,-2")) == [2, 2]
    first, last = capsys.readouterr().err.split("lossctl bce: ")[1:]
    assert first.splitlines()[-1] == "  does it mark targets to leave out? only one value can: write 5 for it"
    assert last.splitlines()[1:] == []
    assert list(errors_of("ce '[[1,2],[2,1],[3,1]]' 1,-1,-100", "ce '[[1,2,3],[2,1,4],[3,1,2]]' 3,1,-100")) == [2, 2]
    first, last = capsys.readouterr().err.split("lossctl ce: ")[1:]
    assert "--ignore-index" not in first
    assert "subtract 1 from each but -100: lossctl ce '[[1, 2, 3], [2, 1, 4], [3, 1, 2]]' 2,0,-100" in last
    assert list(errors_of("bce .9,.2 1,-1 --ignore-index -1 -q", "bce-logits .9,.2 1,-1 --ignore-index -1 -q")) == [
        0,
        0,
    ]
