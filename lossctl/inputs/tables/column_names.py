"""What the name of a column says: an index, a target, a result of the model, or the form of the numbers."""

import re
from functools import lru_cache

from lossctl.inputs.array_names import FORM_WORDS, ROLES, normalised, role_of, words_of


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Names of a target that a container has no use for, after those of ROLES: the earlier one is preferred.
TARGETS = (*ROLES["target"], "class", "category", "class_id", "label_id", "target_id", "category_id")
# A name of several words of targets is one of a target, after those of the list: `gt_label`, `true_class`, `y_test`.
_WORDS_OF_TARGETS = _words("target label labels true truth ground gt gold actual correct real")
_BESIDE_THEM = _words("y class classes category id ids idx index name value test val")
# A family that begins with one of these words holds targets; `Class_1, Class_2` may be the input as well.
_BEGINS_TARGETS = _words("target targets label labels true truth gt gold actual onehot teacher")
_INDEX = _words(
    "index idx id ids uid guid uuid row rows rowid rownames no key name filename fname file path filepath image img "
    "sample example url"
)
_RESULTS = _words(
    "pred preds prediction predictions predict predicted y_pred y_hat yhat y_score argmax correct is_correct "
    "confidence conf score prob_max max_prob probability_max max_probability mean_prob pred_prob pred_score true_prob "
    "correct_prob loss losses nll error entropy margin top1 top_1 rank fold split group step epoch "
    "latency duration std var variance temperature logsumexp energy uncertainty ece gap threshold perplexity ppl brier "
    "acc accuracy top_1_prob top_prob"
)
_SCORES = _words("score pred prediction predicted predict confidence conf")
_MEASURED = _words("loss time ms sec seconds latency std uncertainty entropy ece")  # `nll_loss`, `inference_time`
_PREDICTED = _words("pred prediction predict predicted")
_KINDS_OF_RESULT = _words("label class category id idx index name conf confidence score prob proba")
# Words that a family's beginning may consist of, beside those of a target and of the forms.
_BEGINS_FAMILY = _words(
    "p q y pred preds prediction predicted score scores class output outputs out conf confidence log hat yhat input "
    "student teacher model raw val test train weight weights w"
)


def is_unnamed_index(name: str) -> bool:
    """Whether pandas calls an index so that has no name: nothing, or `Unnamed: 0`, `Unnamed: 0.1`."""
    return bool(re.fullmatch(r"(unnamed:[ _]\d+([._]\d+)*(_level_\d+)?)?", name.strip(), re.IGNORECASE))


@lru_cache(1 << 16)
def is_index(name: str) -> bool:
    """Whether the name is one of an index or id, alone or before or behind another word."""
    if (
        is_unnamed_index(name)
        or name.strip() == "#"
        or normalised(name) in _INDEX
        or "_".join(words_of(name)) in _INDEX
    ):
        return True
    words = words_of(name)
    return len(words) > 1 and (words[0] in _INDEX or words[-1] in _INDEX)


@lru_cache(1 << 16)
def is_result(name: str) -> bool:
    """Whether the name is one of what a model or its evaluation gave, beside the numbers of the classes."""
    words = words_of(name)
    if "_".join(words) in _RESULTS or (len(words) > 1 and words[-1] in _MEASURED):
        return True
    return len(words) > 1 and bool(_PREDICTED & set(words)) and set(words) <= _PREDICTED | _KINDS_OF_RESULT


def is_score(name: str) -> bool:
    """Whether the name is one of a model's score: an input of bce, if there is one column of that kind."""
    return not _SCORES.isdisjoint(words_of(name)) and is_result(name)


@lru_cache(1 << 16)
def target_rank(name: str) -> int | None:
    """How early a name is in the list of a target's; None if it is none."""
    words = words_of(name)
    known = normalised("_".join(words) if name.isascii() else name)
    if known in TARGETS:
        return TARGETS.index(known)
    if words == ("true",):
        return len(TARGETS)
    several = len(words) > 1 and set(words) <= _WORDS_OF_TARGETS | _BESIDE_THEM
    return len(TARGETS) if several and (set(words) & _WORDS_OF_TARGETS or words == ("y", "test")) else None


def names_rows(name: str) -> bool:
    """Whether an index of a frame is left out for being one: its name is that of no index and no target."""
    return not is_index(name) and target_rank(name) is None


def is_option(name: str) -> bool:
    """Whether the name is one of an option's array: `weight`, `sample_weight`."""
    return role_of(name) in ("weight", "sample_weight", "pos_weight")


def begins_targets(beginning: str) -> bool:
    """Whether columns that begin so hold targets: `target_cat`, `y_0`, `y_true_0`, but not `y_pred_0`."""
    words = set(words_of(beginning))
    if words == {"y"} or "teacher" in words:
        return True
    return bool(words & _BEGINS_TARGETS) and not words & (_PREDICTED | FORM_WORDS | {"hat", "p", "score", "output"})


def begins_family(beginning: str) -> bool:
    """Whether the beginning has words that columns of classes often begin with."""
    known = _BEGINS_FAMILY | _BEGINS_TARGETS | FORM_WORDS
    return bool(set(words_of(beginning)) & known)
