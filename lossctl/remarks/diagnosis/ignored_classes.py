"""Which targets and classes count."""

from collections.abc import Iterator

import numpy as np

from lossctl.losses.class_axis import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.reading import Way, class_count, counts, indices, is_binary, is_indexed
from lossctl.remarks.diagnosis.views import array


def ignored_counted(problem: Problem) -> Iterator[Way]:
    """What was ignored counts after all."""
    never = -(2**31)
    stated = problem.settings.ignore_index
    if is_indexed(problem) and not counts(problem).all():
        ignored = -100 if stated is None else stated
        if 0 <= ignored < class_count(problem):
            done = f"targets of {ignored} were not ignored; ignore_index leaves them out of the sum and the mean"
            yield Way(problem.but(ignore_index=never), done, natural=("perplexity",))
        if ignored < 0:
            last = np.where(counts(problem), indices(problem), class_count(problem) - 1)
            done = f"targets of {ignored} were not ignored: as a Python index, -1 is the last class"
            yield Way(problem.given(target=last), done, "", 0.3)
            done = f"targets of {ignored} were taken for class 0; PyTorch leaves them out"
            yield Way(problem.given(target=np.where(counts(problem), indices(problem), 0)), done, "", 0.4)
    elif is_binary(problem) and stated is not None:
        yield Way(
            problem.but(ignore_index=never), f"targets of {stated} were not ignored; --ignore-index leaves them out"
        )


def class_ignored(problem: Problem) -> Iterator[Way]:
    """A padding, void or background class that does not count."""
    if not is_indexed(problem) or "ignore_index" in problem.settings.stated:
        return
    t, last = indices(problem), class_count(problem) - 1
    present = [int(value) for value in np.unique(t[counts(problem)])]
    if len(present) < 2:
        return
    likely = {0: 1.0, last: 0.35, 1: 0.1}
    for value in present[:20]:
        done = f"targets of {value} were ignored{', as padding' * (value == 0)}; PyTorch ignores none but ignore_index"
        changed = problem.but(ignore_index=value)
        yield Way(changed, done, "", likely.get(value, 0.08), ("perplexity",), id=f"{value} ignored")


def class_left_out(problem: Problem) -> Iterator[Way]:
    """A class that softmax does not see: its column is missing."""
    count = class_count(problem) if is_indexed(problem) else 0
    if count < 3 or "weight" in problem.arrays:
        return

    axis, t = class_axis(problem), indices(problem)
    counted = t[counts(problem)]
    x = array(problem, "input")
    if counted.size and counted.max() < count - 1:
        done = f"the last class, {count - 1}, was left out of softmax"
        yield Way(problem.given(input=np.take(x, range(count - 1), axis)), done)
    if counted.size and counted.min() > 0:
        done = "class 0 was left out of softmax, and the labels moved"
        moved = np.where(counts(problem), t - 1, t)
        yield Way(problem.given(input=np.take(x, range(1, count), axis), target=moved), done)
