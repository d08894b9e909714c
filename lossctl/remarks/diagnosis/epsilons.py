"""An ε that other libraries add to a probability, or cut it off at, before its log."""

from collections.abc import Iterator

import numpy as np

from lossctl.losses.class_axis import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.probabilities import as_probabilities, with_log_probs
from lossctl.remarks.diagnosis.problem_kind import class_count, has_hard_targets, is_binary, is_ce, is_kl
from lossctl.remarks.diagnosis.variant import Variant, unchecked
from lossctl.remarks.diagnosis.views import in_float64, in_memory
from lossctl.sums.arrays import Array

KERAS = 1e-7
NEAREST_1 = 1 - 2.0**-23  # the float32 that is nearest to 1 − 1e-7
# How common each ε is among these, and whose it is.
EPSILONS = {
    KERAS: (1.0, "Keras' epsilon"),
    float(np.float32(1e-7)): (0.7, "Keras' epsilon in float32"),
    1e-15: (0.7, "scikit-learn's eps before 1.3"),
    1e-8: (0.6, ""),
    1e-12: (0.6, "Paddle's and Kaggle's"),
    1e-10: (0.4, ""),
    1e-9: (0.3, ""),
    1e-6: (0.3, ""),
    1e-5: (0.1, ""),
    1e-16: (0.2, ""),
    1e-4: (0.03, ""),
    1e-3: (0.02, ""),
    2.0**-52: (0.5, "float64's eps: scikit-learn since 1.3, Flux"),
    2.0**-23: (0.4, "float32's eps"),
}


def clipped(problem: Problem) -> Iterator[Variant]:
    """Probabilities cut off at ε and 1 − ε, as in Keras, scikit-learn's log_loss, Kaggle."""
    plain = as_probabilities(problem)
    if plain is None:
        return
    p = in_float64(plain, "input")
    kept = "cuts off only the log, at −100" if is_binary(problem) else "takes them as they are"
    for epsilon, (factor, whose) in EPSILONS.items():
        if ((p < epsilon) | (p > 1 - epsilon)).any() or (is_kl(plain) and (in_memory(plain, "target") < epsilon).any()):
            clause = f"probabilities were clipped to [{_e(epsilon)}, 1 − {_e(epsilon)}]{_of(whose)}"
            for arrays, more, part in _cut_off(plain, p, epsilon):
                changed, cause = plain.given(**arrays), f"clipped {_e(epsilon)}"
                yield Variant(changed, f"{clause}{more}; PyTorch {kept}", factor=factor * part, cause=cause)


def _cut_off(problem: Problem, p: Array, epsilon: float) -> Iterator[tuple[dict[str, Array], str, float]]:
    """The arrays after the cut, in which the libraries differ, what to add to the clause, and a factor."""
    cut = np.clip(p, epsilon, 1 - epsilon)
    yield {"input": cut}, "", 1.0
    if epsilon == KERAS and (p > NEAREST_1).any():
        yield {"input": np.clip(p, epsilon, NEAREST_1)}, " in float32, where 1 − 1e-07 is 1 − 1.19e-07", 0.5
    if is_kl(problem) and problem.settings.target_from == "probs":
        yield {"input": cut, "target": np.clip(in_float64(problem, "target"), epsilon, 1)}, ", the target's too", 1.0
    if is_ce(problem):
        axis = class_axis(problem)
        yield {"input": cut / cut.sum(axis=axis, keepdims=True)}, " and each row rescaled", 0.5
        if class_count(problem) == 2:
            second = np.take(cut, [1], axis)
            yield {"input": np.concatenate([1 - second, second], axis)}, ", the first class's as 1 − p", 0.3


def epsilon_in_log(problem: Problem) -> Iterator[Variant]:
    """`ln(p + ε)`, as in code by hand, and in the binary cross entropy of Keras, which clips besides."""
    plain = as_probabilities(problem)
    if plain is None or (is_binary(problem) and not has_hard_targets(problem)):
        return
    p = in_float64(plain, "input")
    for epsilon, (factor, _) in EPSILONS.items():
        clause = f"{_e(epsilon)} was added to the probabilities inside the log; PyTorch adds nothing"
        yield Variant(_added(plain, p, epsilon), clause, factor=factor, cause=f"epsilon {_e(epsilon)} in the log")
        if is_binary(problem) and epsilon == KERAS:
            clause = "1e-07 counts twice, clipped off and added inside the log (Keras' binary_crossentropy)"
            cut = np.clip(p, epsilon, 1 - epsilon)
            yield Variant(_added(plain, cut, epsilon), clause, factor=1.5, cause="clipped 1e-07 twice")
            if (p > NEAREST_1).any():
                clause += ", in float32, where 1 − 1e-07 is 1 − 1.19e-07"
                cut = np.clip(p, epsilon, NEAREST_1)
                yield Variant(_added(plain, cut, epsilon), clause, factor=0.8, cause="clipped 1e-07 twice")


def _added(problem: Problem, p: Array, epsilon: float) -> Problem:
    """The problem with ε added inside the log.

    For single elements whose targets are 0 or 1, ln(p + ε) and ln(1 − p + ε) are the logs of a p that is moved by ε
    towards the target.
    """
    if is_binary(problem):
        towards = np.where(in_memory(problem, "target") == 1, epsilon, -epsilon)
        return unchecked(problem.given(input=np.clip(p + towards, 0, 1)))
    with np.errstate(divide="ignore"):
        return with_log_probs(problem, np.log(p + epsilon))


def _e(epsilon: float) -> str:
    return f"{epsilon:.3g}"


def _of(whose: str) -> str:
    return f" ({whose})" if whose else ""
