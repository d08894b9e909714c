"""The losses as Python functions: the same results as the commands, the contract's options as arguments."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lossctl.api.signature import documented, names_of, signature_of
from lossctl.errors import InputError
from lossctl.losses import LOSSES
from lossctl.option import check_value, options
from lossctl.settings import Arrays, Check, Settings

if TYPE_CHECKING:
    from lossctl.api.result import Result
    from lossctl.inputs.words import Word
    from lossctl.solve import Calculation


ARRAYS = ("input", "target")  # which may stand by position


def function(name: str) -> Callable[..., "Result"]:
    """The Python function of a loss, its signature and help built from the table of losses and the settings."""
    entry = LOSSES[name]

    def loss(*arrays: Any, **given: Any) -> "Result":
        if len(arrays) > len(ARRAYS) or not (arrays or "input" in given) or given.keys() & {*ARRAYS[: len(arrays)]}:
            from lossctl.api.unknown_options import wrong_arrays

            raise wrong_arrays(entry, len(arrays), given)
        input_, target = (*arrays, *(given.pop(each, None) for each in ARRAYS[len(arrays) :]))
        for each in given.keys() - set(names_of(entry)):
            from lossctl.api.unknown_options import unknown_option

            raise unknown_option(entry, each, given[each])
        return _result(name, input_, target, given)

    loss.__name__ = loss.__qualname__ = name.replace("-", "_")
    loss.__module__ = "lossctl"
    loss.__signature__ = signature_of(entry)  # type: ignore[attr-defined]
    loss.__doc__ = documented(entry)
    return loss


def _result(name: str, input: Any, target: Any, given: dict[str, Any]) -> "Result":
    """The result, and all that is said of it, in the words of Python."""
    from lossctl.api.result import result_of
    from lossctl.inputs.objects.words_of_objects import is_word, word_of

    given = {each: value for each, value in given.items() if value is not None}
    arrays = {"input": input, "target": target} | {each: given.pop(each) for each in options(Arrays) if each in given}
    files = [os.fsdecode(each) for each in (*arrays.values(), given.get("expect")) if is_word(each)]
    words: dict[str, Word] = {}
    try:
        words |= {each: word_of(array, each) for each, array in arrays.items() if array is not None or each == "input"}
        calculation = _calculation(name, words, given)
        result = calculation.whole() if calculation.prepared.problem.settings.reduction == "none" else calculation.run()
    except InputError:
        from lossctl.api.told import python_errors  # the words are only imported where there is something to say

        with python_errors(files, words):
            raise
    return result_of(result, calculation, files, words)


def _calculation(name: str, words: dict[str, "Word"], given: dict[str, Any]) -> "Calculation":
    """The calculation that these arguments ask for; InputError, in the command line's words, where it cannot be."""
    from lossctl.pose import pose
    from lossctl.solve import Calculation

    _check_reduction(name, given.get("reduction"))
    check = {each: given.pop(each) for each in options(Check) if each in given}
    if not isinstance(header := given.pop("header", None), bool | None):
        raise InputError(f"header={header!r} is neither True nor False")
    posed = pose(LOSSES[name], words, Settings.of(**given), header=header, stated=frozenset(check))
    block = None if "target" in words else posed.block
    near: dict[str, float] = {each: check[each] for each in ("rtol", "atol") if each in check}
    return Calculation(
        posed.problem,
        notes=posed.notes,
        expected=expected(check, has_losses=block is not None and bool(block.losses)),
        block=block,
        near=near,
    )


def expected(check: dict[str, Any], *, has_losses: bool = False) -> Any:
    """What `expect`, `rtol` and `atol` say. `has_losses`: the input shows losses, which the latter two are for."""
    for each in check.keys() & {"rtol", "atol"}:
        check_value(options(Check)[each], check[each])
    value, *near = (check.get(each) for each in ("expect", "rtol", "atol"))
    if value is None:
        if check and not has_losses:
            raise InputError(f"{next(iter(check))} says how near expect must be, which is missing")
        return None
    from lossctl.inputs.objects.expected_value import expected_value
    from lossctl.inputs.objects.words_of_objects import is_word, word_of
    from lossctl.remarks.expected import calculated

    if not is_word(value):
        return calculated(*expected_value(value), *near)
    from lossctl.remarks.expected_word import expectation_of_word

    return expectation_of_word(word_of(value, "expect"), *near)


def _check_reduction(name: str, reduction: Any) -> None:
    """A loss has its own reductions, among which an error names those that there are."""
    if isinstance(reduction, str):
        LOSSES[name].check_reduction(reduction)
