"""Pastes of code or of an error message alone: the error names what to paste, and that works."""

import io
import re

import pytest

from lossctl.command import cli

TRAINING = "criterion = nn.CrossEntropyLoss()\noutput = model(x)\nloss = criterion(output, target)\nloss.backward()\n"
TRACEBACK = (
    'Traceback (most recent call last):\n  File "train.py", line 10, in <module>\n'
    "    loss = criterion(output, target)\n"
    "RuntimeError: expected scalar type Long but found Float\n"
)
RANDOM = "x = torch.randn(3, 5)\ny = torch.empty(3).random_(5)\nloss = F.cross_entropy(x, y)\nprint(loss)\n"
ALONE, NONE = "is code without its numbers", "holds no array of numbers"
WAY = "paste what print({0}) and print({1}) show, too, each on a line of its own: "
WAY += "{0} = tensor([[2.0, 0.5]])  {1} = tensor([0])"


@pytest.fixture
def pasted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def pasted(text: str, *options: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        status = cli.main(["ce", "-", *options])
        return status, *capsys.readouterr()

    return pasted


@pytest.mark.parametrize(
    ("text", "problem", "names"),
    [
        (TRAINING, ALONE, ("output", "target")),
        (TRACEBACK, ALONE, ("output", "target")),
        ("criterion = nn.CrossEntropyLoss()\n", ALONE, ("input", "target")),
        ("import torch\nfrom torch import nn\nmodel = Net()\n", ALONE, ("input", "target")),
        ("loss_fn = nn.CrossEntropyLoss()\nloss = loss_fn(logits, labels)\n", ALONE, ("logits", "labels")),
        ("loss = nn.CrossEntropyLoss()(logits, labels)\n", NONE, ("logits", "labels")),
        (RANDOM, NONE, ("x", "y")),
        (f"```python\n{TRAINING}```\nWhy is it so high?\n", NONE, ("output", "target")),
    ],
)
def test_code_alone_is_told_what_is_missing(pasted, text, problem, names):  # type: ignore[no-untyped-def]
    status, out, err = pasted(text)
    assert (status, out, err) == (2, "", f"lossctl ce: standard input: {problem}\n  {WAY.format(*names)}\n")
    shown = re.sub("  ", "\n", err.split("of its own: ")[1])
    status, out, err = pasted(text + shown, "-q")
    assert (status, float(out)) == (0, pytest.approx(0.201413278, rel=1e-9))


@pytest.mark.parametrize(
    "text",
    [
        "cat\ndog\n",
        "Bird(flying)\nBird(sitting)\n",
        "1,2\n3,4\n",
        "a,b\n1,2\n",
        "f(x) g(x)\n1 2\n",
        "The loss is high.\n",
    ],
)
def test_tables_and_words_are_no_code(pasted, text):  # type: ignore[no-untyped-def]
    assert "print(" not in pasted(text)[2]
