"""Every error of the losses, whole: what is wrong, where, and what would be right."""

import numpy as np
import pytest

import lossctl

X = [[0.5, 1.0, 0.8], [0.2, 0.4, 0.6]]
P = [[0.2, 0.3, 0.5], [0.1, 0.5, 0.4]]


def zeros(*shape):
    return np.zeros(shape)


def message(function, *arrays, **options):
    with pytest.raises(lossctl.InputError) as caught:
        function(*arrays, **options)
    return str(caught.value)


# Shapes

FIVE = "[0, 0, 0, 0, 0]"
ROWS = "[[0, 0, 0], [0, 0, 0]]"
ONE_SAMPLE = "the input is one sample of 3 classes, and its target one number; for one number per sample there are "
ONE_SAMPLE += "lossctl.bce and lossctl.bce_logits"
PER_SAMPLE = (
    "for a probability per sample: lossctl.bce([0, 0, 0], [0, 0, 0]); "
    "for a logit per sample: lossctl.bce_logits([0, 0, 0], [0, 0, 0])"
)
SWAPPED = f"the two look swapped: lossctl.ce({ROWS}, [0, 0])"


@pytest.mark.parametrize(
    ("shape", "target", "wanted", "remedy"),
    [
        ((2, 3), (3,), "(2,)", "\n  class_axis=0 makes them fit"),
        ((2, 5, 7), (2, 5), "(2, 7)", "\n  class_axis=-1 makes them fit"),
        ((7, 2, 5), (2, 5), "(7, 5)", "\n  class_axis=0 makes them fit"),
        ((2, 3), (3, 2), "(2,)", "\n  its axes lie in another order: transpose it to (2, 3)"),
        (
            (2, 5, 7),
            (10,),
            "(2, 7)",
            "\n  the targets look flattened: flatten the input's samples too, or give the targets their shape",
        ),
        (
            (2, 3),
            (4,),
            "(2,)",
            f"\n  the input has 2 samples, the target 4; if the first 2 belong together: lossctl.ce({ROWS}, [0, 0])",
        ),
        ((2,), (2, 3), "()", f"\n  {SWAPPED}"),
        (
            (3,),
            (3, 1),
            "()",
            f"\n  {PER_SAMPLE}",
        ),
        ((2, 3), (0,), "(2,)", "\n  the input has 2 samples, the target 0"),
        ((2, 3), (1,), "(2,)", "\n  the input has 2 samples, the target 1"),
        ((2, 3), (2, 5), "(2,)", "\n  as probabilities they are of 5 classes, and the input has 3"),
        ((2, 3, 4), (5,), "(2, 4)", ""),
        ((3,), (5,), "()", f"\n  {ONE_SAMPLE}"),
        ((2, 3), (), "(2,)", ""),
    ],
)
def test_targets_of_ce_that_do_not_fit(shape, target, wanted, remedy):
    assert message(lossctl.ce, zeros(*shape), zeros(*target)) == (
        f"target: shape {target} does not fit an input of shape {shape}: "
        f"class indices have {wanted}, probabilities {shape}, with the classes along axis {len(shape[:2]) - 1}{remedy}"
    )


@pytest.mark.parametrize(
    ("function", "shape", "target", "remedy"),
    [
        (lossctl.bce, (2, 1), (2,), "\n  the same 2 numbers in another shape: lossctl.bce([0, 0], [0, 0])"),
        (lossctl.bce_logits, (2, 3), (2,), f"\n  for one class index per sample: lossctl.ce({ROWS}, [0, 0])"),
        (lossctl.bce_logits, (2, 3), (4,), ""),
        (
            lossctl.bce,
            (5,),
            (6,),
            f"\n  the input has 5 samples, the target 6; if the first 5 belong together: lossctl.bce({FIVE}, {FIVE})",
        ),
        (lossctl.bce, (1,), (6,), "\n  the input has 1 sample, the target 6"),
        (
            lossctl.kl,
            (6, 3),
            (5, 3),
            "\n  the input has 6 samples, the target 5; if the first 5 belong together: lossctl.kl(input[:5], target)",
        ),
        (lossctl.bce, (2, 3), (2,), f"\n  for one class index per sample: lossctl.ce({ROWS}, [0, 0], from_='probs')"),
        (lossctl.bce, (2,), (2, 3), f"\n  {SWAPPED[:-1]}, from_='probs')"),
        (lossctl.bce_logits, (2, 3), (3, 2), "\n  its axes lie in another order: transpose it to (2, 3)"),
        (lossctl.bce_logits, (2, 3), (6,), "\n  the same 6 numbers in another shape: write the target as (2, 3)"),
        (lossctl.kl, (2, 3), (2,), f"\n  for one class index per sample: lossctl.ce({ROWS}, [0, 0])"),
        (lossctl.kl, (2,), (2, 3), f"\n  {SWAPPED}"),
        (lossctl.kl, (2, 3), (3, 2), "\n  its axes lie in another order: transpose it to (2, 3)"),
        (lossctl.kl, (2, 3), (), ""),
        (lossctl.kl, (2, 3), (2, 1), f"\n  for one class index per sample: lossctl.ce({ROWS}, [[0], [0]])"),
        (lossctl.bce, (2,), (2, 2), "\n  the two look swapped: lossctl.ce([[0, 0], [0, 0]], [0, 0], from_='probs')"),
        (
            lossctl.bce,
            (2, 1, 30),
            (2, 30),
            "\n  the same 60 numbers in another shape: lossctl.bce(input[:, 0], target)",
        ),
        (lossctl.kl, (2, 3, 4), (3,), ""),
        (lossctl.kl, (2, 3, 4), (4,), "\n  class_axis=-1 makes it one row for all"),
    ],
)
def test_targets_whose_shape_must_be_the_input_s(function, shape, target, remedy):
    assert message(function, zeros(*shape), zeros(*target)) == (
        f"target: shape {target} does not fit the input's, {shape}: they must be equal{remedy}"
    )


