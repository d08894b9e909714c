"""The call in an error: its words are those of the user, and it can be typed as it stands."""

import io
import shlex

import numpy as np
import pytest

from lossctl.command import cli

torch = pytest.importorskip("torch")
functional = torch.nn.functional

X = torch.tensor([[0.5, 1.25, -2.0], [0.25, 3.0, 1.0]], dtype=torch.float64)
ROWS = "'[[0.5, 1.25, -2], [0.25, 3, 1]]'"


def error_of(line: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.main(shlex.split(line)) == 2
    return capsys.readouterr().err.splitlines()[-1].strip()


def loss_of(call: str, capsys: pytest.CaptureFixture[str]) -> float:
    assert cli.main([*shlex.split(call)[1:], "-q"]) == 0
    return float(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("line", "call", "loss"),
    [
        (f"ce 0,1 {ROWS}", f"lossctl ce {ROWS} 0,1", functional.cross_entropy(X, torch.tensor([0, 1]))),
        (
            f"ce 'torch.tensor([0, 1])' {ROWS} --label-smoothing 0.25 --reduction sum",
            f"lossctl ce {ROWS} 0,1 --reduction sum --label-smoothing 0.25",
            functional.cross_entropy(X, torch.tensor([0, 1]), label_smoothing=0.25, reduction="sum"),
        ),
        (
            f"ce {ROWS} 1,3 --weight 1,2,4",
            f"lossctl ce {ROWS} 0,2 --weight 1,2,4",
            functional.cross_entropy(X, torch.tensor([0, 2]), torch.tensor([1.0, 2, 4], dtype=torch.float64)),
        ),
        (
            "ce '[[0.5, 0.25], [0.5, 0.75]]' 1,2 --from probs --class-axis 0",
            "lossctl ce '[[0.5, 0.25], [0.5, 0.75]]' 0,1 --class-axis 0 --from probs",
            functional.nll_loss(torch.tensor([[0.5, 0.5], [0.25, 0.75]]).double().log(), torch.tensor([0, 1])),
        ),
        (
            f"kl {ROWS} 0,1 --reduction batchmean",
            f"lossctl ce {ROWS} 0,1",
            functional.cross_entropy(X, torch.tensor([0, 1])),
        ),
        (
            "ce 0,1,1 '[[0.5, 0.25], [1.25, 3], [-2, 1]]' --class-axis 1 --dtype float64",
            "lossctl ce '[[0.5, 0.25], [1.25, 3], [-2, 1]]' 0,1,1 --class-axis 1 --dtype float64",
            functional.cross_entropy(X.T, torch.tensor([0, 1, 1])),
        ),
        (
            f"bce-logits {ROWS} '[[[1, 0, 0]], [[0, 1, 0]]]' --pos-weight 3",
            f"lossctl bce-logits {ROWS} '[[1, 0, 0], [0, 1, 0]]'",
            None,
        ),
        (
            "bce-logits '[[0.5], [-2]]' 1,0 --sample-weight 1,3",
            "lossctl bce-logits 0.5,-2 1,0 --sample-weight 1,3",
            None,
        ),
        ("bce 0.5,-1 1,-1", "lossctl bce-logits 0.5,-1 1,0", None),
        (
            "ce '[[0.5], [-2]]' 1,0",
            "lossctl bce-logits 0.5,-2 1,0",
            functional.binary_cross_entropy_with_logits(
                torch.tensor([0.5, -2]).double(), torch.tensor([1.0, 0]).double()
            ),
        ),
        (
            "ce 1 0.5,0.25",
            "lossctl ce 0.5,0.25 1",
            functional.cross_entropy(torch.tensor([0.5, 0.25]).double(), torch.tensor(1)),
        ),
    ],
)
def test_literals_are_written_out(line: str, call: str, loss: torch.Tensor | None, capsys: pytest.CaptureFixture[str]):
    assert error_of(line, capsys).endswith(call)
    if loss is not None:
        assert loss_of(call, capsys) == pytest.approx(loss.item(), rel=1e-12)


def test_arrays_that_are_long_are_placeholders(capsys: pytest.CaptureFixture[str]) -> None:
    rows = np.round(np.linspace(0.1, 0.9, 60), 6).reshape(20, 3).tolist()
    indices = ",".join(["0", "1"] * 10)
    want = f"the two look swapped; the input comes first, then the target: lossctl ce INPUT {indices}"
    assert error_of(f"ce {indices} '{rows}'", capsys) == want
    want = "the two look swapped; the input comes first, then the target: lossctl ce INPUT TARGET --from probs"
    assert error_of(f"bce {','.join(['0', '1'] * 15)} '{rows + rows[:10]}'", capsys) == want


def test_what_came_by_pipe_is_a_dash(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def piped(line: str, text: str) -> int:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        return cli.main(shlex.split(line))

    rows = str(X.tolist())
    assert piped("ce 0,1 -", rows) == 2
    assert capsys.readouterr().err.endswith("\n  the two look swapped: lossctl ce - 0,1\n")
    assert piped("ce - 0,1 -q", rows) == 0
    found = float(capsys.readouterr().out)
    block = f'{{"labels": {rows}, "logits": [0, 1]}}'
    assert piped("ce -", block) == 2
    assert capsys.readouterr().err.endswith("\n  the two look swapped: lossctl ce -:labels -:logits\n")
    assert piped("ce -:labels -:logits -q", block) == 0
    assert (
        float(capsys.readouterr().out)
        == found
        == pytest.approx(functional.cross_entropy(X, torch.tensor([0, 1])).item())
    )
