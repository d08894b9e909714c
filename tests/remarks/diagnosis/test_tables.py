"""Laws of the tables that the diagnosis searches."""

import ast
from pathlib import Path

import numpy as np

import lossctl.remarks.diagnosis as diagnosis
from lossctl.losses import LOSSES
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.reductions import REDUCTIONS
from lossctl.remarks.diagnosis.slips import SLIPS
from lossctl.remarks.diagnosis.units import units
from lossctl.settings import Settings

KNOWN = (
    {slip.cause for slip in SLIPS}
    | {reduction.cause for reduction in REDUCTIONS}
    | {
        unit.cause
        for unit in units(
            Problem(LOSSES["kl"].load(), dict.fromkeys(("input", "target"), np.ones((2, 2))), Settings(temperature=2.0))
        )
    }
)


def test_the_exceptions_of_a_reduction_are_of_losses_that_exist() -> None:
    assert all(reduction.exceptions.keys() <= LOSSES.keys() for reduction in REDUCTIONS)


def goes_with(node: ast.AST) -> list[ast.expr]:
    """What this node gives the name `goes_with`: as an argument, or in an assignment, perhaps of several names."""
    if isinstance(node, ast.keyword):
        return [node.value] if node.arg == "goes_with" else []
    if not isinstance(node, ast.Assign):
        return []
    target, pairs = node.targets[0], [(node.targets[0], node.value)]
    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        pairs = [*zip(target.elts, node.value.elts, strict=True)]
    return [value for name, value in pairs if isinstance(name, ast.Name) and name.id == "goes_with"]


def test_what_goes_with_a_variant_is_a_slip_a_reduction_or_a_unit() -> None:
    """Of all the words in the code: a misspelt one would silently count as a second slip."""
    named = {
        word.value
        for path in Path(diagnosis.__path__[0]).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for value in goes_with(node)
        for word in ast.walk(value)
        if isinstance(word, ast.Constant)
    }
    assert named >= {"perplexity", "bits", "batchmean", "mean over the classes"}
    assert named <= KNOWN