@pytest.mark.parametrize(
    ("function", "shape", "weight", "expected"),
    [
        (lossctl.ce, (2, 3), (3,), "(2,), one per sample\n  one number per class is weight"),
        (lossctl.kl, (2, 3, 4), (3,), "(2,), one per sample, or (2, 4), one per loss"),
        (
            lossctl.bce,
            (2, 3),
            (3,),
            "(2,), one per sample, or (2, 3), one per loss\n  one number per class is weight",
        ),
        (lossctl.ce, (3,), (3,), "(), one number"),
    ],
)
def test_sample_weights_that_do_not_fit(function, shape, weight, expected):
    target = zeros(*shape[:1], *shape[2:]) if function is lossctl.ce and len(shape) > 1 else zeros(*shape)
    assert message(function, zeros(*shape), target, sample_weight=zeros(*weight)) == (
        f"sample_weight: shape {weight} does not fit: it must be {expected}"
    )


@pytest.mark.parametrize(
    ("weight", "remedy"), [((4,), ""), ((), ""), ((2, 3), ""), ((2,), "\n  one number per sample is sample_weight")]
)
def test_weights_of_ce_are_one_per_class(weight, remedy):
    assert message(lossctl.ce, X, [0, 1], weight=zeros(*weight)) == (
        f"weight: shape {weight} does not fit: it must be (3,), one number per class{remedy}"
    )


@pytest.mark.parametrize("name", ["weight", "pos_weight"])
@pytest.mark.parametrize("shape", [(2,), (2, 2, 3), (1, 2, 3), (4, 3)])
def test_weights_of_bce_that_do_not_broadcast_over_the_input(name, shape):
    remedy = "\n  one number is for all, (3,), one per column, or (2, 3), one each"
    if shape == (2,):
        mean = "; as sample_weight it would divide the mean, too" if name == "weight" else ""
        remedy = f"\n  one per sample? write it as (2, 1){mean}"
    assert message(lossctl.bce_logits, P, P, **{name: zeros(*shape)}) == (
        f"{name}: shape {shape} does not broadcast over the input's, (2, 3){remedy}"
    )


def test_an_input_of_one_number():
    want = "input: one number is no input: there must be a number per class"
    assert message(lossctl.ce, 3.0, 0) == f"{want}\n  for a logit per sample: lossctl.bce_logits(3, 0)"
    assert message(lossctl.ce, 3.0, 5) == f"{want}\n  {ONE_CLASS}"
    assert message(lossctl.ce, 1.0, [0.5, 0.2]) == (
        f"{want}\n  a class index? the input, a number per class, comes first: lossctl.ce([0.5, 0.2], 1)"
    )
    assert message(lossctl.kl, 3.0, 0.5) == want
    assert message(lossctl.kl, 0.3, 0.5) == f"{want}\n  two probabilities of one class? from_='probs'"
    assert message(lossctl.kl, 0.3, [0.5, 0.5], from_="probs") == want


def test_one_target_row_is_named_by_its_own_indices():
    found = message(lossctl.kl, X, [0.2, 1.5, 0.3], target_from="probs")
    assert found.startswith("target, index [1]: 1.5 is not a probability")
    found = message(lossctl.kl, X, [[0.2, 1.5, 0.3]], target_from="probs")
    assert found.startswith("target, index [0, 1]: 1.5 is not a probability")


