"""What an array was taken to hold (logits, probabilities, log-probabilities), and softmax or a log twice or not at all.

Most of it is for ce and kl alone, which take softmax and a log of their input.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from lossctl.losses import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.epsilons import KERAS
from lossctl.remarks.diagnosis.probabilities import (
    pos_weight_as_weight,
    probabilities,
    with_log_probs,
    with_probabilities,
)
from lossctl.remarks.diagnosis.problem_kind import is_ce, is_ce_or_kl, is_kl, is_soft
from lossctl.remarks.diagnosis.variant import Variant, with_loss
from lossctl.remarks.diagnosis.views import in_float64, in_memory, row_sums, softmax, some_row_off_one, within_0_and_1


def softmax_twice(problem: Problem) -> Iterator[Variant]:
    """F.cross_entropy applies softmax, so a network that ends in softmax has it twice."""
    if not is_ce_or_kl(problem):
        return
    if problem.settings.from_ == "probs":
        by = "by log_softmax" if is_kl(problem) else "as PyTorch's cross_entropy does"
        clause = f"the probabilities were taken for logits: softmax was applied to them, {by}"
        yield Variant(problem.but(from_="logits"), clause, formula="{}(p as logits)")
    if problem.settings.from_ == "logits":
        again = "by log_softmax, which expects logits" if is_kl(problem) else "by the loss, which expects logits"
        clause = f"softmax was applied twice: to the input, and again {again}"
        changed, alone = problem.given(input=probabilities(problem)), "softmax was applied to the input"
        yield Variant(changed, clause, formula="{}(softmax(x))", before_loss=alone)


def probabilities_as_given(problem: Problem) -> Iterator[Variant]:
    """The input taken for probabilities, without softmax: Keras' from_logits=False, sklearn's log_loss."""
    how = "; kl_div was given its log, not log_softmax(x)" if is_kl(problem) else " (Keras' from_logits=False)"
    clause = f"the input was taken for probabilities, without softmax{how}"
    yield Variant(problem.but(from_="probs"), clause, formula="{}(log(x))")


def rows_as_probabilities(problem: Problem) -> Iterator[Variant]:
    """The same where the input can be probabilities. If its rows sum to 1, they nearly certainly are."""
    if not is_ce_or_kl(problem) or problem.settings.from_ != "logits":
        return
    if within_0_and_1(in_float64(problem, "input")):
        factor = 0.15 if some_row_off_one(problem, "input", 1e-3) else 1.0
        yield from (replace(variant, factor=factor) for variant in probabilities_as_given(problem))


def rows_rescaled(problem: Problem) -> Iterator[Variant]:
    """Each row divided by its sum, as Keras' categorical_crossentropy and scipy.stats.entropy do."""
    if not is_ce_or_kl(problem):
        return
    forms = {"input": problem.settings.from_}
    if is_kl(problem):
        forms["target"] = problem.settings.target_from
    scaled, factor = problem, 1.0
    for name, form in forms.items():
        x = in_memory(problem, name)
        is_positive_logits = form == "logits" and name == "input" and x.size and x.min() >= 0
        if (form == "probs" or is_positive_logits) and some_row_off_one(problem, name):
            scaled = scaled.given(**{name: in_float64(problem, name) / row_sums(problem, name)})
            if name == "input":
                scaled = scaled.but(from_="probs")
            if is_positive_logits:
                factor = 0.2
            elif some_row_off_one(problem, name, 1e-3):  # more than rounding: a library that rescales comes to mind
                factor = 3.0
    if scaled is not problem:
        goes_with = ("bits", "sum") if is_kl(problem) else ()  # entropy(p, q, base=2)
        clause = "each row was divided by its sum (Keras, scipy.stats.entropy); PyTorch takes probabilities as they are"
        yield Variant(scaled, clause, formula="{}(x / Σ x)", factor=factor, goes_with=goes_with)


