"""The names by which an array's role is known, in a container, a table's header or a pasted block."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from typing import Any

# In the order of preference. A single number called `output` or `expected` is no array but a loss.
ROLES = {
    "input": (
        *("logits", "input", "inputs", "probs", "probabilities", "log_probs", "y_pred", "y_prob", "y_hat"),
        *("pred", "preds", "predictions", "scores", "output", "outputs", "logit"),
        *("输入", "输入数据", "预测", "预测值", "预测数据", "模型输出"),
    ),
    "target": (
        *("target", "targets", "label", "labels", "label_ids", "y", "y_true", "true_label", "truth"),
        *("ground_truth", "gt", "gold", "actual", "expected"),
        *("目标", "目标值", "标签", "标签数据", "真实标签", "真实值", "真实数据"),
    ),
    "weight": ("weight", "weights", "class_weight", "class_weights", "权重", "类别权重"),
    "sample_weight": ("sample_weight", "sample_weights", "样本权重"),
    "pos_weight": ("pos_weight", "正样本权重"),
    "loss": ("loss", "output_of_the_loss", "损失", "损失值", "loss值"),
}
LOSS_IF_A_NUMBER = frozenset({"output", "expected"})

# The words of a name that say what the numbers are, in the words of --from.
_PROBS = frozenset(("prob", "probs", "proba", "probas", "probability", "probabilities", "softmax"))
_LOGITS = frozenset(("logit", "logits"))
_LOG_PROBS = frozenset(("logprob", "logprobs", "logproba", "logsoftmax"))
FORM_WORDS = _PROBS | _LOGITS | _LOG_PROBS

# How errors and notes name the argument of a role.
ARGUMENTS = {
    "input": "INPUT",
    "target": "TARGET",
    "weight": "--weight",
    "sample_weight": "--sample-weight",
    "pos_weight": "--pos-weight",
    "expect": "--expect",
}

_ROLE_OF = {name: role for role, names in ROLES.items() for name in names}


def normalised(name: str) -> str:
    """The name in lower case with underscores: `Log-Probs`, `log probs` and `log_probs` are one name."""
    return re.sub(r"[\s-]+", "_", name.strip().casefold())


def role_of(name: str) -> str | None:
    """The role of an array with this name, or None."""
    return _ROLE_OF.get(normalised(name))


@lru_cache(1 << 16)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in lower case: `imageId`, `image_id` and `Image ID` are `image` and `id`."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return tuple(word.casefold() for word in re.findall(r"[^\W\d_]+|\d+", split))


def form_of(name: str) -> str | None:
    """What the words of a name say of its numbers, in the words of --from."""
    words = set(words_of(name))
    if words & _LOG_PROBS or ("log" in words and words & _PROBS):
        return "log-probs"
    if words & _PROBS:
        return "probs"
    return "logits" if words & _LOGITS or words >= {"raw", "formula"} else None  # CatBoost: RawFormulaVal


def repeated(names: Iterable[Hashable]) -> list[Any]:
    """What stands among these more than once, each once."""
    return [name for name, times in Counter(names).items() if times > 1]


def listed(names: Sequence[str], most: int = 12) -> str:
    """`a, b, c`: the first `most` of the names, and how many there are in all if there are more."""
    more = f", … ({len(names)} in all)" if len(names) > most else ""
    return ", ".join(names[:most]) + more
