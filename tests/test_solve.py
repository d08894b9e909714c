from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import numpy as np
import pytest

from lossctl.engine.details import details
from lossctl.engine.scan import Part, Range
from lossctl.losses import LOSSES
from lossctl.problem import Problem
from lossctl.settings import Settings
from lossctl.solve import PIECE, Calculation, solve
from lossctl.sums.block import BLOCK

ROWS = 150_000  # of 8 classes: more than two blocks


def problem(name: str, rows: int = ROWS, **settings: object) -> Problem:
    rng = np.random.default_rng(0)
    x = rng.random((rows, 8))
    targets = {"ce": rng.integers(0, 8, rows), "kl": x / x.sum(axis=1, keepdims=True)}
    arrays = {"input": x, "target": targets.get(name, x)}
    return Problem(LOSSES[name].load(), arrays, Settings.of(**settings))


class Counted:
    """A map that counts its passes and the blocks of the last one."""

    passes = blocks = 0

    def __call__(self, function: Callable[[Range], Part], items: Iterable[Range]) -> Iterator[Part]:
        self.passes, self.blocks = self.passes + 1, 0
        for item in items:
            self.blocks += 1
            yield function(item)


@pytest.mark.parametrize("name", LOSSES)
def test_losses_come_as_they_are_calculated(name: str) -> None:
    counted = Counted()
    calculation = Calculation(problem(name), map=counted)
    pieces = calculation.losses()
    first = next(pieces)
    assert (counted.blocks, len(first)) == (1, PIECE)
    whole = solve(problem(name), keep=True)
    assert np.array_equal(np.concatenate([first, *pieces]), whole.losses.ravel())
    assert calculation.shape == whole.losses.shape
    assert calculation.run().sum == whole.sum


def test_the_result_needs_no_second_pass() -> None:
    counted = Counted()
    calculation = Calculation(problem("ce"), worst=3, map=counted)
    passed = sum(len(part.loss) for part in calculation.parts())
    result = calculation.run()
    assert (passed, counted.passes) == (ROWS, 1)
    expected = solve(problem("ce"), worst=3)
    assert (float(result), result.worst, result.notes) == (float(expected), expected.worst, expected.notes)


def test_a_pass_that_was_broken_off_counts_for_nothing() -> None:
    calculation = Calculation(problem("ce"))
    next(calculation.parts())
    assert calculation.run().tally == solve(problem("ce")).tally


@pytest.mark.parametrize("shape", [(3, 4, 2, 5), (2, 3, BLOCK // 2), (4, BLOCK), (5,), (0, 3, 2), (2, 3, 0)])
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_losses_of_classes_lie_as_pytorch_has_them(shape: tuple[int, ...], axis: int) -> None:
    if not shape[min(axis, len(shape) - 1)] or (axis == 1 and len(shape) == 1):
        pytest.skip("no classes")
    x = np.random.default_rng(0).random(shape)
    settings = Settings.of(from_="probs", class_axis=axis, reduction="none")
    losses = solve(Problem(LOSSES["kl"].load(), {"input": x, "target": x[..., ::-1]}, settings)).losses
    y = x[..., ::-1]
    np.testing.assert_allclose(losses, y * (np.log(y) - np.log(x)), rtol=1e-12, atol=1e-15)


def test_details_do_not_depend_on_what_is_looked_up_beside_them() -> None:
    prepared = problem("ce").prepared()
    chosen = (ROWS - 1, 5, 70_000, 4, ROWS - 2, 65_536)
    together = details(prepared, chosen)
    for index, sample in enumerate(chosen):
        alone = details(prepared, (sample,))
        assert all(np.array_equal(alone.values[symbol][0], together.values[symbol][index]) for symbol in alone.values)


def test_what_is_noted_beside_a_pass_is_what_details_tell() -> None:
    calculation = Calculation(problem("ce"))
    symbols = frozenset(("p", "target", "loss", "counts"))
    part = next(islice(calculation.parts(symbols), 1, None))
    told = details(calculation.prepared, range(part.start, part.start + len(part.loss)))
    assert set(part.noted) == symbols
    assert all(np.array_equal(part.noted[symbol], told.values[symbol]) for symbol in symbols)
