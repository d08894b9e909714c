"""The form of a result that `merge` reads back: each key, and what its value must be."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from lossctl.errors import InputError
from lossctl.losses import LOSSES
from lossctl.sums.exact import Exact

Check = Callable[[Any], bool]

MOST = 1 << 60  # no count of anything is as large
AXES = 64  # of an array of NumPy
NOT_FINITE = ("NaN", "Infinity", "-Infinity")
_INPUT = re.compile(r"([0-9]{1,18}(x[0-9]{1,18}){0,63})?-[0-9a-f]{16}")
_ARRAY = rf"(per sample|{_INPUT.pattern})"
_IDENTITY = re.compile(rf"{_ARRAY}( or {_ARRAY})?")


def whole(value: Any) -> bool:
    """A count, or an index."""
    return type(value) is int and 0 <= value < MOST


def number(value: Any) -> bool:
    """A number as the JSON form writes it: those that are not finite are words."""
    if isinstance(value, str):
        return value in NOT_FINITE
    return type(value) is float or (type(value) is int and -MOST < value < MOST)


def text(value: Any) -> bool:
    return isinstance(value, str)


def exact(value: Any) -> bool:
    """An exact sum, written in the only way that `str` writes it."""
    if not isinstance(value, str):
        return False
    try:
        return str(Exact.parse(value)) == value
    except ValueError:
        return False


def list_of(entry: Check, most: int = MOST) -> Check:
    return lambda value: isinstance(value, list) and len(value) <= most and all(map(entry, value))


def optional(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _flag(value: Any) -> bool:
    return type(value) is bool


def _some(value: Any) -> bool:
    return whole(value) and value > 0


def _mark(value: Any) -> bool:
    """How many, and the index of the first."""
    return isinstance(value, list) and len(value) == 2 and _some(value[0]) and whole(value[1])


def _marks(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_mark, value.values()))


def _pair(value: Any) -> bool:
    """The number of a bucket, and how many losses are in it."""
    return (
        isinstance(value, list)
        and len(value) == 2
        and type(value[0]) is int
        and whole(abs(value[0]))
        and _some(value[1])
    )


def _option(value: Any) -> bool:
    return value is None or isinstance(value, str) or (type(value) in (int, float) and abs(value) < 1 << 64)


def _options(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_option, value.values()))


def _input(value: Any) -> bool:
    return isinstance(value, str) and _INPUT.fullmatch(value) is not None


def _object(value: Any) -> bool:
    return isinstance(value, dict)


def _criterion(value: Any) -> bool:
    return isinstance(value, str) and value in LOSSES


RESULT: Mapping[str, Check] = {
    "criterion": _criterion,
    "reduction": text,
    "shape": list_of(whole, AXES),
    "state": _object,
}
STATE: Mapping[str, Check] = {
    "options": _options,
    "class_axis": optional(whole),
    "likelihood": _flag,
    "sum": exact,
    "denominator": exact,
    "count": whole,
    "ignored": whole,
    "marks": _marks,
    "inputs": list_of(_input),
}
OF_VERSION: Mapping[int, Mapping[str, Check]] = {
    1: {"squares": exact},
    2: {"spread": optional(_object)},
    3: {"spread": optional(_object), "checksum": text},
}
SPREAD: Mapping[str, Check] = {
    "count": whole,
    "sum": exact,
    "squares": optional(exact),
    "hits": optional(whole),
    "distribution": optional(_object),
}
BUCKETS: Mapping[str, Check] = {"min": number, "max": number, "nan": whole, "buckets": list_of(_pair)}
# What a result may have; where a key is there, it must be of this form.
MAY_HAVE: Mapping[str, Check] = {
    **dict.fromkeys(("sum", "denominator", "perplexity", "bits", "stderr", "accuracy", "same_top"), number),
    "count": whole,
    "ignored": whole,
    "classes": list_of(text),
    "notes": list_of(text),
    "distribution": _object,
}
DISTRIBUTION: Mapping[str, Check] = {
    "min": number,
    "max": number,
    "nan": whole,
    "quantiles": _object,
    "worst": list_of(_object, 3),
}
WORST: Mapping[str, Check] = {"index": list_of(whole, AXES), "loss": number}


def is_identity(value: Any) -> bool:
    """Whether it is what an option's array is known by."""
    return isinstance(value, str) and _IDENTITY.fullmatch(value) is not None


def check_form(value: Mapping[str, Any]) -> None:
    """InputError for the first key of a result that is missing or is not of the form."""
    _check(value, RESULT)
    _check(value, {key: check for key, check in MAY_HAVE.items() if key in value})
    state = value["state"]
    _check(state, {**STATE, **OF_VERSION[state["version"]]}, "state")
    if (spread := state.get("spread")) is not None:
        _check(spread, SPREAD, "state", "spread")
        if spread["distribution"] is not None:
            _check(spread["distribution"], BUCKETS, "state", "spread", "distribution")
    if "distribution" in value:
        _check(value["distribution"], DISTRIBUTION, "distribution")
        for each in value["distribution"]["worst"]:
            _check(each, WORST, "distribution", "worst")


def _check(value: Mapping[str, Any], form: Mapping[str, Check], *inside: str) -> None:
    for key, check in form.items():
        name = ".".join((*inside, key))
        if key not in value:
            raise damaged(f"it has no {name}")
        if not check(value[key]):
            raise damaged(f"its {name} is {shown(value[key])}")


def shown(value: Any) -> str:
    """A value of the file, short enough for a message, and without control characters."""
    written = ascii(value)
    return written if len(written) < 60 else f"{written[:56]} …"


def damaged(problem: str) -> InputError:
    """The error for a result that was edited, or damaged."""
    return InputError(f"is no result that lossctl wrote: {problem}", remedy="calculate it again, or leave it out")
