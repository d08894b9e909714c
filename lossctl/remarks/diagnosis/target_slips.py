"""Targets that were counted from 1, shifted, numbered in another order, flipped, or swapped with the input."""

from collections.abc import Iterator

import numpy as np

from lossctl.losses import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.class_targets import (
    class_indices,
    is_counted,
    one_hot,
    target_weights,
    with_soft_targets,
)
from lossctl.remarks.diagnosis.probabilities import probabilities
from lossctl.remarks.diagnosis.problem_kind import class_count, is_binary, is_ce, is_indexed, is_kl, is_soft
from lossctl.remarks.diagnosis.variant import Variant
from lossctl.remarks.diagnosis.views import in_float64, in_memory, row_sums, some_row_off_one, within_0_and_1
from lossctl.sums.arrays import Array


def labels_from_one(problem: Problem) -> Iterator[Variant]:
    """Labels from 1 to C where 0 to C − 1 is meant, or the other way round."""
    if not is_indexed(problem):
        return
    t, count = class_indices(problem), class_count(problem)
    counted = t[is_counted(problem)]
    if counted.size and counted.min() >= 1:
        clause = "1 was subtracted from each label: they were counted from 1, PyTorch counts from 0"
        yield Variant(_moved(problem, t, -1), clause, formula="{}(x, t − 1)", cause="labels from 1")
    if counted.size and counted.max() + 1 < count:
        clause = "the labels were taken one class too high, t + 1: counted from 1, PyTorch counts from 0"
        yield Variant(_moved(problem, t, 1), clause, formula="{}(x, t + 1)", factor=0.3, cause="labels from 0")
    elif counted.size and counted.min() == 0 and (counted <= count).all():
        wrapped = np.where(is_counted(problem), (t - 1) % count, t)
        clause = "1 was subtracted from labels that begin at 0, and Python's index -1 is the last class"
        changed, cause = problem.given(target=wrapped), "labels from 1 wrapped"
        yield Variant(changed, clause, formula="{}(x, t − 1)", factor=0.1, cause=cause)


def shifted(problem: Problem) -> Iterator[Variant]:
    """The next token is the target: a language model's logits at one place predict the token at the next."""
    if not is_indexed(problem) or "sample_weight" in problem.arrays:
        return
    t, x, axis = class_indices(problem), in_memory(problem, "input"), class_axis.class_axis(problem)
    places = [each for each in range(x.ndim) if each != axis]
    if not places or t.shape[-1] < 2:
        return
    along, last = places[-1], t.ndim - 1
    for begin, end, words, factor in ((0, 1, "x[:-1] with t[1:]", 1.0), (1, 0, "x[1:] with t[:-1]", 0.3)):
        moved = problem.given(input=_cut(x, along, begin), target=_cut(t, last, end))
        clause = f"a language model's next token, {words}; PyTorch pairs x[i] with t[i]"
        yield Variant(moved, clause, factor=factor * (1.0 if t.ndim > 1 else 0.5), goes_with=("perplexity",))


def class_order(problem: Problem) -> Iterator[Variant]:
    """Classes numbered in another order than the columns."""
    if not is_ce(problem) and not is_indexed(problem):
        return
    x, axis = in_memory(problem, "input"), class_axis.class_axis(problem)
    count, names = x.shape[axis], problem.class_names
    if count > 1:
        clause, factor = "the classes were taken in reverse order; PyTorch takes column k for class k", 0.6
        if count == 2:
            factor = 1.5
        yield Variant(problem.given(input=np.flip(x, axis)), clause, factor=factor, cause="classes reversed")
    if len(names) == count and list(names) != sorted(names):
        order = np.argsort(np.array(names))
        clause = "the labels were numbered in the alphabetical order of their names (scikit-learn's LabelEncoder)"
        changed, cause = problem.given(input=np.take(x, order, axis)), "classes in alphabetical order"
        yield Variant(changed, clause, factor=3.0, cause=cause)
    if count > 10:
        order = np.array(sorted(range(count), key=str))
        clause = "the class numbers were sorted as text, 0, 1, 10, 11, …, 2; PyTorch takes column k for class k"
        yield Variant(problem.given(input=np.take(x, order, axis)), clause, cause="classes sorted as text")
    if 2 < count <= 4 and not is_soft(problem):
        for shift in (1, count - 1):
            clause = f"column k + {shift} was taken for class k, in a circle; PyTorch takes column k"
            yield Variant(problem.given(input=np.roll(x, shift, axis)), clause, factor=0.15, cause="classes rotated")


