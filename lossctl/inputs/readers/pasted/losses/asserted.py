"""Tests in the code: the number that a test expects of a loss is judged as one that is printed.

`assertAlmostEqual(log_loss(y, p), 0.37, places=5)`, `assert torch.allclose(loss, torch.tensor(0.37), atol=1e-4)`,
`expect_equal(round(logLoss(y, p), 4), 0.37)`, `isapprox(loss, 0.37)`, `assert abs(loss - 0.37) < 1e-4`.
"""

import ast
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lossctl.inputs.readers.pasted.code.code_lines import constant, last_name
from lossctl.inputs.readers.pasted.code.evaluated import evaluated
from lossctl.inputs.readers.pasted.prints.prints import Shown
from lossctl.inputs.readers.pasted.prints.values import Value, written_place

_DECIMALS = {
    "assertAlmostEqual": 0.5,
    "assertAlmostEquals": 0.5,
    "assert_almost_equal": 1.5,
    "assert_array_almost_equal": 1.5,
    "toBeCloseTo": 0.5,
}  # the tolerance in units of the last of the decimals that the third argument states
_TOLERANCES = frozenset(
    (
        *("isclose", "allclose", "isapprox", "assert_allclose", "assert_close", "assertAllClose", "all_equal"),
        *("expect_equal", "expect_equivalent", "EXPECT_NEAR", "ASSERT_NEAR", "assertEquals", "assertEqual"),
        *("assert_equal", "EXPECT_FLOAT_EQ", "ASSERT_FLOAT_EQ", "assert_relative_eq", "assert_approx_equal"),
    )
)
_ABSOLUTE = ("atol", "abs", "delta", "abs_tol", "epsilon")
_RELATIVE = ("rtol", "rel", "rel_tol", "tolerance")
_SAYS_NO = re.compile(r"\s*(?:\[1\] )?(?:false|FALSE|False)\s*$", re.MULTILINE)
_TRUE = frozenset(("assertTrue", "expect_true", "stopifnot", "isTRUE"))


class Asserted(NamedTuple):
    """An expression, the number or the array that it is compared with, and how far it may be off, if that is stated."""

    found: ast.expr
    expected: ast.expr
    tolerance: float | None = None


def shown_by_test(
    statement: ast.stmt, text: str, begin: int, end: int, is_loss: Callable[[ast.expr], bool]
) -> Iterator[tuple[Shown, Value]]:
    """The losses that the statement between `begin` and `end` compares with a number, each with that number."""
    for found, expected, tolerance in asserted_by(statement):
        number = evaluated(expected, {})
        if number is not None and is_loss(found) and not _SAYS_NO.match(text, end):
            place = written_place(text, begin, end, number.array)
            yield Shown("", found, certain=True), Value("", number.array, text, *place, tolerance=tolerance)


def asserted_by(statement: ast.stmt) -> list[Asserted]:
    """Both ways round: which side is the loss, the code before it tells."""
    node = statement.test if isinstance(statement, ast.Assert) else None
    if isinstance(statement, ast.Expr):
        node = statement.value
    comparison = _comparison(node, isinstance(statement, ast.Assert)) if node is not None else None
    if comparison is None:
        return []
    one, other, tolerance = comparison
    tolerance = _of_rounding(one) or _of_rounding(other) if tolerance is None else tolerance
    return [Asserted(_whole(a), _whole(b), tolerance) for a, b in ((one, other), (other, one))]


def _comparison(node: ast.expr, asserted: bool) -> tuple[ast.expr, ast.expr, float | None] | None:
    match node:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]) if asserted:
            return _approximate(left, right)
        case ast.Compare(
            left=ast.Call(func=name, args=[ast.BinOp(ast.expr() as a, ast.Sub(), ast.expr() as b)]),
            ops=[ast.Lt() | ast.LtE()],
            comparators=[limit],
        ) if asserted and last_name(name) in ("abs", "fabs"):
            return a, b, _number(limit)
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name("expect"), args=[found]), attr="toBeCloseTo")):
            return found, node.args[0], _decimals(node.args[1:2], 0.5)
        case ast.Call(func=name, args=[inner, *_]) if last_name(name) in _TRUE or (
            asserted and last_name(name) in ("bool", "all")
        ):
            return _comparison(inner, asserted=True)
        case ast.Call(func=name) if last_name(name) in _DECIMALS or last_name(name) in _TOLERANCES:
            return _of_call(node, last_name(name))
    return None


def _approximate(left: ast.expr, right: ast.expr) -> tuple[ast.expr, ast.expr, float | None]:
    """`loss == pytest.approx(0.37, abs=1e-3)`."""
    if isinstance(right, ast.Call) and last_name(right.func) == "approx" and right.args:
        return left, right.args[0], _stated(right, right.args[0], 1)
    return left, right, None


def _of_call(node: ast.Call, name: str) -> tuple[ast.expr, ast.expr, float | None] | None:
    named = {each.arg: each.value for each in node.keywords}
    pair = [
        *node.args[:2],
        *(named[each] for each in ("actual", "first", "desired", "expected", "second") if each in named),
    ]
    if len(pair) < 2:
        return None
    if name in _DECIMALS:
        places = node.args[2] if len(node.args) > 2 else named.get("places", named.get("decimal"))
        decimals = _number(places) if places is not None else None
        if decimals is None and "delta" in named:
            return pair[0], pair[1], _number(named["delta"])
        return pair[0], pair[1], None if decimals is None else _DECIMALS[name] * 10.0**-decimals
    expected = pair[0] if _number(_whole(pair[0])) is not None else pair[1]
    return pair[0], pair[1], _stated(node, expected, 2)


def _stated(node: ast.Call, expected: ast.expr, taken: int) -> float | None:
    """The tolerance that the call states, relative ones for the number that is expected."""
    value = abs(_number(_whole(expected)) or 0.0)
    absolute = [_number(each.value) for each in node.keywords if each.arg in _ABSOLUTE]
    relative = [_number(each.value) for each in node.keywords if each.arg in _RELATIVE]
    if len(node.args) > taken and taken == 2 and last_name(node.func)[-4:] in ("NEAR", "uals"):
        absolute.append(_number(node.args[taken]))
    stated = [each for each in absolute if each is not None] + [each * value for each in relative if each is not None]
    return sum(stated) if stated else None


def _of_rounding(node: ast.expr) -> float | None:
    """Half a unit of the last decimal that `round(loss, 4)` keeps."""
    if isinstance(node, ast.Call) and last_name(node.func) == "round":
        given = [*node.args[1:2], *(each.value for each in node.keywords if each.arg in ("digits", "ndigits"))]
        decimals = _number(given[0]) if given else None
        return None if decimals is None else 0.5 * 10.0**-decimals
    return None


def _whole(node: ast.expr) -> ast.expr:
    """What a constructor around a number holds: `torch.tensor(0.37)`."""
    while (
        isinstance(node, ast.Call)
        and node.args
        and last_name(node.func) in ("tensor", "array", "float", "Tensor", "round")
    ):
        node = node.args[0]
    return node


def _decimals(given: list[ast.expr], units: float) -> float | None:
    """The tolerance of so many units of the last of the decimals that are stated; `toBeCloseTo` takes 2 of itself."""
    decimals = _number(given[0]) if given else 2.0
    return None if decimals is None else units * 10.0**-decimals


def _number(node: ast.expr) -> float | None:
    found = constant(node)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None