def test_an_input_without_classes():
    assert message(lossctl.ce, zeros(2, 0), [0, 0]) == "input: axis 1 of shape (2, 0) holds no classes"


@pytest.mark.parametrize("axis", [2, -3])
def test_a_class_axis_that_is_not_there(axis):
    want = f"input: class_axis={axis} does not exist in an input of shape (2, 3)"
    want += f"\n  axes count from 0, and back from -1: the last is class_axis={1 if axis > 0 else -1}"
    assert message(lossctl.ce, X, [0, 1], class_axis=axis) == want
    assert message(lossctl.kl, X, P, class_axis=axis) == want


# Class indices

FROM_1 = "are the labels counted from 1? PyTorch counts from 0: subtract 1 from each"


@pytest.mark.parametrize(
    ("target", "place", "value", "remedy"),
    [
        ([1, 3], "[1]", "3", f"\n  {FROM_1}: lossctl.ce([[0.5, 1, 0.8], [0.2, 0.4, 0.6]], [0, 2])"),
        ([0, 3], "[1]", "3", ""),
        ([7, 9], "[0]", "7", ""),
        ([1, 255], "[1]", "255", "\n  does 255 mark targets to leave out? ignore_index=255"),
        ([-1, 2], "[0]", "-1", "\n  does -1 mark targets to leave out? ignore_index=-1"),
        ([2, 1234567], "[1]", "1234567", "\n  does 1234567 mark targets to leave out? ignore_index=1234567"),
        ([-1, 3], "[0]", "-1", ""),
        ([-1, 1], "[0]", "-1", "\n  does -1 mark targets to leave out? ignore_index=-1"),
    ],
)
def test_targets_that_are_no_class(target, place, value, remedy):
    assert (
        message(lossctl.ce, X, target) == f"target, index {place}: {value} is not a class: there are 3, 0 to 2{remedy}"
    )


def test_labels_from_1_beside_an_input_that_predicts_the_class_before() -> None:
    random = np.random.default_rng(0)
    right = random.integers(0, 4, 60)
    x = random.normal(size=(60, 5)) + 5 * np.eye(5)[right]
    told = lossctl.ce(x, right + 1)
    (note,) = [each for each in told.notes if "counted from 1" in each]
    assert note == (
        "no target is 0, and most inputs are largest one class before their target's: labels counted from 1? "
        f"With 1 subtracted from each the loss is {lossctl.ce(x, right).loss:.6g}"
    )
    masked = np.where(np.arange(60) < 5, -100, right + 1)
    assert any("counted from 1" in each for each in lossctl.ce(x, masked).notes)


def test_labels_without_a_0_alone_are_no_sign_of_labels_from_1() -> None:
    for seed in range(200):
        random = np.random.default_rng(seed)
        count, classes = random.integers(1, 40), random.integers(2, 8)
        x, t = 3 * random.normal(size=(count, classes)), random.integers(1, classes, count)
        assert not [note for note in lossctl.ce(x, t).notes if "from 1" in note]
    right = np.arange(60) % 4
    x = 5 * np.eye(5)[right]
    assert not [note for note in lossctl.ce(x, right).notes if "from 1" in note]
    assert not [note for note in lossctl.ce(x, np.where(right == 3, 0, right + 1)).notes if "from 1" in note]
    assert not [note for note in lossctl.ce(x[:9], right[:9] + 1).notes if "from 1" in note]  # too few to tell


def test_two_classes_that_are_minus_1_and_1():
    assert message(lossctl.ce, [[0.5, 1], [0.2, 0.4]], [1, -1]) == (
        "target, index [1]: -1 is not a class: there are 2, 0 to 1\n"
        "  for two classes write 0 for -1, as PyTorch's are 0 and 1: lossctl.ce([[0.5, 1], [0.2, 0.4]], [1, 0])"
    )


ONE_CLASS = "a probability for each sample is for lossctl.bce, a logit for lossctl.bce_logits"


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ((3, 1), "[0, 0, 0], [0, 0, 0]"),
        ((1, 1), "[0], [0]"),
        ((1,), "0, 0"),
        ((2, 1, 4), "[[0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 0, 0]]"),
    ],
)
@pytest.mark.parametrize("form", ["logits", "probs", "log-probs"])
def test_one_class(shape, words, form):
    target = zeros(*shape[:1], *shape[2:]) if len(shape) > 1 else 0
    probs, logits = (
        f"for a probability per sample: lossctl.bce({words})",
        f"for a logit per sample: lossctl.bce_logits({words})",
    )
    remedy = {"logits": f"{probs}; {logits}", "probs": probs, "log-probs": ONE_CLASS}[form]
    assert message(lossctl.ce, zeros(*shape), target, from_=form) == (
        f"input: shape {shape} has one class along axis {len(shape[:2]) - 1}, whose cross entropy is 0\n  {remedy}"
    )