def keras_from_logits_false(problem: Problem) -> Iterator[Variant]:
    """Keras given logits as if they were probabilities: rescaled and clipped, or clipped and rescaled."""
    x = in_float64(problem, "input")
    clipped = np.clip(x, KERAS, 1 - KERAS)
    if problem.loss.name == "bce-logits" and (plain := pos_weight_as_weight(problem)):
        clause = "the logits were taken for probabilities (Keras' from_logits=False) and clipped to [1e-07, 1 − 1e-07]"
        yield Variant(with_loss(plain, "bce", input=clipped), clause, formula="bce(clip(x))")
    if not is_ce(problem) or problem.settings.from_ != "logits":
        return
    total = row_sums(problem, "input")
    if within_0_and_1(x) or not total.all():
        return
    taken = "the logits were taken for probabilities (Keras' from_logits=False),"
    clause = f"{taken} divided by their sum and clipped to [1e-07, 1 − 1e-07]"
    yield Variant(with_probabilities(problem, np.clip(x / total, KERAS, 1 - KERAS)), clause)
    rescaled = clipped / clipped.sum(axis=class_axis.class_axis(problem), keepdims=True)
    clause = f"{taken} clipped to [1e-07, 1 − 1e-07] and rescaled to a sum of 1"
    yield Variant(with_probabilities(problem, rescaled), clause)
    clause = f"{taken} clipped to [1e-07, 1 − 1e-07]"
    yield Variant(with_probabilities(problem, clipped), clause, factor=0.4)


def log_left_out(problem: Problem) -> Iterator[Variant]:
    """F.nll_loss and F.kl_div expect log-probabilities and apply no log: they take what they are given."""
    if not is_ce_or_kl(problem) or problem.settings.from_ == "log-probs":
        return
    are_probs = problem.settings.from_ == "probs"
    missing = "log" if are_probs or within_0_and_1(in_float64(problem, "input")) else "log_softmax"
    function, factor = _of_log_probs(problem), 1.6 if are_probs else 1.0
    clause = f"F.{function} was given the input as it is, without {missing}; it expects log-probabilities"
    as_they_are = problem.but(from_="log-probs", temperature=1.0)
    yield Variant(as_they_are, clause, formula=f"{function}(x)", factor=factor)


def log_of_softmax_left_out(problem: Problem) -> Iterator[Variant]:
    """Softmax without its log: −p, or p · (ln p − q)."""
    if is_ce_or_kl(problem) and problem.settings.from_ == "logits":
        function = _of_log_probs(problem)
        clause = f"F.{function} was given softmax(x) without its log; it expects log_softmax(x)"
        yield Variant(with_log_probs(problem, probabilities(problem)), clause, formula=f"{function}(softmax(x))")


def _of_log_probs(problem: Problem) -> str:
    """PyTorch's function that takes log-probabilities."""
    return "nll_loss" if is_ce(problem) else "kl_div"


def logits_after_all(problem: Problem) -> Iterator[Variant]:
    """An input said to hold log-probabilities, taken for logits or for probabilities."""
    if is_ce_or_kl(problem) and problem.settings.from_ == "log-probs":
        clause = "the input was taken for logits, and log_softmax applied"
        yield Variant(problem.but(from_="logits"), clause, formula="{}(log_softmax(x))")
        if within_0_and_1(in_float64(problem, "input")):
            yield Variant(problem.but(from_="probs"), "the log of the input was taken", formula="{}(log(x))")


TARGET_FORMS = {  # of kl: what the target holds, what it was taken for, and how common that is
    "probs": {"logits": 1.0, "log-probs": 0.7},
    "logits": {"probs": 1.0, "log-probs": 0.3},
    "log-probs": {"logits": 0.5, "probs": 1.0},
}
TAKEN_FOR = {
    "logits": "softmax was applied to the target; kl_div takes it as it is",
    "probs": "the target was taken for probabilities, as kl_div does",
    "log-probs": "the target was taken for log-probabilities, log_target=True; kl_div has False",
}


def target_form(problem: Problem) -> Iterator[Variant]:
    """The target of kl, or the probabilities that are ce's target, taken for something else."""
    y = in_float64(problem, "target")
    if is_kl(problem):
        for form, factor in TARGET_FORMS[problem.settings.target_from].items():
            if form != "probs" or within_0_and_1(y):
                yield Variant(problem.but(target_from=form), TAKEN_FOR[form], factor=factor)
    elif is_soft(problem):
        clause = "softmax was applied to the target; cross_entropy takes it as it is"
        yield Variant(problem.given(target=softmax(y, class_axis.class_axis(problem))), clause)
