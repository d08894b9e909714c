"""What the targets were taken for: counted from 1, shifted, in another order, swapped with the input, smoothed."""

from collections.abc import Iterator

import numpy as np

from lossctl.losses import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.probabilities import probabilities
from lossctl.remarks.diagnosis.reading import (
    Way,
    class_count,
    counts,
    indices,
    is_binary,
    is_ce,
    is_indexed,
    is_kl,
    is_soft,
    one_hot,
    soft,
)
from lossctl.remarks.diagnosis.views import array, floats, off_one, sums, within_0_and_1
from lossctl.sums.arrays import Array


def labels_from_one(problem: Problem) -> Iterator[Way]:
    """Labels 1 … C; or 0 … C − 1 taken for that."""
    if not is_indexed(problem):
        return
    t, count = indices(problem), class_count(problem)
    counted = t[counts(problem)]
    if counted.size and counted.min() >= 1:
        done = "1 was subtracted from each label: they were counted from 1, PyTorch counts from 0"
        yield Way(_moved(problem, t, -1), done, "{}(x, t − 1)", id="labels from 1")
    if counted.size and counted.max() + 1 < count:
        done = "the labels were taken one class too high, t + 1: counted from 1, PyTorch counts from 0"
        yield Way(_moved(problem, t, 1), done, "{}(x, t + 1)", 0.3, id="labels from 0")
    elif counted.size and counted.min() == 0 and (counted <= count).all():
        wrapped = np.where(counts(problem), (t - 1) % count, t)
        done = "1 was subtracted from labels that begin at 0, and Python's index -1 is the last class"
        yield Way(problem.given(target=wrapped), done, "{}(x, t − 1)", 0.1, id="labels from 1 wrapped")


def shifted(problem: Problem) -> Iterator[Way]:
    """A language model's logits at one place predict the next token."""
    if not is_indexed(problem) or "sample_weight" in problem.arrays:
        return
    t, x, axis = indices(problem), array(problem, "input"), class_axis.class_axis(problem)
    places = [each for each in range(x.ndim) if each != axis]
    if not places or t.shape[-1] < 2:
        return
    along, last = places[-1], t.ndim - 1
    for begin, end, words, likely in ((0, 1, "x[:-1] with t[1:]", 1.0), (1, 0, "x[1:] with t[:-1]", 0.3)):
        moved = problem.given(input=_cut(x, along, begin), target=_cut(t, last, end))
        done = f"a language model's next token, {words}; PyTorch pairs x[i] with t[i]"
        yield Way(moved, done, "", likely * (1.0 if t.ndim > 1 else 0.5), ("perplexity",))


def class_order(problem: Problem) -> Iterator[Way]:
    """Columns that stand for the classes in another order."""
    if not is_ce(problem):
        return
    x, axis = array(problem, "input"), class_axis.class_axis(problem)
    count, names = x.shape[axis], problem.class_names
    if count > 1:
        likely = 1.5 if count == 2 else 0.6
        yield Way(
            problem.given(input=np.flip(x, axis)),
            "the classes were taken in reverse order; PyTorch takes column k for class k",
            "",
            likely,
            id="classes reversed",
        )
    if len(names) == count and list(names) != sorted(names):
        order = np.argsort(np.argsort(np.array(names)))
        done = "the labels were numbered in the alphabetical order of their names (scikit-learn's LabelEncoder)"
        yield Way(
            problem.given(input=np.take(x, np.argsort(order), axis)), done, "", 3.0, id="classes in alphabetical order"
        )
    if count > 10:
        order = np.array(sorted(range(count), key=str))
        done = "the class numbers were sorted as text, 0, 1, 10, 11, …, 2; PyTorch takes column k for class k"
        yield Way(problem.given(input=np.take(x, order, axis)), done, id="classes sorted as text")
    if 2 < count <= 4 and not is_soft(problem):
        for shift in (1, count - 1):
            done = f"column k + {shift} was taken for class k, in a circle; PyTorch takes column k"
            yield Way(problem.given(input=np.roll(x, shift, axis)), done, "", 0.15, id="classes rotated")


def one_hot_for_indices(problem: Problem) -> Iterator[Way]:
    """Targets as probabilities and as indices differ under weights: the mean divides by N, or by the weights."""
    if is_indexed(problem) and "weight" in problem.arrays:
        done = "the targets were one-hot: the mean divides by the samples, not by the weights"
        yield Way(soft(problem, one_hot(problem)), done, "{}(x, one_hot(t))", id="one-hot for indices")
    elif is_soft(problem):
        axis = class_axis.class_axis(problem)
        t = floats(problem, "target")
        done = "the class of each target's greatest probability was taken, as an index (argmax)"
        likely = 0.3 if off_one(problem, "target") else 1.0
        yield Way(
            problem.given(target=np.asarray(np.argmax(t, axis))),
            done,
            "{}(x, argmax(t))",
            likely,
            id="indices for probabilities",
        )


def swapped(problem: Problem) -> Iterator[Way]:
    """Arguments the wrong way round."""
    done = "input and target were swapped"
    if is_kl(problem):
        p, q = probabilities(problem, "target"), probabilities(problem)
        swap = problem.given(input=p, target=q).but(from_="probs", target_from="probs", temperature=1.0)
        yield Way(
            swap,
            f"{done}, KL(input ‖ target); kl_div gives KL(target ‖ input)",
            "kl(target, input)",
            1.0,
            ("bits", "sum"),
        )
    elif not is_indexed(problem) and array(problem, "target").shape == array(problem, "input").shape:
        x = floats(problem, "input")
        if is_ce(problem):
            x = probabilities(problem)
        if within_0_and_1(x):
            yield Way(problem.given(input=floats(problem, "target"), target=x), done, "{}(t, x)", 0.3)


def flipped(problem: Problem) -> Iterator[Way]:
    """1 for 0 and 0 for 1."""
    if is_binary(problem):
        done = "the targets were flipped: 1 where 0 was meant"
        yield Way(problem.given(target=1 - floats(problem, "target")), done, "{}(x, 1 − y)")


def target_rows_rescaled(problem: Problem) -> Iterator[Way]:
    """Soft targets made to sum to 1."""
    if is_soft(problem) and off_one(problem, "target"):
        done = "each target row was divided by its sum; PyTorch takes targets as they are"
        yield Way(problem.given(target=floats(problem, "target") / sums(problem, "target")), done)


def _moved(problem: Problem, t: Array, by: int) -> Problem:
    return problem.given(target=np.where(counts(problem), t + by, t))


def _cut(values: Array, axis: int, begin: int) -> Array:
    """All but the last place along an axis, or all but the first."""
    length = values.shape[axis]
    return np.take(values, range(begin, length - 1 + begin), axis)
