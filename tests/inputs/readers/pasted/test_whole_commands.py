# ruff: noqa: E501 - the blocks are easier to compare as they stand
"""Blocks as people paste them, through the whole command: the number, the verdict, and the notes that must be there."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from lossctl.command.cli import main

X, Y = "[[0.1, 0.7, 0.4], [1.2, 0.3, 0.3]]", "[1, 2]"
ARRAYS = f"scores = torch.tensor({X})\nclasses = torch.tensor({Y})\n"
CE = 1.161724971724
EACH = "[0.8284, 1.4951]"


class Block(NamedTuple):
    """A paste, the command that reads it, its loss, whether the last printed loss matches, and parts of notes."""

    name: str
    text: str
    loss: float
    matches: bool | None
    notes: tuple[str, ...] = ()
    command: str = "ce"


BLOCKS = (
    Block("doctest", f">>> x = torch.tensor({X})\n>>> t = torch.tensor({Y})\n>>> F.cross_entropy(x, t)\ntensor(1.1617)\n", CE, True),
    Block(
        "indented, continued without a prompt",
        "    >>> logits = torch.tensor([[0.1, 0.7, 0.4],\n                               [1.2, 0.3, 0.3]])\n"
        f"    >>> y = torch.tensor({Y})\n    >>> l = F.cross_entropy(logits, y)\n    >>> l\n    tensor(1.1617)\n",
        CE,
        True,
        ("input = logits (2, 3), target = y (2,), 1 loss judged",),
    ),
    Block(
        "two losses",
        f">>> x = torch.tensor({X})\n>>> t = torch.tensor({Y})\n>>> F.cross_entropy(x, t)\ntensor(1.1617)\n"
        ">>> F.cross_entropy(x, t, reduction='sum')\ntensor(2.3234)\n",
        CE,
        True,
        ("2 losses judged", "1.1617: matches", "2.3234 (reduction=sum): matches, which decides"),
    ),
    Block(
        "Keras, then with weights of samples",
        ">>> y_true = [[0, 1, 0], [0, 0, 1]]\n>>> y_pred = [[0.2, 0.7, 0.1], [0.5, 0.25, 0.25]]\n"
        ">>> cce = tf.keras.losses.CategoricalCrossentropy()\n>>> cce(y_true, y_pred).numpy()\n0.8715\n"
        ">>> cce(y_true, y_pred, sample_weight=tf.constant([0.3, 0.7])).numpy()\n0.5387\n",
        0.8714846527240,
        True,
        ("1 loss judged", "0.5387 is not judged: sample_weight"),
        "ce --from probs",
    ),
    Block(
        "line breaks that were lost",
        f" >>> import torch>>> x = torch.tensor({X})>>> t = torch.tensor({Y})>>> F.cross_entropy(x, t)    tensor(1.1617)\n",
        CE,
        True,
    ),
    Block(
        "prints, then their outputs",
        "print(a)\nprint(b)\nprint(F.cross_entropy(a, b))\ntensor([[0.1000, 0.7000, 0.4000],\n        [1.2000, 0.3000, 0.3000]])\n"
        "tensor([1, 2])\ntensor(1.1617)\n",
        CE,
        True,
        ("input = a (2, 3), target = b (2,)",),
    ),
    Block(
        "several arguments in one print",
        f"{ARRAYS}print(scores.shape, classes, F.cross_entropy(scores, classes))\n"
        "torch.Size([2, 3]) tensor([1, 2]) tensor(1.1617)\n",
        CE,
        True,
    ),
    Block("losses of the samples", f"{ARRAYS}print(F.cross_entropy(scores, classes, reduction='none'))\ntensor({EACH})\n", CE, True),
    Block("a wrong number", f"{ARRAYS}print(F.cross_entropy(scores, classes))\ntensor(1.1529)\n", CE, False),
    Block("size_average=False", f"{ARRAYS}F.cross_entropy(scores, classes, size_average=False)\n# tensor(2.3234)\n", CE, True, ("size_average=False",)),
    Block("nll_loss", f"{ARRAYS}loss = F.nll_loss(scores, classes)\nprint(loss)\ntensor(-0.5000)\n", CE, True, ("F.nll_loss takes log-probs",)),
    Block("logits / T", f"{ARRAYS}print(F.cross_entropy(scores / 2.0, classes))  # tensor(1.1141)\n", CE, True, ("--temperature 2",)),
    Block("softmax inside", f"{ARRAYS}print(F.cross_entropy(scores.softmax(1), classes))  # tensor(1.1092)\n", CE, True, ("softmax(1)",)),
    Block("label smoothing", f"{ARRAYS}print(F.cross_entropy(scores, classes, label_smoothing=0.1))  # tensor(1.1617)\n", CE, True),
    Block("an accumulator", f"{ARRAYS}loss = 0.0\nfor i in range(2):\n    loss += f(scores[i], classes[i])\n", CE, None),
    Block("a criterion under an odd name", f"{ARRAYS}crit = nn.CrossEntropyLoss(reduction='sum')\nout = crit(scores, classes)\nprint(f'CE: {{out:.4f}}')\nCE: 2.3234\n", CE, True),
    Block("reshaping", "x = torch.tensor([0.1, 0.7, 0.4, 1.2, 0.3, 0.3]).view(2, 3)\ny = torch.tensor([[1], [2]])\nF.cross_entropy(x, y.squeeze())\n# 1.1617\n", CE, True),
    Block("y and t in the order of the call", "def cross_entropy_error(y, t):\n    return -np.sum(t * np.log(y))\n\ny = np.array([0.2, 0.7, 0.1])\nt = np.array([0, 1, 0])\nprint(cross_entropy_error(y, t))\n0.35667494\n", 0.3566749439, True, (), "ce --from probs"),
    Block("log_loss", ">>> log_loss(['b', 'a'], [[0.2, 0.8], [0.6, 0.4]])\n0.3669...\n", 0.3669845875, True, ("a 0, b 1",), "ce --from probs"),
    Block("Keras, target first", "y_true = [1, 0]\ny_pred = [[0.2, 0.8], [0.6, 0.4]]\nscce = tf.keras.losses.SparseCategoricalCrossentropy()\nscce(y_true, y_pred).numpy()\n0.36698458\n", 0.3669845875, True, (), "ce --from probs"),
    Block("TensorFlow 1", f"logits = tf.constant({X})\nlabels = tf.constant({Y})\nwith tf.Session() as sess:\n    print(sess.run(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)))\n[0.8283902 1.4950598]\n", CE, True),
    Block("MXNet", ">>> output\n\n[[0.1 0.7 0.4]\n [1.2 0.3 0.3]]\n<NDArray 2x3 @cpu(0)>\n>>> label\n\n[1. 2.]\n<NDArray 2 @cpu(0)>\n>>> loss(output, label)\n\n[0.8284 1.4951]\n<NDArray 2 @cpu(0)>\n", CE, True),
    Block("libtorch", "input:\n 0.1000  0.7000  0.4000\n 1.2000  0.3000  0.3000\n[ CPUFloatType{2,3} ]\ntarget:\n 1\n 2\n[ CPULongType{2} ]\nloss: 1.16172\n[ CPUFloatType{} ]\n", CE, True),
    Block("R's torch", "> x\ntorch_tensor\n 0.1000  0.7000  0.4000\n 1.2000  0.3000  0.3000\n[ CPUFloatType{2,3} ]\n> y\ntorch_tensor\n 2\n 3\n[ CPULongType{2} ]\n> nnf_cross_entropy(x, y)\ntorch_tensor\n1.16172\n[ CPUFloatType{} ]\n", CE, True, ("counts the classes from 1",)),
    Block("R", "> actual <- c(1, 0)\n> predicted <- c(0.8, 0.4)\n> logLoss(actual, predicted)\n[1] 0.3669846\n", 0.3669845875, True, (), "bce"),
    Block("Julia", "julia> q = [0.2 0.6; 0.8 0.4]\n2×2 Matrix{Float64}:\n 0.2  0.6\n 0.8  0.4\n\njulia> y = Flux.onehotbatch([2, 1], 1:2)\n2×2 OneHotMatrix(::Vector{UInt32}) with eltype Bool:\n ⋅  1\n 1  ⋅\n\njulia> Flux.crossentropy(q, y)\n0.3669845875401002\n", 0.3669845875, True, ("along the first axis",), "ce --from probs"),
    Block("MATLAB", "Y =\n\n    0.2000    0.6000\n    0.8000    0.4000\n\nT =\n\n     0     1\n     1     0\n\nloss =\n\n    0.3670\n", 0.3669845875, True, ("Y", "T"), "ce --from probs --class-axis 0"),
    Block("lines that are passed over", f"{ARRAYS}plt.plot([1, 2, 3], [4, 5, 6])\nnll = [-lp[i, t] for i, t in enumerate(classes)]\nprint(F.cross_entropy(scores, classes))\n100%|████| 2/2 [00:01<00:00, 1.5it/s]\ntensor(1.1617)\n", CE, True),
    Block("another command's loss", f"{ARRAYS}print(F.cross_entropy(scores, classes))  # tensor(1.1617)\nprint(F.mse_loss(scores, scores))  # tensor(0.)\nprint(F.kl_div(scores, scores))  # tensor(0.1)\n", CE, True, ("not judged: lossctl kl calculates it",)),
    Block("settings that stand one line above", f"{ARRAYS}eps = 0.2\nhow = 'sum'\nloss_fn = nn.CrossEntropyLoss(label_smoothing=eps, reduction=how)\nprint(loss_fn(scores, classes))\ntensor(2.3235)\n", CE, True, ("label_smoothing=0.2; --label-smoothing takes it", "reduction=sum; --reduction takes it")),
    Block("a setting that is not shown", f"{ARRAYS}loss_fn = nn.CrossEntropyLoss(label_smoothing=eps)\nprint(loss_fn(scores, classes))\ntensor(1.2)\n", CE, None, ("is not judged: the paste does not show the number of label_smoothing", "label_smoothing=eps, without its value")),
    Block("a layer before the loss", f"{ARRAYS}m = nn.LogSoftmax(dim=1)\nloss = nn.NLLLoss()\nprint(loss(m(scores), classes))\ntensor(1.1617)\n", CE, True, ("F.log_softmax(scores, dim=1)",)),
    Block("a layer that cross entropy does not want", f"{ARRAYS}probs = nn.Softmax(dim=1)(scores)\nprint(nn.CrossEntropyLoss()(probs, classes))\ntensor(1.1092)\n", CE, True, ("F.softmax(scores, dim=1)",)),
    Block("Keras from logits", ">>> y_true = np.array([0, 1])\n>>> y_pred = np.array([-1.0, 2.0])\n>>> bce = keras.losses.BinaryCrossentropy(from_logits=True)\n>>> bce(y_true, y_pred)\n<tf.Tensor: shape=(), dtype=float32, numpy=0.2200949>\n", 0.22009484971, True, (), "bce-logits"),
    Block("columns that are samples, by an own function", "y = np.array([[1, 0], [0, 0], [0, 1]])\np = np.array([[0.8, 0.1], [0.1, 0.2], [0.1, 0.7]])\nprint(categorical_cross_entropy(p, y))\n0.28990925\n", 0.28990924763, True, ("the columns of y sum to 1, its rows do not",), "ce --from probs"),
    Block("a target that prose repeats", "logits = tensor([[0.1, 0.7, 0.4]])\ny = tensor([1])\nF.cross_entropy(logits, y)\ntensor(0.8283902)\nwhich is -log p for y=1\n", 0.8283901699061244, True),
    Block("a matrix of Julia over several lines", "logits = Float32[\n    0.1 1.2;  # a sample a column\n    0.7 0.3;\n    0.4 0.3\n]\nlabels = [2, 3]\nhot = Flux.onehotbatch(labels, 1:3)\nloss = Flux.logitcrossentropy(logits, hot)\nprintln(loss)\n1.161725\n", CE, True, ("along the first axis",)),
    Block("next tokens", "logits = torch.tensor([[[0.1, 0.7, 0.4], [1.2, 0.3, 0.3], [0.5, 0.2, 0.9]]])\nlabels = torch.tensor([[0, 1, 2]])\nshift_logits = logits[..., :-1, :].contiguous()\nshift_labels = labels[..., 1:].contiguous()\nloss = F.cross_entropy(shift_logits.view(-1, 3), shift_labels.view(-1))\nprint(loss)\ntensor(1.1617)\n", CE, True, ("input = logits[..., :-1, :] (2, 3), target = labels[..., 1:] (2,)",)),
    Block("the column of class 1", ">>> y = [1, 0]\n>>> p = np.array([[0.2, 0.8], [0.6, 0.4]])\n>>> log_loss(y, p[:, 1])\n0.36698\n", 0.3669845875, True, (), "bce"),
    Block("columns of one array", "data = np.array([[0.8, 1], [0.4, 0]])\np, y = data[:, 0], data[:, 1]\nprint(log_loss(y, p))\n0.36698\n", 0.3669845875, True, ("input = data[:, 0] (2,), target = data[:, 1] (2,)",), "bce"),
    Block("a row of Julia, which counts from 1", "julia> y = Bool[1,0];\n\njulia> p = [0.2 0.6; 0.8 0.4]\n2×2 Matrix{Float64}:\n 0.2  0.6\n 0.8  0.4\n\njulia> Flux.binarycrossentropy(p[2,:], y)\n0.3669846\n", 0.3669845875, True, (), "bce"),
    Block("a range of R, which counts from 1", "> y <- c(0, 1, 0)\n> p <- c(0.9, 0.8, 0.4)\n> LogLoss(p[2:3], y[2:3])\n[1] 0.3669846\n", 0.3669845875, True, (), "bce"),
    Block("a reduction without its keyword", "q = torch.tensor([0.2, 0.5, 0.3])\np = torch.tensor([0.3, 0.4, 0.3])\nF.kl_div(q.log(), p, None, None, 'sum')\ntensor(0.0324)\n", 0.00031036183307877, True, ("reduction=sum",), "kl"),
    Block("a pos_weight without its keyword", "logits = ms.Tensor([0.5, -1.0])\nlabel = ms.Tensor([1.0, 0.0])\nweight = ms.Tensor([1.0, 2.0])\npos_weight = ms.Tensor([3.0, 1.0])\nprint(ops.binary_cross_entropy_with_logits(logits, label, weight, pos_weight))\n1.0243772\n", 1.0243771637883827, True, ("pos_weight = pos_weight (2,)",), "bce-logits"),
    Block("labels that Paddle smooths", "logits = paddle.to_tensor([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]])\nlabel = paddle.to_tensor([0, 1])\nsmooth = F.label_smooth(F.one_hot(label, 3), epsilon=0.1)\nprint(F.cross_entropy(logits, smooth, soft_label=True))\n# Tensor(shape=[], dtype=float32, place=Place(cpu), stop_gradient=True, 0.44272793)\n", 0.44272793172950864, True, ("target = label (2, 3)",)),
    Block("a library's loss of probabilities", ">>> log_loss([1, 0], [[0.2, 0.8], [0.6, 0.4]])\n0.36698\n", 0.3669845875, True, ("log_loss takes probs, and so its input is read as probs",)),
    Block("Keras' own example: ones and zeros among probabilities", "y_true = [[0, 1, 0], [0, 0, 1]]\ny_pred = [[0.1, 0.9, 0], [0.2, 0.4, 0.4]]\ncce = keras.losses.CategoricalCrossentropy()\ncce(y_true, y_pred)\n0.5108\n", 0.5108256237659907, True, ("y_true is one-hot, and read as indices",)),
)  # fmt: skip


@pytest.mark.parametrize("block", BLOCKS, ids=[block.name for block in BLOCKS])
def test_a_block(block: Block, check: Callable[..., None]) -> None:
    check(block, rel=1e-8)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("p = [0.36, 0.48, 0.16]\nq = [0.3, 0.3, 0.4]\nloss: 0.0853\n", "the names are p (3,), q (3,)"),
        ("print(x)\ntensor([[0.1, 0.2,  ..., 0.3]])\nlabels: [0]\n", "abbreviated"),
        (">>> F.cross_entropy(model(x), y)\ntensor(2.3115)\n", ""),
    ],
)
def test_what_cannot_be_known_is_an_error(text: str, problem: str, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "block.txt").write_text(text)
    assert main(["ce", "block.txt"]) == 2
    assert problem in capsys.readouterr().err
