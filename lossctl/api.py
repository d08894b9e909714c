"""The losses as Python functions: the same results as the commands, the contract's options as arguments."""

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

from lossctl.losses import LOSSES
from lossctl.option import options
from lossctl.settings import Arrays, Check, Settings

REQUIRED = ("input", "target")

if TYPE_CHECKING:
    from lossctl.result import Result


def function(name: str) -> Callable[..., "Result"]:
    """The Python function of a loss, its signature and help built from the table of losses and the settings."""
    entry = LOSSES[name]
    fields = {each: field for group in (Arrays, Settings, Check) for each, field in options(group).items()}
    names = (*entry.options, *options(Check))

    def loss(input: Any, target: Any, **given: Any) -> "Result":
        unknown = set(given) - set(names)
        if unknown:
            raise TypeError(f"{loss.__name__}() has no option {sorted(unknown)[0]!r}: it has {', '.join(names)}")
        return _solve(name, input, target, given)

    positional = [Parameter(each, Parameter.POSITIONAL_OR_KEYWORD) for each in ("input", "target")]
    keywords = [Parameter(each, Parameter.KEYWORD_ONLY, default=fields[each].default) for each in names]
    loss.__signature__ = Signature([*positional, *keywords])  # type: ignore[attr-defined]
    loss.__name__ = loss.__qualname__ = name.replace("-", "_")
    loss.__module__ = "lossctl"
    loss.__doc__ = "\n".join(
        (
            f"{entry.title[0].upper()}{entry.title[1:]}: {entry.equals} in float64, as `lossctl {name}`.",
            "",
            "Arrays are anything NumPy takes, or a str or Path that names one as on the command line.",
            "Returns a Result: `float(result)`, `.loss`, `.sum`, `.denominator`, `.notes`, …; raises InputError.",
            "With `expect`, `.verdict` has `matches` and the `diagnosis`.",
            "",
            *(f"{each}: {fields[each].help}" for each in names),
        )
    )
    return loss


def _solve(name: str, input: Any, target: Any, given: dict[str, Any]) -> "Result":
    from lossctl.pose import pose
    from lossctl.solve import solve

    given_arrays = {each: given.pop(each) for each in options(Arrays) if each in given}
    words = {"input": input, "target": target} | {each: a for each, a in given_arrays.items() if a is not None}
    words = {each: str(value) if _is_word(value) else _array(value, each) for each, value in words.items()}
    check = {each: given.pop(each) for each in options(Check) if each in given}
    posed = pose(LOSSES[name], words, Settings.of(**given))
    return solve(posed.problem, expected=_expected(**check), notes=posed.notes)


def _expected(expect: Any = None, rtol: float | None = None, atol: float | None = None) -> Any:
    if expect is None:
        return None
    from lossctl.remarks.expected import expectation, is_number

    if _is_word(expect) and not is_number(str(expect)):
        from lossctl.inputs import read_array

        expect = read_array(str(expect), "expect")
    return expectation(expect, rtol, atol)


def _array(value: Any, name: str) -> Any:
    import numpy as np

    from lossctl.errors import InputError

    try:
        array = np.asarray(value)
    except ValueError as error:
        raise InputError(f"is no array: {error}", name) from None
    if array.dtype.kind not in "biuf":
        raise InputError(f"an array of {array.dtype} holds no numbers", name)
    return array


def _is_word(value: Any) -> bool:
    """Whether an array is named as on the command line."""
    return isinstance(value, str) or hasattr(value, "__fspath__")