def test_one_class_whose_targets_are_no_probabilities():
    assert message(lossctl.ce, zeros(3, 1), [0, 1, 2]).endswith(f"\n  {ONE_CLASS}")
    assert message(lossctl.ce, zeros(3, 1) + 2, [0, 1, 1]).endswith(
        "\n  for a logit per sample: lossctl.bce_logits([2, 2, 2], [0, 1, 1])"
    )


@pytest.mark.parametrize(("target", "total"), [([1, 0, 1], "2"), ([0, 0, 0], "0"), ([0, 1, 2], "3"), ([-1, 1, 1], "1")])
def test_one_number_per_sample(target, total):
    words = f"[0.9, 0.2, 0.6], {target}"
    calls = f"for a probability per sample: lossctl.bce({words}); for a logit per sample: lossctl.bce_logits({words})"
    assert message(lossctl.ce, [0.9, 0.2, 0.6], target) == (
        "input: one number per sample is no input for ce, which needs one per class: here is one sample of 3 classes, "
        f"and whole numbers with a sum of {total} as its target's probabilities\n"
        f"  {calls if set(target) <= {0, 1} else ONE_CLASS}; class_axis=0 takes them as the classes of one sample"
    )
    assert lossctl.ce([0.9, 0.2, 0.6], target, class_axis=0).count == 1
    assert lossctl.ce([0.9, 0.2, 0.6], target, sample_weight=0).count == 0


def test_a_target_deep_inside_that_is_no_class():
    assert (
        message(lossctl.ce, zeros(2, 3, 2), [[0, 1], [4, 0]])
        == "target, index [1, 0]: 4 is not a class: there are 3, 0 to 2"
    )


@pytest.mark.parametrize(("value", "shown"), [(0.5, "0.5"), (np.nan, "nan"), (0.9999999, "0.9999999")])
def test_fractions_are_no_indices(value, shown):
    assert message(lossctl.ce, X, [0, value]) == (
        f"target, index [1]: {shown} is not a class index: a whole number from 0 to 2 is\n"
        "  probabilities of classes have the input's own shape, (2, 3)"
    )


def test_an_ignore_index_beside_probabilities():
    assert message(lossctl.ce, X, P, ignore_index=0) == (
        "ignore_index is for class indices, and the target has the input's own shape: it holds probabilities\n"
        "  to leave samples out, give them sample_weight=0"
    )


# Probabilities and weights

WRITE = "PyTorch's are 0 and 1: write"
WRITTEN = "lossctl.bce([0.5, 0.2], [0, 1])"


@pytest.mark.parametrize(
    ("function", "arrays", "options", "want"),
    [
        (lossctl.ce, ([[0.2, 0.8], [1.5, -0.5]], [0, 1]), {"from_": "probs"}, "input, index [1, 0]: 1.5|from_"),
        (lossctl.kl, ([[0, 0, 1], [2, 0, 0]], P), {"from_": "probs"}, "input, index [1, 0]: 2|from_"),
        (
            lossctl.kl,
            (X, [[0, 0, 1], [0, -0.25, 0]]),
            {"target_from": "probs"},
            "target, index [1, 1]: -0.25|target_from",
        ),
        (
            lossctl.kl,
            (zeros(2, 3, 2), np.arange(12).reshape(2, 3, 2)),
            {"target_from": "probs"},
            "target, index [0, 1, 0]: 2|target_from",
        ),
    ],
)
def test_probabilities_of_classes_lie_between_0_and_1(function, arrays, options, want):
    place, flag = want.split("|")
    remedy = f"\n  logits? {flag}='logits'"
    assert message(function, *arrays, **options) == f"{place} is not a probability: it is outside [0, 1]{remedy}"


def test_percentages_are_no_probabilities():
    remedy = "the rows sum to 100: if they are percentages, divide them by 100"
    want = f"70 is not a probability: it is outside [0, 1]\n  {remedy}"
    assert message(lossctl.ce, [[70, 20, 10]], [0], from_="probs") == f"input, index [0, 0]: {want}"
    assert message(lossctl.kl, [[0, 1, 2]], [[70, 20, 10]], target_from="probs") == f"target, index [0, 0]: {want}"