def one_hot_for_indices(problem: Problem) -> Iterator[Variant]:
    """One-hot targets for class indices, or the other way round. Under weights the mean has another divisor."""
    if is_ce(problem) and is_indexed(problem) and "weight" in problem.arrays:
        clause = "the targets were one-hot: mean then divides by the samples, not by their weights"
        if "sample_weight" not in problem.arrays:
            weights, count = target_weights(problem).sum(), is_counted(problem).sum()
            clause = clause.replace("samples", f"samples, {count}") + f", {weights:g}"
        rows, cause = with_soft_targets(problem, one_hot(problem)), "one-hot for indices"
        yield Variant(rows, clause, formula="{}(x, one_hot(t))", cause=cause)
    elif is_soft(problem):
        t = np.asarray(np.argmax(in_float64(problem, "target"), class_axis.class_axis(problem)))
        clause = "the class of each target's greatest probability was taken, as an index (argmax)"
        if "weight" in problem.arrays and "sample_weight" not in problem.arrays:
            weights = in_float64(problem, "weight").reshape(-1)[t].sum()
            clause += f"; mean then divides by their weights, {weights:g}, not by the samples, {t.size}"
        yield from _argmax_over_samples(problem)
        factor, cause = 0.3 if some_row_off_one(problem, "target") else 1.0, "indices for probabilities"
        yield Variant(problem.given(target=t), clause, formula="{}(x, argmax(t))", factor=factor, cause=cause)


def _argmax_over_samples(problem: Problem) -> Iterator[Variant]:
    """`argmax(0)` of one-hot rows: which sample has each class. It fits only where there are as many of both."""
    y = in_memory(problem, "target")
    if y.ndim == 2 and len(y) == y.shape[1] and class_axis.class_axis(problem) == 1:
        clause = "argmax was taken over the samples, argmax(0), not over the classes, argmax(1)"
        yield Variant(problem.given(target=y.argmax(0)), clause, formula="{}(x, argmax(t, 0))", factor=0.1)


def swapped(problem: Problem) -> Iterator[Variant]:
    """Input and target the wrong way round."""
    clause = "input and target were swapped"
    if is_kl(problem):
        p, q = probabilities(problem, "target"), probabilities(problem)
        swap = problem.given(input=p, target=q).but(from_="probs", target_from="probs", temperature=1.0)
        clause += ", KL(input ‖ target); kl_div gives KL(target ‖ input)"
        yield Variant(swap, clause, formula="kl(target, input)", goes_with=("bits", "sum"))
    elif problem.arrays["target"].shape == problem.arrays["input"].shape:
        x = probabilities(problem) if is_ce(problem) else in_float64(problem, "input")
        if within_0_and_1(x):
            swap = problem.given(input=in_float64(problem, "target"), target=x)
            yield Variant(swap, clause, formula="{}(t, x)", factor=0.3)


def flipped(problem: Problem) -> Iterator[Variant]:
    """The target 1 where 0 is meant, and 0 where 1 is."""
    if is_binary(problem):
        clause = "the targets were flipped: 1 where 0 was meant"
        yield Variant(problem.given(target=1 - in_float64(problem, "target")), clause, formula="{}(x, 1 − y)")


def target_rows_rescaled(problem: Problem) -> Iterator[Variant]:
    """The probabilities of each target divided by their sum."""
    if is_soft(problem) and some_row_off_one(problem, "target"):
        clause = "each target row was divided by its sum; PyTorch takes targets as they are"
        rescaled = in_float64(problem, "target") / row_sums(problem, "target")
        yield Variant(problem.given(target=rescaled), clause)


def _moved(problem: Problem, t: Array, by: int) -> Problem:
    return problem.given(target=np.where(is_counted(problem), t + by, t))


def _cut(values: Array, axis: int, begin: int) -> Array:
    """All but the last place along an axis, or all but the first."""
    length = values.shape[axis]
    return np.take(values, range(begin, length - 1 + begin), axis)
