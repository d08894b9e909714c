"""Another measure of the predictions in place of the loss: squared error, a probability, an entropy.

They are of the same samples, and class weights have no part in them: where such were given, a measure is rarer.
"""

from collections.abc import Callable, Iterator

import numpy as np

from lossctl import numerics
from lossctl.losses import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.problem_kind import has_hard_targets, is_binary, is_ce, is_kl, is_soft
from lossctl.remarks.diagnosis.variant import Variant, with_terms
from lossctl.settings import Settings
from lossctl.sums.arrays import Array

Measure = Callable[[Array, Array], Array]  # of probabilities and targets, (n, C) or (n,), targets as probabilities
ROOT = ("square root",)  # RMSE is as common as MSE
WEIGHTED = 0.3  # the factor of a measure where weights were given, which it leaves out


def predicted_class(problem: Problem) -> Iterator[Variant]:
    """The prediction taken for the target: −ln of the largest probability, which is how sure the model was."""
    if not _has_measures(problem):
        return
    if is_ce(problem):
        clause = "−ln of each sample's largest probability: of the predicted class, not of the target"
        yield _variant(problem, lambda p, _: -np.log(p.max(axis=1)), clause, "−ln(max({p}))", of_logs=True)
    elif has_hard_targets(problem):
        clause = "−ln of the likelier answer's probability: of the prediction, not of the target"
        yield _variant(
            problem, lambda p, _: -np.log(np.maximum(p, 1 - p)), clause, "−ln(max({p}, 1 − {p}))", of_logs=True
        )


def squared_error(problem: Problem) -> Iterator[Variant]:
    """MSELoss of the probabilities or of the logits, and the Brier score, which does not divide by the classes."""
    if is_kl(problem) and problem.settings.from_ == problem.settings.target_from == "logits":
        clause = "the squared error of the logits (MSELoss), of all elements; kl_div compares their softmax"
        between = with_terms(problem, lambda x, y, _: _squares(x, y)).but(reduction="mean")
        yield Variant(between, clause, formula="(x − y)²", cause="squared error of the logits", of_logs=False)
    if not _has_measures(problem):
        return
    why = f"{'' if is_ce(problem) else 'binary '}cross entropy takes −ln of the truth's probability"
    of = "all classes of the one-hot targets" if is_ce(problem) and not is_soft(problem) else "all elements"
    clause = f"the squared error, (p − y)², of {of} (MSELoss); {why}"
    yield _variant(problem, _squares, clause, "({p} − {y})²", goes_with=ROOT)
    if is_ce(problem):
        clause = f"the Brier score, (p − y)² summed over the classes of a sample; {why}"
        yield _variant(problem, lambda p, y: _squares(p, y).sum(axis=1), clause, "Σ ({p} − {y})²", cause="brier score")
    if _has_logits(problem):
        clause = f"the squared error of the logits themselves (MSELoss without {_activation(problem)}); {why}"
        as_they_are = with_terms(problem, lambda x, y, _: _squares(x, _rows(x, y)))
        formula = "(x − one_hot(t))²" if _is_indexed_ce(problem) else "(x − y)²"
        factor = 0.4 * _factor(problem)
        cause = "squared error of the logits"
        yield Variant(as_they_are, clause, formula=formula, factor=factor, cause=cause, goes_with=ROOT, of_logs=False)


def absolute_error(problem: Problem) -> Iterator[Variant]:
    """1 − p of the truth, and L1Loss, which is the same for single elements."""
    if not _has_measures(problem):
        return
    if is_binary(problem):
        clause = "the absolute error, |p − y| (L1Loss), which is 1 − p where y is 1; binary cross entropy takes −ln p"
        yield _variant(problem, _distances, clause, "|{p} − {y}|")
        return
    if not is_soft(problem) or has_hard_targets(problem):
        clause = "1 − p[t], the probability that the target did not get; cross entropy takes −ln p[t]"
        yield _variant(problem, lambda p, y: 1 - (p * y).sum(axis=1), clause, "1 − p[t]", cause="one minus p")
    clause = "the absolute error, |p − y|, of all classes (L1Loss); cross entropy takes −ln p[t]"
    yield _variant(problem, _distances, clause, "|{p} − {y}|", factor=0.5)


def poly(problem: Problem) -> Iterator[Variant]:
    """Poly-1 loss, Leng et al. 2022: −ln p + ε · (1 − p), ε = 1."""
    if _is_indexed_ce(problem):
        clause = "poly-1 loss: 1 − p[t] was added to each loss (ε = 1); cross entropy is −ln p[t] alone"
        yield _variant(problem, _poly, clause, "−ln p[t] + 1 − p[t]")


