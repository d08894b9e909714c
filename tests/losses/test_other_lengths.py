"""Input and target of several lengths: the call of the samples that both have works, and gives their loss."""

import shlex
from pathlib import Path

import numpy as np
import pytest

import lossctl
from lossctl.command import cli

RANDOM = np.random.default_rng(0)
P, T = RANDOM.random((8, 3)), RANDOM.integers(0, 3, 9)
TOGETHER = "belong together: lossctl "


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("p.npy", P)
    np.save("p5.npy", P[:5])
    np.save("p1.npy", P[:, 0])
    np.save("p15.npy", P[:5, 0])
    np.save("t.npy", T)
    np.savez("x.npz", probs=P, labels=T[:6])
    np.savetxt("t5.csv", T[:5], fmt="%d")
    np.savetxt("t7.csv", T[:7], fmt="%d")


@pytest.mark.parametrize(
    ("words", "loss"),
    [
        ("ce p.npy t.npy --from probs", lambda: lossctl.ce(P, T[:8], from_="probs")),
        ("ce p.npy 0,2,1,1,0 --reduction sum", lambda: lossctl.ce(P[:5], [0, 2, 1, 1, 0], reduction="sum")),
        ("ce p.npy t5.csv", lambda: lossctl.ce(P[:5], T[:5])),
        ("ce x.npz", lambda: lossctl.ce(P[:6], T[:6], from_="probs")),
        ("ce p.npy p5.npy", lambda: lossctl.ce(P[:5], P[:5])),
        ("bce p1.npy p15.npy", lambda: lossctl.bce(P[:5, 0], P[:5, 0])),
        ("bce-logits p.npy p5.npy", lambda: lossctl.bce_logits(P[:5], P[:5])),
        ("kl p5.npy p.npy --from probs", lambda: lossctl.kl(P[:5], P[:5], from_="probs")),
    ],
)
def test_the_call_of_the_samples_that_both_have(words, loss, capsys):  # type: ignore[no-untyped-def]
    assert cli.main(words.split()) == 2
    call = capsys.readouterr().err.split(TOGETHER)[1]
    assert cli.main([*shlex.split(call), "-q"]) == 0
    assert float(capsys.readouterr().out) == loss().loss


def test_one_line_more_or_less_in_a_table_may_be_a_header(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ce", "p.npy", "t7.csv"]) == 2
    told = "the input has 8 samples, the target 7: was a header read as a row (--header), or a row as a header"
    assert capsys.readouterr().err.endswith(f"\n  {told} (--no-header)?\n")


@pytest.mark.parametrize("words", ["ce p.npy 0", "ce p.npy [[0,1]]", "ce p.npy 1,2,3,4,5 --class-axis 0"])
def test_other_misfits_are_no_matter_of_lengths(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(words.split()) == 2
    assert "samples" not in capsys.readouterr().err
