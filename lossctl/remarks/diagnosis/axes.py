"""Which axis holds the classes, and how an array was flattened."""

from collections.abc import Iterator

import numpy as np

from lossctl.losses import class_axis
from lossctl.losses.class_indices import fitting_axes
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.class_targets import class_indices, is_counted
from lossctl.remarks.diagnosis.probabilities import with_log_probs
from lossctl.remarks.diagnosis.problem_kind import (
    class_count,
    has_option,
    is_ce,
    is_ce_or_kl,
    is_indexed,
    is_of_elements,
)
from lossctl.remarks.diagnosis.variant import Variant
from lossctl.remarks.diagnosis.views import in_float64, in_memory, log_softmax

BROADCAST = 4096  # the most numbers of a column that is broadcast: n × n losses take seconds and hundreds of megabytes


def other_class_axis(problem: Problem) -> Iterator[Variant]:
    """The classes taken from another axis, along which the target fits as well."""
    if not has_option(problem, "class_axis"):
        return
    axis, shape = class_axis.class_axis(problem), problem.arrays["input"].shape
    fits = range(len(shape)) if not is_indexed(problem) else fitting_axes(shape, class_indices(problem).shape)
    for other in reversed([each for each in fits if each != axis and shape[each] > 1]):
        clause = f"the classes were taken from axis {other}, not from axis {axis}"
        factor = 0.3 if "class_axis" in problem.settings.stated else 1.0
        yield Variant(problem.but(class_axis=other), clause, factor=factor)


def softmax_over_other_axis(problem: Problem) -> Iterator[Variant]:
    """`softmax(dim=0)`: over the batch, or over another axis that does not hold the classes."""
    x = in_float64(problem, "input")
    if not is_ce_or_kl(problem) or problem.settings.from_ != "logits" or x.ndim < 2:
        return
    axis = class_axis.class_axis(problem)
    for other in range(x.ndim):
        if other != axis and x.shape[other] > 1:
            log_p = log_softmax(x / problem.settings.temperature, other)
            over = "the batch" if other == 0 else f"axis {other}"
            clause = f"softmax was taken over {over} (dim={other}), not over the classes (dim={axis})"
            yield Variant(with_log_probs(problem, log_p), clause, factor=1.0 if other == 0 else 0.6)
    everywhere = log_softmax(x.reshape(1, -1) / problem.settings.temperature, 1).reshape(x.shape)
    clause = "softmax was taken over all numbers of the input, not over each sample's classes"
    yield Variant(with_log_probs(problem, everywhere), clause, factor=0.5)


def flattened_unpermuted(problem: Problem) -> Iterator[Variant]:
    """`view(-1, C)` where the classes do not come last: the numbers of several samples are mixed."""
    x = in_memory(problem, "input")
    if not is_indexed(problem) or not has_option(problem, "class_axis") or x.ndim < 3:
        return
    if "sample_weight" in problem.arrays:
        return
    axis, count = class_axis.class_axis(problem), class_count(problem)
    if axis != x.ndim - 1:
        plain = problem.given(input=x.reshape(-1, count), target=class_indices(problem).reshape(-1)).but(class_axis=1)
        clause = f"the input was flattened as it lies, view(-1, {count}), without moving the classes to the end first"
        yield Variant(plain, clause)
    else:
        mixed = x.reshape(x.shape[0], count, *x.shape[1:-1])
        clause = "the input was reshaped to (N, C, …) as it lies, without moving the class axis"
        yield Variant(problem.given(input=mixed).but(class_axis=1), clause)


def broadcast(problem: Problem) -> Iterator[Variant]:
    """(N, 1) against (N,): NumPy and old PyTorch made N × N losses of them."""
    x, y = in_memory(problem, "input"), in_memory(problem, "target")
    if not is_of_elements(problem) or set(problem.arrays) != {"input", "target"}:
        return
    n = x.size
    if 1 < n <= BROADCAST and x.shape in ((n,), (n, 1)):
        inputs, targets = np.repeat(x.reshape(-1, 1), n, axis=1), np.repeat(y.reshape(1, -1), n, axis=0)
        clause = f"shapes ({n}, 1) and ({n},) were broadcast to {n} × {n} losses"
        yield Variant(problem.given(input=inputs, target=targets), clause)


def both_directions(problem: Problem) -> Iterator[Variant]:
    """The rows and the columns of a square input, whose targets are 0, 1, 2 …, as contrastive losses take them."""
    x = in_memory(problem, "input")
    if not is_ce(problem) or not is_indexed(problem) or x.ndim != 2 or x.shape[0] != x.shape[1]:
        return
    t = class_indices(problem)
    if is_counted(problem).all() and np.array_equal(t, np.arange(len(x))) and "sample_weight" not in problem.arrays:
        both = problem.given(input=np.concatenate([x, x.T]), target=np.tile(t, 2))
        clause = "rows and columns both counted, (ce(x, t) + ce(xᵀ, t)) / 2, as CLIP's contrastive loss does"
        yield Variant(both, clause)
