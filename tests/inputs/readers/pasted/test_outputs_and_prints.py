# ruff: noqa: E501 - the blocks are easier to compare as they stand
"""Which printed losses are read, and to which print each belongs, in pastes of every shape."""

import json
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossctl.command.cli import main
from lossctl.inputs.readers.pasted.lines.copied_text import as_typed

X, T = "torch.tensor([[2.0, 0.5, -1.0], [0.1, 0.3, 1.6]])", "torch.tensor([0, 2])"
ARRAYS = f"x = {X}\nt = {T}\n"
PROBS = "p = np.array([0.25, 0.65]); y = np.array([1, 0])\n"
SESSION = f">>> x = {X}\n>>> t = {T}\n>>> print(F.cross_entropy(x, t))\ntensor(0.3219)\n"


class Paste(NamedTuple):
    """A paste, the command, the losses with whether each matches, and a part of the notes."""

    name: str
    command: str
    text: str
    judged: tuple[tuple[str, bool], ...]
    note: str = ""


PASTES = (
    Paste(
        "a formatted string, then other numbers under the same name",
        "ce --from probs",
        'target = [0, 0, 1]\nestimate = [0.2, 0.3, 0.5]\nprint(f"Loss: {cce(target, estimate)}")\nestimate = [0.1, 0.1, 0.8]\nprint(f"Loss: {cce(target, estimate)}")\n\nLoss: 0.6931471805599453\nLoss: 0.2231435513142097\n',
        (("0.6931471805599453", True), ("0.2231435513142097", True)),
    ),
    Paste(
        "an array within the label, the second number wrong",
        "ce --from probs",
        'target = [0, 0, 1]\nq = [0.2, 0.3, 0.5]\nprint(f"Loss for {q}: {cce(target, q)}")\nq = [0.1, 0.1, 0.8]\nprint(f"Loss for {q}: {cce(target, q)}")\n\nLoss for [0.2, 0.3, 0.5]: 0.6931471805599453\nLoss for [0.1, 0.1, 0.8]: 0.3231435513142097\n',
        (("0.6931471805599453", True), ("0.3231435513142097", False)),
    ),
    Paste("a sentence in a comment", "bce", "y_true = [1, 1, 0]\ny_pred = [0.9, 0.6, 0.2]\nprint(log_loss(y_true, y_pred))  # because y_true becomes [0, 0, 1]\n", ()),
    Paste("an array in a comment", "ce", ARRAYS + "print(F.cross_entropy(x, t, reduction='none'))  # per sample: [0.2413, 0.4026]\n", (("[0.2413, 0.4026]", True),)),
    Paste("text behind a number", "ce", ARRAYS + "print('Loss:', F.cross_entropy(x, t))  # 0.3219（与 NLL 相同）\n", (("0.3219", True),)),
    Paste("words behind a number", "ce", ARRAYS + "print('Loss:', F.cross_entropy(x, t))  # 0.3219 as above\n", (("0.3219", True),)),
    Paste("a formula before a number", "ce", ARRAYS + "print('Loss:', F.cross_entropy(x, t))  # (0.241 + 0.403) / 2 ≈ 0.322\n", (("0.322", True),)),
    Paste("a wrong number behind a formula", "ce", ARRAYS + "print('Loss:', F.cross_entropy(x, t))  # (0.241 + 0.403) / 2 ≈ 0.422\n", (("0.422", False),)),
    Paste("a label of the post", "ce", ARRAYS + "print(torch.sum(x, dim=0))\nloss = F.cross_entropy(x, t)\nprint(loss)\n\nResult: tensor(0.3219)\n", (("0.3219", True),)),
    Paste("digits left out", "ce", SESSION.replace("0.3219", "0.321..."), (("0.321", True),)),
    Paste("digits of an array left out", "ce", SESSION.replace("0.3219", "[0.2413..., 0.4025...]").replace("x, t)", "x, t, reduction='none')"), (("[0.2413, 0.4025]", True),)),
    Paste("losses one by one", "bce", PROBS + "each = [logloss(a, b) for (a, b) in zip(y, p)]\neach\n# result:\n[1.3862943611,\n1.0498221245]\nnp.mean(each)\n# 1.2180582428\n", (("[1.38629, 1.04982]", True), ("1.2180582428", True))),
    Paste("losses one by one, by index", "bce", PROBS + "each = [logloss(y[i], p[i]) for i in range(2)]\nprint(each)\nprint(sum(each) / len(each))\n\n[1.3862943611, 1.0498221245]\n1.3180582428\n", (("[1.38629, 1.04982]", True), ("1.3180582428", False))),
    Paste("a session in one line among others", "ce", "Examples\n[batch_size].\n" + SESSION.replace("\n", " ") + "\nReferences\n", (("0.3219", True),)),
    Paste("a review", "ce", "some/losses.py:116\n" + "".join(f"+    {line}\n" for line in SESSION.splitlines()), (("0.3219", True),)),
    Paste("a review with what it takes away", "ce", "-    >>> F.cross_entropy(x, t)\n-    tensor(9.1)\n" + "".join(f"+    {line}\n" for line in SESSION.splitlines()), (("0.3219", True),)),
    Paste("a quoted mail", "ce", "".join(f"> {line}\n" for line in SESSION.splitlines()), (("0.3219", True),)),
    Paste("a mail quoted twice, no session", "ce", "On Tuesday, A wrote:\n> B wrote:\n" + "".join(f"> > {line}\n" for line in (ARRAYS + "F.cross_entropy(x, t)  # 0.3219").splitlines()) + "> Why?\n", (("0.3219", True),)),
    Paste("entities for the prompts", "ce", SESSION.replace(">", "&gt;").replace("-", "&minus;"), (("0.3219", True),)),
    Paste("colours of a terminal", "ce", SESSION.replace("2.0", "\x1b[36m2.0\x1b[0m").replace("tensor(0.3219)", "\x1b[0;31mtensor\x1b[0m(\x1b[1;36m0.3219\x1b[0m)"), (("0.3219", True),)),
    Paste("outputs glued to the next label", "ce", 'print("Loss\\n", out) ##### OUTPUT #####X: \n tensor([[2.0, 0.5, -1.0],\n        [0.1, 0.3, 1.6]])T: \n tensor([0, 2])Loss\n tensor(0.3219)\n', (("0.3219", True),)),
    Paste("a sentence in Chinese with a loss in it", "ce", "结合LogSoftmax和nn.NLLLoss(负对数似然),也就是先计算\n" + ARRAYS + "print(F.cross_entropy(x, t)) # tensor(0.3219)\n", (("0.3219", True),)),
    Paste("a number that nothing explains", "ce", ARRAYS + "print('loss:', F.cross_entropy(x, t))\nif a:\n    print(b.sum())\nelse:\n    print(c.sum())\n\nloss: tensor(0.3219)\ntensor(0.7777)\n", (("0.3219", True),), "nothing tells what printed it: 0.7777"),
    Paste("a call above the arrays of another example", "ce", ">>> F.cross_entropy(x, t)\ntensor(0.9999)\n" + SESSION, (("0.3219", True),), "0.9999 is not judged"),
)  # fmt: skip


