"""What the values of an array suggest that it holds. Reading stops at the first block that does not fit."""

from collections.abc import Callable, Iterator

import numpy as np

from lossctl.losses.checks import are_percentages, log_rows_sum_to_1
from lossctl.losses.target_codes import mark_among_targets
from lossctl.problem import Problem
from lossctl.sums.arrays import Array
from lossctl.sums.block import Block, Samples

FEWEST, MOST = 10, 1000  # samples that say how good a prediction is
AT_ONCE = 1 << 20  # targets that are looked at together
RARELY, MOSTLY = 0.1, 0.6  # shares of them that are right
SUM_TOLERANCE = 1e-3  # rows printed with four digits still sum to 1 within this


def rows_look_like_probabilities(samples: Samples) -> bool:
    """Whether the rows of INPUT lie in [0, 1] and sum to 1."""
    return _all(samples, lambda block: _between_0_and_1(block.input) and _sums_to_1(block.input))


def elements_look_like_probabilities(samples: Samples) -> bool:
    """Whether the elements of INPUT lie in [0, 1]."""
    return _all(samples, lambda block: _between_0_and_1(block.input))


def target_looks_one_hot(samples: Samples) -> bool:
    """Whether the rows of TARGET hold a single 1 among zeros."""
    return _all(samples, lambda block: _zeros_and_ones(block.target) and _sums_to_1(block.target))


def target_looks_like_log_probabilities(samples: Samples) -> bool:
    """Whether the exponentials of the rows of TARGET sum to 1."""
    return _all(samples, lambda block: log_rows_sum_to_1(block.target))


def target_has_several_ones(samples: Samples) -> bool:
    """Whether the rows of TARGET hold zeros and ones, and one of them several ones."""
    if not _all(samples, lambda block: _zeros_and_ones(block.target)):
        return False
    return any(bool((block.target.sum(axis=-1) > 1).any()) for block in counted(samples))


def weights_of_targets(problem: Problem, samples: Samples) -> float:
    """The sum of the class weights of one-hot targets."""
    weight = np.asarray(problem.arrays["weight"], np.float64).reshape(-1)
    return sum(float((block.target @ weight).sum()) for block in counted(samples))


def sides_in_percent(problem: Problem, samples: Samples) -> list[str]:
    """Which of INPUT and TARGET of a loss over classes have rows that sum to 100, though nobody said what they hold."""
    settings, options = problem.settings, problem.loss.criterion.options
    if "from_" not in options or settings.temperature != 1:
        return []
    sides = []
    if settings.from_ == "logits" and "from_" not in settings.stated:
        sides += ["input"] if _all(samples, lambda block: are_percentages(block.input)) else []
    if settings.target_from == "probs" and not samples.indexed and "target_from" not in settings.stated:
        sides += ["target"] if _all(samples, lambda block: are_percentages(block.target)) else []
    return sides


def mark_among_unstated(problem: Problem, samples: Samples) -> int | None:
    """The mark among targets of single elements, unless --ignore-index says which it is."""
    if samples.classes is not None or "ignore_index" in problem.settings.stated:
        return None
    return mark_among_targets(samples)


def targets_are_one_class_high(samples: Samples) -> bool:
    """Whether no target is class 0, and the input's largest class is nearly always the one before the target's.

    That 0 is missing proves nothing: with labels from 1 the last class would be missing as well. What the input
    predicts does, if it is mostly right for labels from 1 and hardly ever for labels from 0. The first samples tell.
    """
    if not samples.indexed or (samples.classes or 0) < 3 or not _none_is_0(samples, MOST):
        return False
    first = next((block for block in counted(samples) if len(block.target)), None)
    if first is None or len(first.target) < FEWEST:
        return False
    target, top = first.target[:MOST], first.input[:MOST].argmax(axis=-1)
    if (top == target).mean() > RARELY or (top == target - 1).mean() < MOSTLY or len(np.unique(target)) < 2:
        return False
    return _none_is_0(samples)


def _none_is_0(samples: Samples, most: int | None = None) -> bool:
    """Whether the targets that count, or the first of them, are 1 or more; those in a file are read piece by piece."""
    targets = samples.by_sample["target"]
    size = min(targets.size, targets.size if most is None else most)
    for start in range(0, size, AT_ONCE):
        stop = min(start + AT_ONCE, size)
        some = targets.ravel()[start:stop] if isinstance(targets, np.ndarray) else targets.read(start, stop)
        if (some[some != samples.ignore_index] < 1).any():
            return False
    return True


def classes_may_be_samples(problem: Problem, samples: Samples) -> bool:
    """Whether one sample of classes looks like samples of one number each: its target holds whole numbers.

    A (1, C) row with a single 1 is a one-hot target, as posts show many.
    """
    shape = problem.arrays["input"].shape
    if problem.loss.name != "ce" or samples.indexed or samples.count != 1 or (samples.classes or 0) < 2:
        return False
    return _all(samples, lambda block: _zeros_and_ones(block.target)) and (
        len(shape) == 1 or not target_looks_one_hot(samples)
    )


def loss_of_elements(samples: Samples) -> str:
    """The binary cross entropy that fits the input: of probabilities, or of logits."""
    return "bce" if elements_look_like_probabilities(samples) else "bce-logits"


def _all(samples: Samples, fits: Callable[[Block], bool]) -> bool:
    """Whether all blocks fit; False if no sample counts."""
    any_sample = False
    for block in counted(samples):
        if len(block.input):
            if not fits(block):
                return False
            any_sample = True
    return any_sample


def counted(samples: Samples) -> Iterator[Block]:
    """The blocks, without the samples that are ignored."""
    for range_ in samples.blocks():
        block = samples.cut(*range_)
        if (present := block.present) is not None and not present.all():
            block = block._replace(input=block.input[present], target=block.target[present])
        yield block


def _between_0_and_1(values: Array) -> bool:
    return not values.size or bool(values.min() >= 0 and values.max() <= 1)


def _zeros_and_ones(values: Array) -> bool:
    return bool(((values == 0) | (values == 1)).all())


def _sums_to_1(rows: Array) -> bool:
    return bool((np.abs(rows.sum(axis=-1) - 1) < SUM_TOLERANCE).all())
