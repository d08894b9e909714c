"""The names by which an array's role is known, in a container, a table's header or a pasted block."""

import re
from collections.abc import Sequence

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

# Names of an input that say what its numbers are, in the words of --from. `member_names` knows more of them.
HOLDS = {
    **dict.fromkeys(("probs", "probabilities", "prob", "proba", "y_prob", "y_probs", "y_proba"), "probs"),
    **dict.fromkeys(("log_probs", "logprobs", "log_probabilities"), "log-probs"),
}

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


def listed(names: Sequence[str], most: int = 12) -> str:
    """`a, b, c`: the first `most` of the names, and how many there are in all if there are more."""
    more = f", … ({len(names)} in all)" if len(names) > most else ""
    return ", ".join(names[:most]) + more
