"""The losses as Python functions."""

import inspect
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import lossctl
from lossctl.losses import LOSSES
from lossctl.option import options
from lossctl.settings import Check

LOGITS = [[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]]


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_is_a_function_with_its_options_as_arguments(name: str) -> None:
    function = getattr(lossctl, name.replace("-", "_"))
    parameters = inspect.signature(function).parameters
    assert tuple(parameters) == ("input", "target", *LOSSES[name].options, *options(Check), "header")
    assert all(f"{option}: " in function.__doc__ for option in parameters if option not in ("input", "target"))
    assert ">>> lossctl." in function.__doc__
    assert function.__name__ in lossctl.__all__


def test_arrays_may_be_lists_arrays_words_and_paths(tmp_path: Path) -> None:
    path = tmp_path / "logits.npy"
    np.save(path, LOGITS)
    expected = lossctl.ce(LOGITS, [0, 1]).loss
    assert lossctl.ce(np.float64(LOGITS), np.array([0, 1])).loss == expected
    assert lossctl.ce(path, "0,1").loss == expected
    assert lossctl.ce(str(path), [0, 1], weight="1,1,1").loss == expected


def test_a_result_is_a_number_with_its_parts() -> None:
    result = lossctl.ce(LOGITS, [0, -100], weight=[2.0, 1.0, 1.0])
    assert float(result) == result.loss == result.sum / result.denominator
    assert (result.criterion, result.reduction, result.shape) == ("ce", "mean", (2, 3))
    assert (result.count, result.ignored, result.denominator) == (1, 1, 2.0)
    assert result.perplexity is result.bits is result.stderr is None


def test_an_unweighted_mean_of_ce_has_a_perplexity() -> None:
    result = lossctl.ce(LOGITS, [0, 1])
    losses = lossctl.ce(LOGITS, [0, 1], reduction="none").loss
    assert result.perplexity == pytest.approx(np.exp(losses.mean()), rel=1e-14)
    assert result.bits == pytest.approx(losses.mean() / np.log(2), rel=1e-14)
    assert result.stderr == pytest.approx(losses.std(ddof=1) / np.sqrt(2), rel=1e-12)


def test_equal_losses_have_no_standard_error() -> None:
    assert lossctl.ce([[0.3, 0.1]] * 7, [1] * 7).stderr == 0.0


@pytest.mark.parametrize(
    "options",
    [{"label_smoothing": 0.1}, {"weight": [1.0, 2.0, 1.0]}, {"sample_weight": [1, 1]}, {"reduction": "sum"}],
)
def test_what_is_no_plain_likelihood_has_no_perplexity(options: dict[str, object]) -> None:
    assert lossctl.ce(LOGITS, [0, 1], **options).perplexity is None


def test_none_gives_an_array_and_no_float() -> None:
    result = lossctl.ce(LOGITS, [0, 1], reduction="none")
    assert result.loss.shape == (2,)
    with pytest.raises(TypeError, match="the loss is an array"):
        float(result)


def test_an_option_of_another_loss_is_no_option() -> None:
    with pytest.raises(TypeError, match=r"^bce\(\) has no option 'temperature': ce\(\) and kl\(\) have it$"):
        lossctl.bce([0.5], [1], temperature=2.0)


@pytest.mark.parametrize(
    ("function", "given", "remedy"),
    [
        ("ce", {"wieght": 3}, "did you mean weight?"),
        ("ce", {"dim": 1}, "did you mean class_axis?"),
        ("kl", {"axis": -1}, "did you mean class_axis?"),
        ("ce", {"from_logits": True}, "write from_='logits'"),
        ("kl", {"from_logits": False}, "write from_='probs'"),
        ("bce", {"from_logits": True}, "bce_logits() takes logits"),
        ("bce_logits", {"from_logits": False}, "bce() takes probabilities"),
        ("kl", {"log_target": True}, "write target_from='log-probs'"),
        ("ce", {"size_average": False}, "write reduction='sum'"),
        ("ce", {"reduce": False}, "write reduction='none'"),
        ("bce", {"pos_weight": [2.0]}, "bce_logits() has it"),
        ("kl", {"weight": [2.0]}, "ce(), bce() and bce_logits() have it"),
        (
            "bce",
            {"focal": 2},
            "it has weight, ignore_index, sample_weight, reduction, dtype, expect, rtol, atol, header",
        ),
    ],
)
def test_an_unknown_option_is_an_error_that_says_what_is_meant(function, given, remedy) -> None:
    with pytest.raises(TypeError) as caught:
        getattr(lossctl, function)([[0.5, 0.2]], [[1, 0]], **given)
    assert str(caught.value) == f"{function}() has no option {next(iter(given))!r}: {remedy}"


