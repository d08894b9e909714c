"""What the name of a column says: an index, a target, a result of the model, or the form of the numbers."""

import re
from functools import cache

from lossctl.inputs.array_names import ROLES, normalised, role_of

# Names of a target that a container has no use for, after those of ROLES: the earlier one is preferred.
TARGETS = (*ROLES["target"], "class", "category", "class_id", "label_id", "target_id", "category_id")
# A family that begins so holds targets, one column for each class. `Class_1, Class_2` may be either.
_TARGET_WORDS = frozenset(
    {"target", "targets", "label", "labels", "true", "truth", "gt", "gold", "actual", "onehot", "teacher"}
)
# A name of several of these words is one of a target, after those of the list: `gt_label`, `true_class`, `y_test`.
_WORDS_OF_TARGETS = frozenset(
    {"target", "label", "labels", "true", "truth", "ground", "gt", "gold", "actual", "correct", "real"}
)
_BESIDE_THEM = frozenset(
    {"y", "class", "classes", "category", "id", "ids", "idx", "index", "name", "value", "test", "val"}
)
_INDEX = frozenset(
    "index idx id ids uid guid uuid row rows rowid rownames no key name filename fname file path filepath image img "
    "sample example url".split()
)
_RESULTS = frozenset(
    "pred preds prediction predictions predict predicted y_pred y_hat yhat correct is_correct loss losses nll fold "
    "split group step epoch confidence conf score prob_max max_prob probability_max max_probability mean_prob "
    "pred_prob pred_score true_prob correct_prob entropy margin top1 top_1 argmax rank error y_score".split()
)
_PREDICTED = frozenset({"pred", "prediction", "predict", "predicted"})
_KINDS_OF_RESULT = frozenset(
    {"label", "class", "category", "id", "idx", "index", "name", "conf", "confidence", "score", "prob", "proba"}
)
_PROBS = frozenset({"prob", "probs", "proba", "probas", "probability", "probabilities", "softmax"})
_LOGITS = frozenset({"logit", "logits"})
_LOG_PROBS = frozenset({"logprob", "logprobs", "logproba", "logsoftmax"})
# Words that a family's beginning may consist of, beside those of a target and of the forms.
_FAMILY_WORDS = frozenset(
    "p q pred preds prediction predicted score scores class output outputs out conf confidence log y hat yhat input "
    "student teacher model raw val test train weight weights w".split()
)


@cache
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name in lower case: `imageId`, `image_id` and `Image ID` are `image` and `id`."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return tuple(word.casefold() for word in re.findall(r"[^\W\d_]+|\d+", split))


def is_unnamed_index(name: str) -> bool:
    """Whether pandas calls an index so that has no name: nothing, or `Unnamed: 0`, `Unnamed: 0.1`."""
    return bool(re.fullmatch(r"(unnamed:[ _]\d+([._]\d+)*(_level_\d+)?)?", name.strip(), re.IGNORECASE))


def is_index(name: str) -> bool:
    """Whether the name is one of an index or id, alone or before or behind another word."""
    if is_unnamed_index(name) or name.strip() == "#" or normalised(name) in _INDEX or "_".join(tokens(name)) in _INDEX:
        return True
    words = tokens(name)
    return len(words) > 1 and (words[0] in _INDEX or words[-1] in _INDEX)


def is_result(name: str) -> bool:
    """Whether the name is one of what a model or its evaluation gave, beside the numbers of the classes."""
    words = tokens(name)
    if "_".join(words) in _RESULTS:
        return True
    return len(words) > 1 and bool(_PREDICTED & set(words)) and set(words) <= _PREDICTED | _KINDS_OF_RESULT


def target_rank(name: str) -> int | None:
    """How early a name is in the list of a target's; None if it is none."""
    words = tokens(name)
    known = normalised("_".join(words) if name.isascii() else name)
    if known in TARGETS:
        return TARGETS.index(known)
    if words == ("true",):
        return len(TARGETS)
    several = len(words) > 1 and set(words) <= _WORDS_OF_TARGETS | _BESIDE_THEM
    return len(TARGETS) if several and (set(words) & _WORDS_OF_TARGETS or words == ("y", "test")) else None


def is_option(name: str) -> bool:
    """Whether the name is one of an option's array: `weight`, `sample_weight`."""
    return role_of(name) in ("weight", "sample_weight", "pos_weight")


def form_of(name: str) -> str | None:
    """What the words of a name say of its numbers, in the words of --from."""
    words = tokens(name)
    if set(words) & _LOG_PROBS or ("log" in words and set(words) & (_PROBS | {"softmax"})):
        return "log-probs"
    if set(words) & _PROBS:
        return "probs"
    return "logits" if set(words) & _LOGITS or {"raw", "formula"} <= set(words) else None


def begins_targets(beginning: str) -> bool:
    """Whether columns that begin so hold targets: `target_cat`, `y_0`, `y_true_0`, but not `y_pred_0`."""
    words = set(tokens(beginning))
    return words == {"y"} or (
        bool(words & _TARGET_WORDS) and not words & (_PREDICTED | _PROBS | _LOGITS | {"hat", "p", "score", "output"})
    )


def begins_family(beginning: str) -> bool:
    """Whether the beginning has words that columns of classes often begin with."""
    known = _FAMILY_WORDS | _TARGET_WORDS | _PROBS | _LOGITS | _LOG_PROBS
    return bool(set(tokens(beginning)) & known)
