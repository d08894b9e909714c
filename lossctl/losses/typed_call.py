"""A command as it is typed with the arrays of a problem: files as the user names them, short arrays written out."""

import shlex
from collections.abc import Callable
from dataclasses import replace
from types import EllipsisType
from typing import NamedTuple

import numpy as np

from lossctl.inputs.array_names import ARGUMENTS, role_of
from lossctl.losses import LOSSES
from lossctl.option import flag_of, options
from lossctl.problem import Problem
from lossctl.settings import Settings
from lossctl.sums.arrays import Array
from lossctl.sums.layout import StoredArray

LONGEST = 48  # characters of an array that is written out
MOST_NUMBERS = 24
FIRST = 1 << 16  # so many values are looked at
PLACEHOLDERS = frozenset(("INPUT", "TARGET", "ARRAY"))
PIPE, PIPED = "-", "standard input"  # as it is typed, and as errors name it

Cut = tuple[slice | int | EllipsisType, ...]


class Part(NamedTuple):
    """The array of a role, or the slice of it that the new call takes."""

    role: str
    cut: Cut = ()


INPUT, TARGET = Part("input"), Part("target")


def typed_call(problem: Problem, name: str, options: str = "", *, input: Part = INPUT, target: Part = TARGET) -> str:
    """`lossctl ce logits.npy 0,1 --class-axis -1`: the command `name` of these arrays, or a pattern of it.

    It keeps what the user stated and the command has, but for what `options` state.
    An array that is neither in a file nor short is INPUT or TARGET; '' where a slice cannot be typed.
    """
    words = [_word(problem, part, role) for part, role in ((input, "input"), (target, "target"))]
    if not all(words):
        return ""
    in_first_axis = "--class-axis 0" in options or problem.settings.class_axis == 0
    of_samples = not (in_first_axis and LOSSES[name].family == "classes")
    kept = _kept_arrays(problem, name, input, of_samples=of_samples, is_cut=bool(input.cut or target.cut))
    kept += _kept_settings(problem, name, options)
    return f"lossctl {name} {' '.join(words)}{options}{kept}"


def is_pattern(call: str) -> bool:
    """Whether an array of the call still has to be put in."""
    return any(word.split("[")[0] in PLACEHOLDERS for word in shlex.split(call))


def written(array: Array) -> str:
    """An array as a literal, `0,1` or `[[2, 0.5], [0.2, 2]]`; '' if it is long."""
    if not array.size or array.size > MOST_NUMBERS:
        return ""
    if array.ndim < 2 and (array.ndim == 0 or array.size > 1):
        text = ",".join(_number(value) for value in array.reshape(-1))
    else:
        text = _nested(array)
    return text if len(text) <= LONGEST else ""


def first_values(array: Array | StoredArray) -> Array:
    """The first numbers of an array, so many that they tell what it holds."""
    values = array if isinstance(array, np.ndarray) else array.read(0, min(array.size, FIRST))
    return np.asarray(values, np.float64).reshape(-1)[:FIRST]


def within_0_and_1(array: Array | StoredArray) -> bool:
    """Whether the first numbers of an array may be probabilities."""
    values = first_values(array)
    return bool(((values >= 0) & (values <= 1)).all())


def loss_of_elements(problem: Problem) -> str:
    """The loss of this problem; bce-logits in place of bce, if the input holds no probabilities."""
    is_bce = problem.loss.name == "bce" and not within_0_and_1(problem.arrays["input"])
    return "bce-logits" if is_bce else problem.loss.name


def with_target(problem: Problem, change: Callable[[Array], Array]) -> str:
    """`: lossctl ce logits.npy 0,2`: the call with changed targets; '' where they are many."""
    target, origin = problem.arrays["target"], problem.origin("target")
    if target.size > MOST_NUMBERS or (origin.startswith(f"{problem.origin('input')}:") and not _is_left_out(origin)):
        return ""
    changed = change(np.asarray(target))
    origins = {role: each for role, each in problem.origins.items() if role != "target"}
    call = typed_call(replace(problem.given(target=changed), origins=origins), loss_of_elements(problem))
    return f": {call}" if written(changed) else ""


def _is_left_out(origin: str) -> bool:
    """Whether a column stays out of the input of its table, as its name says that it is the target."""
    return role_of(origin.rpartition(":")[2]) == "target"


def _word(problem: Problem, part: Part, role: str) -> str:
    """How the array of a part is typed in the place of `role`."""
    origin, text = problem.origins.get(part.role, part.role), _text(part.cut)
    if origin not in (part.role, ARGUMENTS[part.role]) and not (part.role != role and _is_of_both(problem, origin)):
        if text and origin.endswith("]"):  # a slice of a slice is none
            return ""
        piped = origin == PIPED or origin.startswith((f"{PIPED}:", f"{PIPED}["))
        return shlex.quote((PIPE + origin.removeprefix(PIPED) if piped else origin) + text)
    array = problem.arrays[part.role]
    literal = written(np.asarray(array)[part.cut]) if array.size <= 2 * MOST_NUMBERS else ""
    return shlex.quote(literal or (ARGUMENTS[role] + text if role in ("input", "target") else "ARRAY"))


def _is_of_both(problem: Problem, origin: str) -> bool:
    """Whether it is a file of which the columns were chosen for their role: in another role it means others."""
    return any(each.startswith(f"{origin}:") for each in problem.origins.values())


def _text(cut: Cut) -> str:
    """A slice as it is typed: `[:, 1:]`."""
    return f"[{', '.join(map(_item, cut))}]" if cut else ""


def _item(item: slice | int | EllipsisType) -> str:
    if isinstance(item, EllipsisType):
        return "..."
    if isinstance(item, int):
        return str(item)
    return f"{'' if item.start is None else item.start}:{'' if item.stop is None else item.stop}"


def _nested(array: Array) -> str:
    return f"[{', '.join(map(_nested, array))}]" if array.ndim else _number(array)


def _number(value: Array) -> str:
    return repr(float(value)).removesuffix(".0")


def _kept_arrays(problem: Problem, name: str, input: Part, *, of_samples: bool, is_cut: bool) -> str:
    """The weights that fit the command, too, with a blank before each: those of samples, others in the same shape."""
    shape = np.broadcast_to(0, problem.arrays[input.role].shape)[input.cut].shape
    has_samples = of_samples and len(shape) > (LOSSES[name].family == "classes")
    alike = LOSSES[name].family == problem.loss.criterion.family and not is_cut
    kept = ""
    for role in ("weight", "pos_weight", "sample_weight"):
        array = problem.arrays.get(role)
        fits = array is not None and (alike if role != "sample_weight" else has_samples and array.shape == shape[:1])
        if fits and role in LOSSES[name].options:
            kept += f" {flag_of(role)} {_word(problem, Part(role), role)}"
    return kept


def _kept_settings(problem: Problem, name: str, typed: str) -> str:
    """The options that were stated and that the command has, too, with a blank before each."""
    entry, settings = LOSSES[name], problem.settings
    kept = ""
    for each in options(Settings):
        value, flag = getattr(settings, each), flag_of(each)
        if each not in settings.stated or each not in entry.options or flag in typed:
            continue
        if each != "reduction" or value in entry.reductions:
            kept += f" {flag} {value:g}" if isinstance(value, float) else f" {flag} {value}"
    return kept
