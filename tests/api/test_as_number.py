"""A result beside other numbers: it compares and calculates as the float that it is."""

import math
import operator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lossctl

X, T = [[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1]
NUMBERS = st.floats(0.1, 8) | st.integers(1, 5) | st.sampled_from([np.float32(0.5), np.int64(2), np.array(1.5), True])
COMPARISONS = (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge)
ARITHMETIC = (operator.add, operator.sub, operator.mul, operator.truediv, operator.pow)


@pytest.mark.parametrize("operation", [*COMPARISONS, *ARITHMETIC])
@given(other=NUMBERS)
def test_it_behaves_as_its_float(operation: Any, other: Any) -> None:
    result, number = lossctl.ce(X, T), float(other)
    assert operation(result, other) == operation(float(result), number)
    assert operation(other, result) == operation(number, float(result))


def test_it_is_equal_to_its_own_number_and_to_no_other() -> None:
    result = lossctl.ce(X, T)
    for loss in (result.loss, np.float64(result.loss), np.array(result.loss), Fraction(result.loss)):
        assert result == loss
        assert loss == result
    assert result == Decimal(result.sum) / 2
    assert result != 0.3344
    assert (result == None, result == "0.33", result == [result.loss]) == (False, False, False)  # noqa: E711
    assert math.isclose(result, 0.3344, rel_tol=1e-4)
    assert np.isclose(result, result.loss)
    assert result == pytest.approx(0.3344, rel=1e-4)
    assert pytest.approx(0.3344, rel=1e-4) == result


def test_results_are_equal_and_ordered_by_their_numbers() -> None:
    low, high = lossctl.ce(X, T), lossctl.ce(X, [1, 0])
    assert low == lossctl.ce(X, [[1, 0, 0], [0, 1, 0]])  # another question, with the same answer
    assert low != high
    assert (low < high, low >= high, max(low, high) is high, min([high, low]) is low) == (True, False, True, True)
    assert sum([low, high]) == low.loss + high.loss
    assert high - low == high.loss - low.loss


def test_the_other_operations_of_floats() -> None:
    result = lossctl.ce(X, T)
    loss = float(result)
    assert (round(result, 4), round(result), -result, abs(-result)) == (0.3344, 0, -loss, loss)
    assert f"{result:.4f}" == format(result, ".4f") == "0.3344"
    assert math.exp(result) == result.perplexity
    total = 0.0
    for _ in range(3):
        total += result / 3
    assert total == pytest.approx(loss)


def test_arrays_calculate_by_their_own_rules() -> None:
    result = lossctl.ce(X, T)
    numbers = np.array([0.0, 1.0])
    assert (result - numbers).tolist() == [result.loss, result.loss - 1]
    assert (numbers < result).tolist() == [True, False]


def test_a_tensor_of_a_loss_is_a_number() -> None:
    torch = pytest.importorskip("torch")
    result = lossctl.ce(X, T)
    loss = torch.nn.functional.cross_entropy(torch.tensor(X, dtype=torch.float64, requires_grad=True), torch.tensor(T))
    assert abs(result - loss) < 1e-15
    assert abs(result - loss.detach()) < 1e-15
    assert result < loss + 1
    assert result == torch.tensor(result.loss, dtype=torch.float64)


def test_of_none_there_is_no_one_number() -> None:
    losses = lossctl.ce(X, T, reduction="none")
    listed = losses.loss.tolist()
    assert losses == lossctl.ce(X, T, reduction="none")
    assert losses != lossctl.ce(X, [1, 1], reduction="none")
    assert losses == listed
    assert losses != listed[:1]
    assert losses != lossctl.ce(X, T)
    assert losses != None  # noqa: E711
    assert (losses == losses.loss).tolist() == [True, True]
    for operation in (operator.lt, operator.sub, operator.eq):
        with pytest.raises(TypeError, match=r"^with reduction 'none' the loss is an array: see \.loss$"):
            operation(losses, 0.3)


def test_what_is_no_number_is_refused_as_floats_refuse_it() -> None:
    result = lossctl.ce(X, T)
    for operation in (operator.lt, operator.add, operator.sub):
        with pytest.raises(TypeError):
            operation(result, "0.33")
    with pytest.raises(TypeError, match=r"^unhashable type: 'Result'$"):
        hash(result)
    with pytest.raises(TypeError, match="nothing was expected"):
        bool(result)