@pytest.mark.parametrize(
    ("function", "arrays", "want"),
    [
        (lossctl.bce, ([0.5, 2], [1, 0]), "input, index [1]: 2|\n  logits? lossctl.bce_logits([0.5, 2], [1, 0])"),
        (
            lossctl.bce,
            ([0.5, 1.0000001], [1, 0]),
            "input, index [1]: 1.0000001|\n  logits? lossctl.bce_logits([0.5, 1.0000001], [1, 0])",
        ),
        (
            lossctl.bce,
            ([[0.5, 0.2]], [[1, -100]]),
            "target, index [0, 1]: -100|\n  does it mark targets to leave out? ignore_index=-100",
        ),
        (lossctl.bce, ([0.5, 0.2], [1, 1.5]), "target, index [1]: 1.5|"),
        (lossctl.bce, ([0.5, 0.2], [1, 3]), "target, index [1]: 3|"),
        (
            lossctl.bce,
            ([0.5, 0.2, 0.5, 0.2], [0, 12, 130, 254]),
            "target, index [1]: 12|\n  pixels of 0 to 255? divide them by 255",
        ),
        (
            lossctl.bce,
            ([0.5, 0.2, 0.1], [1, -1, 0]),
            "target, index [1]: -1|\n  does it mark targets to leave out? ignore_index=-1",
        ),
        (
            lossctl.bce,
            ([0.5, 0.2], [1, -1]),
            f"target, index [1]: -1|\n  are the targets -1 and 1? {WRITE} 0 for -1: lossctl.bce([0.5, 0.2], [1, 0])",
        ),
        (
            lossctl.bce,
            ([0.5, 0.2], [1, 2]),
            f"target, index [1]: 2|\n  are the targets 1 and 2? {WRITE} 0 for 1 and 1 for 2: {WRITTEN}",
        ),
        (
            lossctl.bce,
            ([0.5, 0.2], [0, 255]),
            f"target, index [1]: 255|\n  are the targets 0 and 255? {WRITE} 1 for 255: lossctl.bce([0.5, 0.2], [0, 1])",
        ),
        (
            lossctl.bce,
            ([90, 5], [1, 0]),
            "input, index [0]: 90|\n  percentages? divide them by 100; logits? lossctl.bce_logits([90, 5], [1, 0])",
        ),
        (lossctl.bce, ([90, -5], [1, 0]), "input, index [0]: 90|\n  logits? lossctl.bce_logits([90, -5], [1, 0])"),
    ],
)
def test_probabilities_of_elements_lie_between_0_and_1(function, arrays, want):
    place, remedy = want.split("|")
    assert message(function, *arrays) == f"{place} is not a probability: it is outside [0, 1]{remedy}"


@pytest.mark.parametrize(("value", "shown"), [(-1, "-1"), (np.nan, "nan"), (-1e-9, "-1e-09")])
def test_sample_weights_are_0_or_more(value, shown):
    want = f"sample_weight, index [1]: {shown} is no sample weight: 0 or more is"
    assert message(lossctl.ce, X, [0, 1], sample_weight=[1, value]) == want
    assert message(lossctl.kl, X, P, sample_weight=[1, value]) == want
    assert message(lossctl.bce, [0.5, 0.5], [0, 1], sample_weight=[1, value]) == want


# Options


def test_a_temperature_without_logits():
    want = "temperature divides logits, and here are none\n  leave it out"
    assert message(lossctl.ce, P, [0, 1], from_="probs", temperature=2) == want
    assert message(lossctl.kl, P, P, from_="probs", temperature=2) == want


@pytest.mark.parametrize("function", [lossctl.ce, lossctl.bce, lossctl.bce_logits])
def test_batchmean_is_kl_s(function):
    assert message(function, P, P, reduction="batchmean") == "reduction='batchmean' is none of 'mean', 'sum', 'none'"


@pytest.mark.parametrize(
    ("options", "want"),
    [
        ({"reduction": "avg"}, "reduction='avg' is none of 'mean', 'sum', 'none'"),
        ({"from_": "softmax"}, "from_='softmax' is none of 'logits', 'probs', 'log-probs'"),
        ({"dtype": "float16"}, "dtype='float16' is none of 'float64', 'float32'"),
        ({"label_smoothing": 1.5}, "label_smoothing=1.5 is outside [0, 1]"),
        ({"label_smoothing": -0.1}, "label_smoothing=-0.1 is outside [0, 1]"),
        ({"label_smoothing": float("nan")}, "label_smoothing=nan is outside [0, 1]"),
        ({"temperature": 0}, "temperature=0 is not a finite number above 0"),
        ({"temperature": float("inf")}, "temperature=inf is not a finite number above 0"),
    ],
)
def test_options_out_of_their_range(options, want):
    assert message(lossctl.ce, X, [0, 1], **options) == want
