"""What the name of a member of a container says: its role, what its numbers are, and the part of the data it is of.

People's files use many more names than those of `array_names.ROLES`: `y_proba`, `test_logits`, `teacher_probs`,
`model.labels`. None of these is a name of a table's column, where `true` may be a class.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from lossctl.inputs.array_names import ROLES, form_of, normalised

# The last words of a name that say what the numbers are.
_ENDINGS = (
    *("logits", "logit", "log_probs", "log_prob", "logprobs", "logprob", "log_probabilities", "log_probability"),
    *("log_proba", "probs", "prob", "probabilities", "probability", "probas", "proba"),
)
# What may stand before these words, and by itself.
_INPUT_WORDS = (
    *(
        "y",
        "y_pred",
        "y_hat",
        "pred",
        "preds",
        "predict",
        "predicted",
        "prediction",
        "predictions",
        "output",
        "outputs",
    ),
    *("model", "class", "input", "student"),
)
_TARGET_WORDS = ("teacher", "target", "targets", "label", "labels", "true", "y_true", "gt", "ground_truth")

_MORE = {
    "input": ("prediction", "y_score", "y_scores", "score", "yhat", "student", "pred_scores"),
    "target": (
        *("true", "trues", "true_labels", "labels_true", "truths", "gts", "golds", "gt_label", "gt_labels", "y_gt"),
        *("gold_label", "gold_labels", "ground_truths", "groundtruth", "actuals", "target_ids", "label_id"),
        *("target_labels", "y_label", "y_labels", "one_hot", "onehot", "labels_one_hot", "labels_onehot"),
        *("y_onehot", "y_one_hot", "one_hot_labels", "onehot_labels", "target_one_hot", "targets_one_hot", "teacher"),
    ),
}
# Parts of the data that people keep side by side: `val_logits`, `y_test`.
_SPLIT = "test|val|valid|validation|train|training|dev|eval|holdout|heldout|oof|cal|calib|calibration|all|va|te|tr"
_BEFORE, _AFTER = re.compile(rf"(?P<split>{_SPLIT})_(?=.)"), re.compile(rf"(?<=.)_(?P<split>{_SPLIT})$")

CLASS_NAMES = ("class_names", "classes", "label_names", "target_names", "class_labels", "categories")


class MemberName(NamedTuple):
    """`val.test_probs` is an input that holds `probs`, of the part `test` of `val`; 0 is the most preferred `rank`.

    Names of the list in `ROLES` are `listed`; they come before all others.
    """

    name: str
    role: str
    rank: int
    form: str | None
    part: tuple[str, str]
    listed: bool


def no_role(name: str) -> MemberName:
    """A name that tells nothing."""
    return MemberName(name, "", 0, None, ("", ""), listed=False)


def parse_name(name: str) -> MemberName | None:
    """What the name of a member says; None if it is no name of an input or a target."""
    above, bare = _without_part(name)
    folder, split = above
    role, rank = _ROLES.get(bare, (None, 0))
    return None if role is None else MemberName(name, role, rank, form_of(bare), (folder, split), bare in ROLES[role])


def is_teacher(name: str) -> bool:
    """Whether the member is a teacher's: the target of kl."""
    return _without_part(name)[1].startswith("teacher")


@lru_cache(64)
def _without_part(name: str) -> tuple[tuple[str, str], str]:
    """`run1/y_test` -> (`run1`, `test`), `y`."""
    folder, bare = re.fullmatch(r"(.*?)[./]?([^./]*)", name.removesuffix(".npy"), re.DOTALL).groups()  # type: ignore[union-attr]
    bare = normalised(bare)
    for pattern in (_BEFORE, _AFTER):
        if bare not in _ROLES and (found := pattern.search(bare) if pattern is _AFTER else pattern.match(bare)):
            return (folder, found["split"]), pattern.sub("", bare, count=1)
    return (folder, ""), bare


def _roles() -> dict[str, tuple[str, int]]:
    """The role and the rank of each name."""
    roles: dict[str, tuple[str, int]] = {}
    for role in ("input", "target"):
        for name in (*ROLES[role], *_MORE[role]):
            roles.setdefault(name, (role, len(roles)))
    for role, before in (("input", ("", *_INPUT_WORDS)), ("target", _TARGET_WORDS)):
        for name in (f"{first}_{ending}".lstrip("_") for ending in _ENDINGS for first in before):
            roles.setdefault(name, (role, len(roles)))
    return roles


_ROLES = _roles()
