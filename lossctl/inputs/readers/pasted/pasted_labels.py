"""The role of an array by the words before it in a post, beyond the names that every format knows."""

import re

from lossctl.inputs.array_names import LOSS_IF_A_NUMBER, normalised, role_of

_NAMES = {
    "input": ("prediction", "yhat"),
    "target": ("groundtruth", "true_labels"),
}
_ROLE_OF = {name: role for role, names in _NAMES.items() for name in names}

_FILLER = re.compile(r"^(?:(?:with|using|and|the|my|our|i|get|got|have)_)+|_(?:is|are|was)$|[为是]$")
_LOSS = re.compile(
    r"loss(?:es)?(?:_?\d+)?$|^loss(?:es)?_|_loss(?:es)?_|[^\x00-\x7f]loss|loss[^\x00-\x7f]|损失|交叉熵|散度"
    r"|(?:^|_)(?:cross_?entropy|b?ce|nll|kl|kld|kl_div|kl_divergence)$"
)
_NOT_THE_LOSS = re.compile(r"(?:weights?|scale|mask|factor|coef\w*|ratio|type|fn|func|function|权重|系数|函数)$")

# For labels of several words, or in Chinese: the first of these that is found in one tells the role. Predicted labels
# are neither inputs nor targets.
_ROLE_OF_WORDS = (
    (None, re.compile(r"shape|size|dim|num|count|grad|smooth|形状|维度|数量|个数|大小|梯度|平滑|权重|weight")),
    (None, re.compile(r"pred\w*_(?:label|class)|预测\w*(?:标签|类别)")),
    ("target", re.compile(r"(?:real|true|expected|desired|correct)_(?:output|value|class)|ground_truth|真实|期望")),
    ("target", re.compile(r"label|target|标签|目标")),
    ("input", re.compile(r"input|logits|(?:^|_)outputs?(?:_|$)|(?:^|_)pred|输入|输出|预测")),
)


def role(label: str, axes: int) -> str | None:
    """The role of an array with this label and so many axes, or None. One number called `output` is a loss."""
    name = normalised(label)
    bare = _FILLER.sub("", name)
    if name in LOSS_IF_A_NUMBER and not axes:
        return "loss"
    known = role_of(name) or _ROLE_OF.get(bare) or role_of(bare)
    if known and not (bare in LOSS_IF_A_NUMBER and not axes):
        return known
    if _LOSS.search(bare) and not _NOT_THE_LOSS.search(bare):
        return "loss"
    in_words = axes and (" " in label.strip() or not label.isascii())
    return next((role for role, words in _ROLE_OF_WORDS if words.search(name)), None) if in_words else None
