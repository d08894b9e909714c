"""Which axis holds the classes, and how an array was flattened."""

from collections.abc import Iterator

import numpy as np

from lossctl.losses import class_axis
from lossctl.losses.class_indices import fitting_axes
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.probabilities import of_log_probs
from lossctl.remarks.diagnosis.reading import Way, counts, indices, is_binary, is_ce, is_indexed, is_soft
from lossctl.remarks.diagnosis.views import array, floats, log_softmax

PAIR = {"input", "target"}


def other_class_axis(problem: Problem) -> Iterator[Way]:
    """The target fits along another axis as well."""
    if is_binary(problem):
        return
    axis, shape = class_axis.class_axis(problem), problem.arrays["input"].shape
    fits = range(len(shape)) if not is_indexed(problem) else fitting_axes(shape, problem.arrays["target"].shape)
    for other in reversed([each for each in fits if each != axis and shape[each] > 1]):
        done = f"the classes were taken from axis {other}, not from axis {axis}"
        yield Way(problem.but(class_axis=other), done, "", 0.3 if "class_axis" in problem.settings.stated else 1.0)


def softmax_over_other_axis(problem: Problem) -> Iterator[Way]:
    """`softmax(dim=0)`: over the batch, or whichever axis is not the classes'."""
    x = floats(problem, "input")
    if is_binary(problem) or problem.settings.from_ != "logits" or x.ndim < 2:
        return
    axis = class_axis.class_axis(problem)
    for other in range(x.ndim):
        if other != axis and x.shape[other] > 1:
            log_p = log_softmax(x / problem.settings.temperature, other)
            over = "the batch" if other == 0 else f"axis {other}"
            done = f"softmax was taken over {over} (dim={other}), not over the classes (dim={axis})"
            yield Way(of_log_probs(problem, log_p), done, "", 1.0 if other == 0 else 0.6)
    everywhere = log_softmax(x.reshape(1, -1) / problem.settings.temperature, 1).reshape(x.shape)
    yield Way(
        of_log_probs(problem, everywhere),
        "softmax was taken over all numbers of the input, not over each sample's classes",
        "",
        0.5,
    )


def flattened_unpermuted(problem: Problem) -> Iterator[Way]:
    """`view(-1, C)` where the classes do not come last: the numbers of several samples are mixed."""
    x = array(problem, "input")
    if not is_indexed(problem) or x.ndim < 3 or "sample_weight" in problem.arrays:
        return
    axis = class_axis.class_axis(problem)
    count = x.shape[axis]
    if axis != x.ndim - 1:
        plain = problem.given(input=x.reshape(-1, count), target=indices(problem).reshape(-1)).but(class_axis=1)
        done = f"the input was flattened as it lies, view(-1, {count}), without moving the classes to the end first"
        yield Way(plain, done)
    else:
        mixed = x.reshape(x.shape[0], count, *x.shape[1:-1])
        done = "the input was reshaped to (N, C, …) as it lies, without moving the class axis"
        yield Way(problem.given(input=mixed).but(class_axis=1), done)


def broadcast(problem: Problem) -> Iterator[Way]:
    """(N, 1) against (N,): NumPy and old PyTorch made N × N losses of them."""
    x, y = array(problem, "input"), array(problem, "target")
    if is_binary(problem) and x.size > 1 and x.shape in ((x.size,), (x.size, 1)) and set(problem.arrays) <= PAIR:
        grid = problem.given(
            input=np.repeat(x.reshape(-1, 1), x.size, axis=1), target=np.repeat(y.reshape(1, -1), x.size, axis=0)
        )
        yield Way(grid, f"shapes ({x.size}, 1) and ({x.size},) were broadcast to {x.size} × {x.size} losses")


def transposed(problem: Problem) -> Iterator[Way]:
    """Rows for columns: square inputs allow it; and both ways at once, as contrastive losses do."""
    x = array(problem, "input")
    if not is_ce(problem) or x.ndim != 2 or x.shape[0] != x.shape[1] or is_soft(problem) or not counts(problem).all():
        return
    if np.array_equal(indices(problem), np.arange(len(x))) and "sample_weight" not in problem.arrays:
        both = problem.given(input=np.concatenate([x, x.T]), target=np.tile(indices(problem), 2))
        yield Way(both, "rows and columns both counted, (ce(x, t) + ce(xᵀ, t)) / 2, as CLIP's contrastive loss does")
