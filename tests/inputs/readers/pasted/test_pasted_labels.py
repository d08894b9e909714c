"""A label says what an array is, in English and in Chinese."""

import pytest

from lossctl.inputs.readers.pasted import pasted_labels


@pytest.mark.parametrize(
    ("label", "axes", "role"),
    [
        ("pred", 2, "input"),
        ("y_hat", 1, "input"),
        ("output", 2, "input"),
        ("output", 0, "loss"),
        ("My input is", 2, "input"),
        ("网络输出为5类", 2, "input"),
        ("Output with 4 classes 0, 1, 2, 3", 2, "input"),
        ("Real output", 1, "target"),
        ("ground truth", 1, "target"),
        ("gt", 1, "target"),
        ("要计算label的类别", 1, "target"),
        ("With weights", 1, "weight"),
        ("Cross Entropy Loss", 0, "loss"),
        ("CrossEntropyLoss", 0, "loss"),
        ("ce_loss", 0, "loss"),
        ("KL divergence", 0, "loss"),
        ("Loss after reduction", 0, "loss"),
        ("I get the loss", 0, "loss"),
        ("交叉熵损失", 0, "loss"),
        ("PyTorch 计算的带权重的交叉熵损失", 0, "loss"),
        ("计算loss的结果", 0, "loss"),
    ],
)
def test_tells_the_role(label: str, axes: int, role: str) -> None:
    assert pasted_labels.role(label, axes) == role


@pytest.mark.parametrize(
    ("label", "axes"),
    [
        ("sc", 1),
        ("loss_weights", 1),
        ("loss_scale", 0),
        ("损失权重", 1),
        ("num_labels", 0),
        ("number of labels", 0),
        ("label_smoothing", 0),
        ("label smoothing", 0),
        ("output shape", 1),
        ("sum of weights", 0),
        ("fc.weight", 2),
        ("predicted labels", 1),
        ("预测标签", 1),
        ("F.softmax(output, dim=1)", 2),
    ],
)
def test_tells_no_role(label: str, axes: int) -> None:
    assert pasted_labels.role(label, axes) is None
