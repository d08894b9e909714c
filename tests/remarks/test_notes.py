"""What a reader is told beside the number: each note comes where it must, word for word, and no other does."""

import math
from typing import Any

import numpy as np
import pytest

import lossctl

LOGITS = [[0.2150, -0.1513, -0.1051], [-0.7047, -0.9339, 0.2430], [-0.9102, -0.4769, -0.1792], [0.2268, 1.9147, 1.8868]]
TARGET = [0, 0, 0, 1]
WEIGHT = [9, 15, 80]
PROBS = [[0.7, 0.2, 0.1], [0.3, 0.6, 0.1]]
TEACHER = [[1, 1.5, 0.2], [0, 3, 0.5]]
ONE_HOT = np.eye(3)[TARGET]
ONE_HOT_NOTE = (
    "the targets are one-hot; with class indices in their place the loss is 1.10811: "
    "mean then divides by their weights, 42, not by the samples, 4"
)

CASES: dict[str, tuple[Any, tuple[Any, Any], dict[str, Any], list[str]]] = {
    "nothing to tell": (lossctl.ce, (LOGITS, TARGET), {}, []),
    "a weighted mean": (
        lossctl.ce,
        (LOGITS, TARGET),
        {"weight": WEIGHT},
        ["mean divides by the weights, 42; by the samples, 4, it would be 11.6352"],
    ),
    "a weighted mean that was asked for": (lossctl.ce, (LOGITS, TARGET), {"weight": WEIGHT, "reduction": "mean"}, []),
    "a weighted sum": (lossctl.ce, (LOGITS, TARGET), {"weight": WEIGHT, "reduction": "sum"}, []),
    "sample weights": (
        lossctl.ce,
        (LOGITS, TARGET),
        {"sample_weight": [1, 2, 0, 1]},
        ["mean divides by the sample weights, 4; by the samples, 3, it would be 1.53473"],
    ),
    "probabilities read as logits": (
        lossctl.ce,
        (PROBS, [0, 1]),
        {},
        ["the input, rows of 0 to 1 that sum to 1, looks like probabilities; from_='probs' gives 0.43375"],
    ),
    "probabilities that were said to be logits": (lossctl.ce, (PROBS, [0, 1]), {"from_": "logits"}, []),
    "probabilities read as logits by kl": (
        lossctl.kl,
        (PROBS, PROBS[::-1]),
        {"reduction": "batchmean"},
        ["the input, rows of 0 to 1 that sum to 1, looks like probabilities; from_='probs' gives 0.389182"],
    ),
    "probabilities given to bce-logits": (
        lossctl.bce_logits,
        ([0.7, 0.2], [1, 0]),
        {},
        ["all inputs lie in [0, 1]; if they are probabilities already, lossctl.bce gives 0.289909"],
    ),
    "kl's mean": (
        lossctl.kl,
        ([[0.5, 1.0, 0.8], [0.2, 0.4, 0.6]], [[0.3, 0.4, 0.3], [0.1, 0.5, 0.4]]),
        {},
        ["mean divides by all 6 elements; reduction='batchmean', the mathematical KL, is 0.0577962"],
    ),
    "kl's mean of one distribution": (
        lossctl.kl,
        ([0.2, 0.5, 0.3], [0.3, 0.4, 0.3]),
        {"from_": "probs"},
        ["mean divides by all 3 elements; reduction='sum', the KL itself, is 0.0323821"],
    ),
    "a temperature beside class indices, which calibrates": (lossctl.ce, (LOGITS, TARGET), {"temperature": 2.0}, []),
    "all sample weights 0": (
        lossctl.bce,
        ([0.5, 0.2], [1, 0]),
        {"sample_weight": [0, 0]},
        ["every target has weight 0, all 2: the mean is NaN"],
    ),
    "temperature on both sides": (
        lossctl.kl,
        ([[2, 0.5, 0.3], [0.2, 2, 0.5]], TEACHER),
        {"target_from": "logits", "temperature": 2.0, "reduction": "batchmean"},
        ["distillation multiplies by T² = 4: 0.260899"],
    ),
    "temperature on one side": (
        lossctl.kl,
        ([[2, 0.5, 0.3]], [[0.3, 0.4, 0.3]]),
        {"temperature": 2.0, "reduction": "sum"},
        [
            "the temperature divides the input's logits only: the target holds no logits and stays as it is",
            "distillation multiplies by T² = 4: 0.431356",
        ],
    ),
    "another reading of the same number": (lossctl.ce, (LOGITS, ONE_HOT), {"weight": WEIGHT, "reduction": "sum"}, []),
    "another reading of losses that are not reduced": (
        lossctl.bce,
        ([0.5, 0.2], [1, 0]),
        {"weight": [1, 2], "reduction": "none"},
        ["weight counts in the sum only; without it the loss is a sum of 0.916291"],
    ),
    "label smoothing": (
        lossctl.ce,
        (LOGITS, TARGET),
        {"label_smoothing": 0.1},
        ["label smoothing 0.1 is part of the loss; without it the loss is 1.16465"],
    ),
    "one-hot targets beside weights": (
        lossctl.ce,
        (LOGITS, ONE_HOT),
        {"weight": WEIGHT},
        [ONE_HOT_NOTE],
    ),
    "target rows that do not sum to 1": (
        lossctl.ce,
        (LOGITS[:2], [[0.5, 0.5, 0.5], [0, 0, 1]]),
        {},
        ["1 row does not sum to 1 in the target, the first at [0], with a sum of 1.5; taken as given"],
    ),
    "target probabilities outside [0, 1]": (
        lossctl.ce,
        (LOGITS[:2], [[0.5, 1.5, -1], [0, 0, 1]]),
        {},
        ["2 targets lie outside [0, 1], the first at [0, 1]: 1.5; taken as given, as PyTorch does"],
    ),
    "kl's targets outside [0, 1]": (
        lossctl.kl,
        (LOGITS[:2], [[0, 0, 1], [0, 1.5, -0.5]]),
        {"reduction": "sum"},
        [
            "the sum is NaN: 1 loss not finite, the first at [1]",
            (
                "2 targets lie outside [0, 1], the first at [1, 1]: 1.5; taken as given, as PyTorch does; "
                "the log of a negative one is NaN"
            ),
        ],
    ),
    "one target of bce-logits outside [0, 1]": (
        lossctl.bce_logits,
        (2.0, 1.25),
        {},
        ["1 target lies outside [0, 1], the first: 1.25; taken as given, as PyTorch does"],
    ),
    "input rows that do not sum to 1": (
        lossctl.ce,
        ([[0.5, 0.6], [0.2, 0.2], [0.5, 0.5]], [0, 1, 1]),
        {"from_": "probs"},
        ["2 rows do not sum to 1 in the input, the first at [0], with a sum of 1.1; taken as given"],
    ),
    "a clamp": (
        lossctl.bce,
        ([1.0, 0.0, 0.3, 0.0], [0, 0.5, 0.25, 0]),
        {},
        ["a log was clamped at -100, as in PyTorch, 2 times, the first at [0]"],
    ),
    "a clamp that changes nothing": (lossctl.bce, ([1.0, 0.0], [1, 0]), {}, []),
    "all ignored": (
        lossctl.ce,
        (LOGITS, [-100] * 4),
        {},
        ["every target is ignored, all 4: the mean is NaN"],
    ),
    "nothing at all": (
        lossctl.ce,
        (np.zeros((0, 3)), np.zeros(0)),
        {"reduction": "sum"},
        ["the input is empty: the sum is 0"],
    ),
    "weights that sum to 0": (
        lossctl.ce,
        (LOGITS, TARGET),
        {"weight": [0, 0, 1]},
        ["the weights of the targets sum to 0: the mean is NaN"],
    ),
    "NaN in the input": (
        lossctl.ce,
        ([[0.0, 1.0, 2.0], [0.0, math.nan, 2.0], [math.nan, 0.0, 0.0]], [0, 0, 0]),
        {"class_axis": 1},
        ["the sum is NaN: 2 losses not finite, the first at [1], where input[1, 1] is NaN"],
    ),
    "NaN where it does not count": (
        lossctl.ce,
        ([[0.0, 1.0], [math.nan, 2.0], [1.0, 1.0]], [0, 0, 1]),
        {"sample_weight": [1, 0, 1]},
        [],
    ),
    "a masked class that is the target": (
        lossctl.ce,
        ([[0.0, -math.inf, 1.0]], [1]),
        {},
        [
            "the sum is infinite: 1 loss not finite, the first at [0], where input[0, 1] is -inf",
            "-inf masks classes in 1 sample, the first at [0]: probability 0",
        ],
    ),
    "a masked class under a soft target of 0": (
        lossctl.ce,
        ([[0.0, -math.inf]], [[1.0, 0.0]]),
        {},
        [
            "the sum is NaN: 1 loss not finite, the first at [0], where input[0, 1] is -inf",
            "0 · ∞ is NaN, as in PyTorch: a target or weight of 0 on a class of probability 0, the first at [0]",
            "-inf masks classes in 1 sample, the first at [0]: probability 0",
        ],
    ),
    "an infinite logit": (
        lossctl.bce_logits,
        ([math.inf, 2.0], [1, 0]),
        {},
        ["1 logit infinite, the first at [0]: the loss is the limit, 0 or infinite (PyTorch: NaN)"],
    ),
    "both axes fit": (
        lossctl.ce,
        ([[1.0, 2.0], [0.5, 3.0]], [0, 1]),
        {},
        ["the classes are taken from axis 1; class_axis=0 fits as well, and gives 0.393669"],
    ),
    "both axes fit, and one was stated": (lossctl.ce, ([[1.0, 2.0], [0.5, 3.0]], [0, 1]), {"class_axis": 1}, []),
    "a row of indices": (
        lossctl.ce,
        (LOGITS, [[0, 0, 0, 1]]),
        {},
        ["target (1, 4) is read as (4,), an index per sample"],
    ),
    "a row of indices along either axis": (
        lossctl.ce,
        ([[1.0, 2.0], [0.5, 3.0]], [[0, 1]]),
        {},
        [
            "target (1, 2) is read as (2,), an index per sample",
            "the classes are taken from axis 1; class_axis=0 fits as well, and gives 0.393669",
        ],
    ),
    "one sample of classes that may be many samples": (
        lossctl.ce,
        ([0.9, 0.2, 0.65], [0, 1, 0]),
        {},
        [
            (
                "the input is read as one sample of 3 classes, with probabilities as its target; "
                "for 3 samples, lossctl.bce gives 1.65395"
            )
        ],
    ),
    "one sample of classes with logits": (
        lossctl.ce,
        ([2.0, -0.2, 0.65], [0, 1, 0]),
        {},
        [
            (
                "the input is read as one sample of 3 classes, with probabilities as its target; "
                "for 3 samples, lossctl.bce_logits gives 1.33171"
            )
        ],
    ),
    "one sample of classes that was said to be one": (lossctl.ce, ([0.9, 0.2, 0.65], [0, 1, 0]), {"class_axis": 0}, []),
    "one row of classes with a one-hot target": (lossctl.ce, ([[2.0, 0.2, 0.6]], [[0, 1, 0]]), {}, []),
    "percentages read as logits": (
        lossctl.ce,
        ([[70, 20, 10], [25.5, 60, 14]], [0, 1]),
        {},
        ["the input's rows sum to 100, like percentages; divided by 100, with from_='probs', they give 0.43375"],
    ),
    "percentages that were said to be logits": (lossctl.ce, ([[70, 20, 10]], [0]), {"from_": "logits"}, []),
    "percentages as kl's target": (
        lossctl.kl,
        (LOGITS[:1], [[70, 20, 10]]),
        {"reduction": "sum"},
        [
            "3 targets lie outside [0, 1], the first at [0, 0]: 70; taken as given, as PyTorch does",
            "1 row does not sum to 1 in the target, the first at [0], with a sum of 100; taken as given",
            "the target's rows sum to 100, like percentages; divided by 100 they give 0.186959",
        ],
    ),
    "targets of -1 and 1": (
        lossctl.bce_logits,
        ([1.0, 2.0, 3.0], [1, -1, 1]),
        {},
        [
            "1 target lies outside [0, 1], the first at [1]: -1; taken as given, as PyTorch does",
            "all targets are -1 or 1; with 0 for -1, as PyTorch expects, the loss is 0.829592",
        ],
    ),
    "targets of -1 that are to be ignored": (
        lossctl.bce_logits,
        ([1.0, 2.0, 3.0], [1, -1, 1]),
        {"ignore_index": -1},
        [],
    ),
    "targets of 1 and 2": (
        lossctl.bce_logits,
        ([1.0, 2.0], [1, 2]),
        {},
        [
            "1 target lies outside [0, 1], the first at [1]: 2; taken as given, as PyTorch does",
            "all targets are 1 or 2; with 0 for 1 and 1 for 2, as PyTorch expects, the loss is 0.720095",
        ],
    ),
    "a mark among the targets of bce-logits": (
        lossctl.bce_logits,
        ([1.0, 2.0, 3.0], [1, 0, -100]),
        {},
        [
            "1 target lies outside [0, 1], the first at [2]: -100; taken as given, as PyTorch does",
            "if -100 marks targets to leave out, ignore_index=-100 gives 1.22009",
        ],
    ),
    "a column of indices": (
        lossctl.ce,
        (LOGITS, [[0], [0], [0], [1]]),
        {},
        ["target (4, 1) is read as (4,), an index per sample"],
    ),
    "kl's target of one row": (
        lossctl.kl,
        (LOGITS, [0.2, 0.3, 0.5]),
        {"reduction": "sum"},
        ["target (3,) is taken for all 4 rows"],
    ),
    "kl's target of one row for one row": (
        lossctl.kl,
        (LOGITS[:1], [0.2, 0.3, 0.5]),
        {"reduction": "sum"},
        ["target (3,) is read as (1, 3)"],
    ),
    "pos_weight": (
        lossctl.bce_logits,
        ([[0.5, 1, 0.8], [0.2, 0.4, 0.6]], [[0, 1, 0], [0, 0, 1]]),
        {"pos_weight": [1, 2, 3]},
        ["pos_weight counts in the sum only; without it the loss is 0.767847"],
    ),
    "bce's weight": (
        lossctl.bce,
        ([[0.5, 1.0, 0.8], [0.2, 0.4, 0.6]], [[0, 1, 0], [0, 0, 1]]),
        {"weight": [[0.1, 0.9, 0.1], [0.1, 0.1, 0.9]]},
        ["weight counts in the sum only; without it the loss is 0.59123"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_reader_is_told(case: str) -> None:
    function, arrays, options, notes = CASES[case]
    assert list(function(*arrays, **options).notes) == notes


def told_of_rows(excess: float, **options: Any) -> list[str]:
    """The notes of two rows in [0, 1], the second of which sums to so much more than 1."""
    return list(lossctl.ce([[0.7, 0.2, 0.1], [0.3, 0.6, 0.1 + excess]], [0, 1], **options).notes)


@pytest.mark.parametrize(("excess", "told"), [(9e-4, True), (-9e-4, True), (1.1e-3, False), (-1.1e-3, False)])
def test_rows_that_four_printed_digits_sum_to_1_look_like_probabilities(excess: float, told: bool) -> None:
    probs = float(lossctl.ce([[0.7, 0.2, 0.1], [0.3, 0.6, 0.1 + excess]], [0, 1], from_="probs"))
    note = f"the input, rows of 0 to 1 that sum to 1, looks like probabilities; from_='probs' gives {probs:.6g}"
    assert told_of_rows(excess) == ([note] if told else [])


@pytest.mark.parametrize(("excess", "sum"), [(9e-6, None), (-9e-6, None), (1.1e-5, "1.00001"), (-1.1e-5, "0.999989")])
@pytest.mark.parametrize("array", ["input", "target"])
def test_probabilities_that_are_no_float32_rounding_off_1_are_told_of(
    excess: float, sum: str | None, array: str
) -> None:
    """Each of these is taken as it is."""
    rows, logits = [[0.7, 0.2, 0.1], [0.3, 0.6, 0.1 + excess]], [[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]]
    found = lossctl.ce(rows, [0, 1], from_="probs") if array == "input" else lossctl.ce(logits, rows)
    note = f"1 row does not sum to 1 in the {array}, the first at [1], with a sum of {sum}; taken as given"
    assert list(found.notes) == ([note] if sum else [])