def judged(text: str, command: str, tmp_path) -> tuple[list[tuple[str, bool]], str]:
    path, out = tmp_path / "post.txt", tmp_path / "out.json"
    path.write_text(text, encoding="utf-8")
    name, *options = command.split()
    assert main([name, str(path), *options, "--json", "-o", str(out)]) in (0, 1)
    found = json.loads(out.read_text(encoding="utf-8"))
    return found, " | ".join(found["notes"])


@pytest.mark.parametrize("paste", PASTES, ids=[paste.name for paste in PASTES])
def test_losses_of_a_paste(paste: Paste, tmp_path) -> None:
    found, notes = judged(paste.text, paste.command, tmp_path)
    assert paste.note in notes
    counted = {0: "no loss judged", 1: "1 loss judged"}.get(len(paste.judged), f"{len(paste.judged)} losses judged")
    assert counted in notes
    if paste.judged:
        assert found["matches"] is paste.judged[-1][1]
    if len(paste.judged) > 1:
        for written, matches in paste.judged:
            assert any(written in each and ("no match" not in each) == matches for each in notes.split(" | "))


def test_no_setting_is_made_of_a_sentence(tmp_path) -> None:
    _, notes = judged("nn.NLLLoss(负对数似然),也就是先计算\n" + ARRAYS + "loss: 0.3219\n", "ce", tmp_path)
    assert "weight" not in notes


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "x = [1,...,3]\n", "- one\n- two\n- three\n", "+0.5\n+0.25\n+1.5\n", "f(a)if b else c\n"])  # fmt: skip
def test_a_text_that_nothing_was_done_to_stays(text: str) -> None:
    assert as_typed(text) == text


@settings(deadline=None)
@given(st.text(alphabet="ab =([1.5,])>+-\n#", max_size=60))
def test_signs_are_taken_away_once(text: str) -> None:
    once = as_typed(text)
    assert once.replace("\n", "").replace(" ", "").count("[") <= text.count("[")


def test_prose_without_arrays_says_so(tmp_path, capsys) -> None:
    path = tmp_path / "post.txt"
    path.write_text(
        "**Oracle:**\nq = 1 - e + e/C ,  q_{i} = e/C\n- buggy: **2.383988**\n- right: **0.7244379** (1e-5)\n"
    )
    assert main(["ce", str(path)]) == 2
    assert "holds no array of numbers" in capsys.readouterr().err


def test_code_in_a_docstring_that_nothing_introduces(tmp_path, capsys) -> None:
    path = tmp_path / "post.txt"
    path.write_text(
        "    def forward(self, logits, labels):\n        '''\n        loss_fct = nn.CrossEntropyLoss()\n"
        "        logits = torch.tensor([[2.0, 0.5, 0.1], [0.0, 1.5, 0.2]])\n        labels = torch.tensor([0, 1])\n"
        "        print(loss_fct(logits, labels))  # tensor(0.3597)\n        '''\n        p = torch.softmax(logits, 1)\n"
    )
    assert main(["ce", str(path)]) == 0
    assert "expected 0.3597: matches" in capsys.readouterr().out


def test_arrays_of_keras_in_r(tmp_path, capsys) -> None:
    path = tmp_path / "post.txt"
    path.write_text("y <- op_array(c(1, 0))\np <- op_array(rbind(c(0.1, 0.9), c(0.8, 0.2)))\n")
    assert main(["ce", str(path), "--from", "probs", "-q"]) == 0
    assert float(capsys.readouterr().out) == pytest.approx(0.1642520335)