X, T = [[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1]


@pytest.mark.parametrize(
    ("arrays", "named", "message"),
    [
        ((), {"logits": X, "labels": T}, "takes input= and target=: write input=logits, target=labels"),
        ((), {"preds": X}, "takes input= and target=: write input=preds"),
        ((), {}, "takes input= and target=, and input is missing"),
        ((), {"target": T}, "takes input= and target=, and input is missing"),
        ((X,), {"labels": T}, "has no option 'labels': did you mean target?"),
        ((X, T, [1, 2, 3]), {}, "takes input and target; what comes behind them has a name: weight=w"),
        ((X, T), {"target": T}, "has two values for target: one by its position, one by its name"),
    ],
)
def test_arrays_have_their_places_and_names(arrays: tuple[object, ...], named: dict[str, object], message: str) -> None:
    with pytest.raises(TypeError) as caught:
        lossctl.ce(*arrays, **named)
    assert str(caught.value) == f"ce() {message}"
    assert lossctl.ce(X, T) == lossctl.ce(input=X, target=T) == lossctl.ce(X, target=T)


def test_a_reduction_of_another_loss_is_an_error() -> None:
    with pytest.raises(lossctl.InputError, match="reduction='batchmean' is none of 'mean', 'sum', 'none'"):
        lossctl.ce(LOGITS, [0, 1], reduction="batchmean")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ignore_index": "0"}, "ignore_index='0' is not a whole number"),
        ({"class_axis": 1.5}, "class_axis=1.5 is not a whole number"),
        ({"label_smoothing": "0.1"}, "label_smoothing='0.1' is not a number"),
        ({"temperature": True}, "temperature=True is not a number"),
        ({"reduction": 3}, "reduction=3 is not a word"),
        ({"temperature": 0}, "temperature=0 is not a finite number above 0"),
        ({"header": 1}, "header=1 is neither True nor False"),
        ({"expect": 1.0, "rtol": "1"}, "rtol='1' is not a number"),
        ({"expect": 1.0, "atol": -1}, "atol: -1 is no tolerance: 0 or more is"),
        ({"atol": 0.1}, "atol says how near expect must be, which is missing"),
        ({"expect": ["a"]}, "expect: holds words, no numbers"),
        (
            {"expect": "abc"},
            "expect: 'abc' is neither a number nor a file\n  it takes a number as it was printed: expect=1.6557",
        ),
        ({"from_": "probabilities"}, "from_='probabilities' is none of 'logits', 'probs', 'log-probs'"),
    ],
)
def test_an_option_of_the_wrong_kind_is_an_error(options: dict[str, object], message: str) -> None:
    with pytest.raises(lossctl.InputError) as caught:
        lossctl.ce(LOGITS, [0, 1], **options)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "number", [0.3344, "0.3344", "tensor(0.3344)", np.float32(0.33439460), np.array(0.33439459839617)]
)
def test_a_number_to_expect_may_be_of_any_kind(number: object) -> None:
    assert lossctl.ce(LOGITS, [0, 1], expect=number)
    assert not lossctl.ce(LOGITS, [0, 1], expect=number, reduction="sum")


def test_a_table_whose_header_holds_numbers_is_read_as_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("0,1,2\n2,0.5,0.3\n0.2,2,0.5\n")
    assert lossctl.ce(tmp_path / "x.csv", [0, 1], header=True).count == 2
    assert lossctl.ce(tmp_path / "x.csv", [2, 0, 1], header=False).count == 3


def test_numbers_of_numpy_are_numbers_and_none_states_nothing() -> None:
    options = {"ignore_index": np.int64(1), "label_smoothing": np.float32(0), "temperature": 1}
    assert lossctl.ce(LOGITS, [0, 1], **options).ignored == 1
    soft = [[0.5, 0.5, 0], [0, 1, 0]]
    assert lossctl.ce(LOGITS, soft, ignore_index=None, class_axis=None).loss == lossctl.ce(LOGITS, soft).loss


@pytest.mark.parametrize("array", [[[1, 2], [3]], [[1, 2], [3, "x"]]])
def test_what_is_no_array_is_an_error(array: object) -> None:
    with pytest.raises(lossctl.InputError, match=r"^input(, index \[1\])?: "):
        lossctl.ce(array, [0, 1])


@pytest.mark.parametrize(
    ("array", "message"),
    [
        ([["a"]], r"^input, \[0\]: 'a' is not a number\n"),
        ([[1 + 2j]], "^input: an array of complex128 holds no numbers\n"),
        ([[None]], r"^input, index \[0, 0\]: is None, no array\n"),
    ],
)
def test_what_holds_no_numbers_is_an_error(array: object, message: str) -> None:
    with pytest.raises(lossctl.InputError, match=message):
        lossctl.ce(array, [0])


def test_an_error_travels_to_other_processes_whole() -> None:
    with pytest.raises(lossctl.InputError) as caught:
        lossctl.ce(LOGITS, [0, 3])
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_importing_lossctl_does_not_import_numpy() -> None:
    program = "import sys, lossctl; print('numpy' in sys.modules, 'typer' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout == b"False False\n"
