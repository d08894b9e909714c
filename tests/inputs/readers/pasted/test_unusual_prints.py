# ruff: noqa: E501 - the blocks are easier to compare as they stand
"""Prints of other libraries, arrays beside what they were made of, and abbreviated arrays, through the whole command."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from lossctl.command.cli import main

CE = 1.161724972
NUMBERS = "[[0.1 0.7 0.4]\n [1.2 0.3 0.3]]"
COMMAS = "[[0.1, 0.7, 0.4],\n [1.2, 0.3, 0.3]]"


class Block(NamedTuple):
    """A paste, its loss, whether the last printed loss matches, and parts of notes."""

    name: str
    text: str
    loss: float = CE
    matches: bool | None = True
    notes: tuple[str, ...] = ()
    command: str = "ce"


BLOCKS = (
    Block("Transformers", f">>> inputs = tokenizer('Hello', return_tensors='pt')\n>>> outputs = model(**inputs, labels=torch.tensor([1, 2]))\n>>> outputs\nSequenceClassifierOutput(loss=tensor(1.1617, grad_fn=<NllLossBackward0>), logits=tensor({COMMAS}, grad_fn=<AddmmBackward0>), hidden_states=None, attentions=None)\n"),
    Block("labels of another function", f"logits = torch.tensor({COMMAS})\nlabels = torch.tensor([1, 2])\nprint(confusion_matrix(t, p, labels=np.array([2, 1])))\nprint(F.cross_entropy(logits, labels))\ntensor(1.1617)\n"),
    Block("Jittor", f"output: jt.Var({NUMBERS}, dtype=float32)\ntarget: jt.Var([1 2], dtype=int32)\nloss: jt.Var([1.161725], dtype=float32)\n"),
    Block("Chainer", f">>> x\nvariable({COMMAS})\n>>> t = np.array([1, 2], dtype=np.int32)\n>>> F.softmax_cross_entropy(x, t)\nvariable(1.161725)\n"),
    Block("Keras 3", "y_true = keras.ops.array([1, 0])\ny_pred\n<Variable path=variable, shape=(2, 2), dtype=float32, value=[[0.2 0.8]\n [0.6 0.4]]>\nkeras.losses.SparseCategoricalCrossentropy()(y_true, y_pred)\n<tf.Tensor: shape=(), dtype=float32, numpy=0.36698458>\n", 0.3669845875, True, (), "ce --from probs"),
    Block("MXNet's NumPy", f">>> logits\narray({COMMAS}, ctx=gpu(0))\n>>> labels\narray([1., 2.], ctx=gpu(0))\nloss: 1.1617\n"),
    Block("MindSpore", f">>> logits\nTensor(shape=[2, 3], dtype=Float32, value=\n{COMMAS})\n>>> labels\nTensor(shape=[2], dtype=Int32, value= [1, 2])\n>>> ops.cross_entropy(logits, labels)\nTensor(shape=[], dtype=Float32, value= 1.16172)\n"),
    Block("NumPy's matrix", f"logits = np.matrix({COMMAS.replace(chr(10), '')})\nlabels = [1, 2]\nloss: 1.1617\n"),
    Block("TensorFlow 1, several at once", f"print(sess.run([logits, labels]))\n[array({COMMAS}, dtype=float32), array([1, 2])]\nloss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)\nprint(sess.run(loss))\n1.161725\n"),
    Block("a softmax beside its input", "x = [[1, 2, 3],\n     [11, 7, 5]]\nlabel = [2, 0]\nsoftmax(x) = [[0.09003057, 0.24472848, 0.66524094],\n              [0.97962922, 0.01794253, 0.00242826]]\n", 0.2140935517, None, ("input = x (2, 3)",)),
    Block("a softmax that is wanted", "x = [[1, 2, 3],\n     [11, 7, 5]]\nlabel = [2, 0]\nsoftmax(x) = [[0.09003057, 0.24472848, 0.66524094],\n              [0.97962922, 0.01794253, 0.00242826]]\n", 0.2140935565, None, ("input = softmax(x) (2, 3)",), "ce --from probs"),
    Block("a loss by hand behind its call", "x = [[1, 2, 3], [11, 7, 5]]\nlabel = [2, 0]\nsoftmax_cross_entropy(data, label) = - log(0.66524084) - log(0.97962922) = 0.4281871\n", 0.2140935517, True, ("0.4281871 (judged with --reduction sum): matches",)),
    Block("a target under output", "pred = nn.Sigmoid()(x)\nloss = bce(pred, target)\noutput = tensor([[1.], [0.]])\npred = tensor([[0.75], [0.25]])\nprint(loss)\ntensor(0.2877)\n", 0.2876820724, True, ("target = output (2, 1)",), "bce"),
    Block("an abbreviated array that nothing uses", f"e = torch.tensor([[0.1, ..., 0.3]])\nlogits = torch.tensor({COMMAS})\nlabels = torch.tensor([1, 2])\nprint(F.cross_entropy(logits, labels))\ntensor(1.1617)\n"),
)  # fmt: skip


@pytest.mark.parametrize("block", BLOCKS, ids=[block.name for block in BLOCKS])
def test_a_block(block: Block, check: Callable[..., None]) -> None:
    check(block)


@pytest.mark.parametrize(
    "logits", ["torch.tensor([[0.1, ..., 0.3]])", "torch.tensor([[0.1, 0.2],\n        ...,\n        [0.5, 0.3]])"]
)
def test_an_abbreviated_array_in_code_that_is_needed(logits: str, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "block.txt").write_text(f"x = {logits}\ny = torch.tensor([0, 1])\nprint(F.cross_entropy(x, y))\n0.7\n")
    assert main(["ce", "block.txt"]) == 2
    assert "an abbreviated print" in (said := capsys.readouterr().err)
    assert "print it whole: torch.set_printoptions" in said