def mean_probability(problem: Problem) -> Iterator[Variant]:
    """The probability of the truth, without −ln."""
    if not _has_measures(problem) or not (_is_indexed_ce(problem) or has_hard_targets(problem)):
        return
    clause = "the probability that each target got, without −ln; the loss takes −ln p of each"
    if is_ce(problem):
        yield _variant(problem, lambda p, y: (p * y).sum(axis=1), clause, "p[t]")
    else:
        yield _variant(problem, lambda p, y: np.where(y == 1, p, 1 - p), clause, "p or 1 − p")


def entropy_of_prediction(problem: Problem) -> Iterator[Variant]:
    """−Σ p ln p: the prediction in the target's place, too."""
    if not _has_measures(problem):
        return
    clause = "the entropy of the predictions, −Σ p · ln p: the targets have no part in it"
    if is_ce(problem):
        yield _variant(problem, lambda p, _: _entropy(p).sum(axis=1), clause, "entropy({p})", of_logs=True)
    else:
        clause = clause.replace("−Σ p · ln p", "−p · ln p − (1 − p) · ln(1 − p)")
        yield _variant(problem, lambda p, _: _entropy(p) + _entropy(1 - p), clause, "entropy({p})", of_logs=True)


def _variant(
    problem: Problem,
    measure: Measure,
    clause: str,
    formula: str,
    *,
    factor: float = 1.0,
    cause: str = "",
    goes_with: tuple[str, ...] = (),
    of_logs: bool = False,
) -> Variant:
    """The measure of the problem's samples; in the formula `{p}` and `{y}` stand for what they are made of."""
    binary = is_binary(problem)

    def of(x: Array, target: Array, settings: Settings) -> Array:
        p = _binary_probabilities(problem, x) if binary else _class_probabilities(x, settings)
        return measure(p, _rows(x, target))

    x = "x" if problem.settings.temperature == 1 else "x / T"
    p = (
        f"{_activation(problem)}({x})"
        if _has_logits(problem)
        else "exp(x)"
        if problem.settings.from_ == "log-probs"
        else "p"
    )
    formula = formula.format(p=p, y="one_hot(t)" if _is_indexed_ce(problem) else "y")
    return Variant(
        with_terms(problem, of),
        clause,
        formula=formula,
        factor=factor * _factor(problem),
        goes_with=goes_with,
        cause=cause,
        of_logs=of_logs,
    )


def _has_measures(problem: Problem) -> bool:
    return is_ce(problem) or is_binary(problem)


def _is_indexed_ce(problem: Problem) -> bool:
    return is_ce(problem) and not is_soft(problem)


def _has_logits(problem: Problem) -> bool:
    return problem.loss.name == "bce-logits" or (is_ce(problem) and problem.settings.from_ == "logits")


def _activation(problem: Problem) -> str:
    return "softmax" if is_ce(problem) else "sigmoid"


def _factor(problem: Problem) -> float:
    weighted = not {"weight", "pos_weight"}.isdisjoint(problem.arrays)
    return WEIGHTED if weighted or (is_ce(problem) and problem.settings.label_smoothing) else 1.0


def _class_probabilities(x: Array, settings: Settings) -> Array:
    tempered = class_axis.tempered(x, settings.from_, settings.temperature)
    return class_axis.probs_and_logs(tempered, settings.from_)[0]


def _binary_probabilities(problem: Problem, x: Array) -> Array:
    return x if problem.loss.name == "bce" else numerics.sigmoid(x)


def _rows(x: Array, target: Array) -> Array:
    """Targets as probabilities in the input's shape: one-hot rows of class indices."""
    if x.ndim == target.ndim:
        return np.asarray(target, dtype=np.float64)
    return np.asarray(np.arange(x.shape[1]) == target[:, None], dtype=np.float64)


def _squares(p: Array, y: Array) -> Array:
    squares: Array = (p - y) ** 2
    return squares


def _poly(p: Array, y: Array) -> Array:
    of_target = (p * y).sum(axis=1)
    return np.asarray(1 - of_target - np.log(of_target))


def _distances(p: Array, y: Array) -> Array:
    return np.abs(p - y)


def _entropy(p: Array) -> Array:
    """`−p · ln p`, 0 where p is."""
    return np.where(p == 0, 0.0, -p * np.log(p))
