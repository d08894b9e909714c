"""How each printed loss is to be judged: by the settings and the arrays of the call that printed it."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from lossctl.inputs.document import Array
from lossctl.inputs.printed_loss import PrintedLoss
from lossctl.inputs.readers.pasted.code.evaluated import Computed
from lossctl.inputs.readers.pasted.code.named import Printed
from lossctl.inputs.readers.pasted.languages import julia
from lossctl.inputs.readers.pasted.losses.call_order import Pair, pair_of, why_classes_first
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall
from lossctl.inputs.readers.pasted.losses.loss_functions import is_other_loss
from lossctl.inputs.readers.pasted.losses.own_readings import with_own_readings
from lossctl.inputs.readers.pasted.prints import printed_arrays

_REDUCTIONS = {"sum": "sum", "mean": "mean", "none": "none", "batchmean": "batchmean", "batch_mean": "batchmean"}
_ALSO_MEAN = ("sum_over_batch_size", "auto", "elementwise_mean", "mean_with_sample_weight")
_NUMBERS_OF_CALL = ("ignore_index", "label_smoothing")
_PARTIAL = re.compile(
    r"epoch|step|iter|batch \d|\bval_|train|第[一二三四五]个|\bfirst\b|\bsecond\b|\[\d\]$", re.IGNORECASE
)
_OF_KERAS = 1e-7  # what Keras 2 adds within the logarithm of its binary losses, and Keras 3 does not
_R_LABEL = re.compile(r"^\s*\[1\]")
_NUMBER = re.compile(r"(?<![\w.])[-+]?\d+\.(\d*)(?:e([-+]?\d+))?(?![\w.])", re.IGNORECASE)


def printed_loss(printed: Printed, only_call: LossCall | None) -> PrintedLoss:
    """The loss with what is known of its call; `only_call` is the one of the paste, which a label then shows."""
    value, call = printed.value, printed.call
    if call is None and not printed.fault and not value.array.ndim:
        call = only_call
    is_array = value.array.ndim > 0 and value.array.size != 1
    array = np.asarray(value.array, dtype=np.float64) if is_array else None
    text = _R_LABEL.sub("", value.written).removesuffix("f0").replace("...", "")
    written = shown_numbers(value.array) if is_array else printed_arrays.number_of(text)
    units = _units(text, value.array) if is_array else None
    loss = PrintedLoss(
        printed.label, written, array, units, fault=printed.fault, tolerance=value.tolerance, formula=printed.formula
    )
    if printed.fault:
        return loss
    if call is None and _PARTIAL.search(printed.label):
        return loss._replace(fault="its name says that it is of other data or a part of these")
    if is_other_loss(printed.label.strip().replace(" ", "_")) and not (printed.call and printed.call.function.criteria):
        return loss._replace(fault="lossctl has no such loss")
    return _of_call(loss, call) if call else loss._replace(settings={"reduction": "none"} if is_array else {})


def _of_call(loss: PrintedLoss, call: LossCall) -> PrintedLoss:
    function = call.function
    loss = loss._replace(criteria=function.criteria)
    given = (*call.arguments, *call.named.values())
    pair = pair_of(call)
    if pair is None and any(given):
        is_shown = all(each is not None for each in given)
        return loss._replace(
            fault="its call does not tell the input from the target"
            if is_shown
            else "the paste does not show all arrays of its call"
        )
    if fault := _fault(call, pair):
        return loss._replace(fault=fault)
    settings = _settings(call, pair)
    has_rows = function.by_rows and not function.own and pair is not None and pair.input.array.ndim > 1
    if has_rows and settings.get("reduction") in ("none", "sum"):
        return loss._replace(fault="Keras takes the mean over the last axis first")
    if loss.array is not None:
        settings["reduction"] = "none"
    elif settings.get("reduction") == "none":
        settings.pop("reduction")
    arrays: dict[str, Array | None] = {} if pair is None else _arrays(pair, call)
    if function.criteria and pair is not None:
        arrays |= _weights(call)
        if any(name in arrays and arrays[name] is None and name in call.arrays for name in ("weight", "pos_weight")):
            return loss._replace(fault="the paste does not show the numbers of its weight")
    note = ", ".join(_told(call, pair, is_array=loss.array is not None))
    loss = loss._replace(settings=settings, arrays=arrays, note=note, epsilon=function.epsilon, scale=call.scale)
    if function.by_rows and not function.own and function.criteria == ("bce",):
        return loss._replace(also=(loss._replace(epsilon=_OF_KERAS),))
    return with_own_readings(loss, call, pair) if function.own or not function.criteria else loss


def _fault(call: LossCall, pair: Pair | None) -> str:
    """Why the call cannot be calculated with its arrays as they are, or ''."""
    function = call.function
    if call.labels and pair and [*pair.target.words] != sorted(pair.target.words):
        return f"scikit-learn sorts labels=: its columns are {', '.join(sorted(pair.target.words))}"
    if "third" in call.settings:
        return f"what {call.settings['third']} does in {call.name} is not known"
    if call.arrays.get("sample_weight") is not None and function.criteria != ("bce", "ce"):
        return "sample_weight: it is divided by the number of samples"
    changed = pair.input.changes if pair and pair.input.array.ndim > 1 else ()
    if function.classes_first and changed and not changed[-1].endswith(julia.FIRST_AXIS):
        return f"{' '.join(changed)} goes along another axis there"
    if unknown := [name for name in _NUMBERS_OF_CALL if isinstance(call.settings.get(name), str)]:
        return f"the paste does not show the number of {unknown[0]}"
    return ""


def _settings(call: LossCall, pair: Pair | None) -> dict[str, Any]:
    """The settings of lossctl that the call has."""
    given, function = call.settings, call.function
    settings: dict[str, Any] = {}
    if call.form:
        settings["from_"] = call.form
    if "kl" in function.criteria:
        settings["target_from"] = "log-probs" if given.get("log_target") is True else "probs"
    for name in _NUMBERS_OF_CALL:
        if isinstance(given.get(name), int | float):
            settings[name] = given[name] if name == "ignore_index" else float(given[name])
    if reduction := reduction_of(call):
        settings["reduction"] = reduction
    if pair and any(each.startswith(("/", "*")) for each in (*pair.input.changes, *pair.target.changes)):
        settings["temperature"] = 1.0
    return settings


def reduction_of(call: LossCall) -> str | None:
    """The reduction of the call, by its keywords, by what is around it, or by default; None where nothing tells."""
    given = call.settings
    if given.get("reduce") is False:
        found: str | None = "none"
    elif given.get("size_average") is False or given.get("normalize") is False:
        found = "sum"
    else:
        said = given.get("reduction", given.get("agg"))
        known = {**_REDUCTIONS, **dict.fromkeys(_ALSO_MEAN, "mean")}
        found = call.function.reduction if said is None else known.get(str(said).lower())
    return call.reduced if call.reduced and found in ("none", None) else found


def _arrays(pair: Pair, call: LossCall) -> dict[str, Array | None]:
    input_, target = pair.input.array, pair.target.array
    if input_.ndim == 2 and why_classes_first(call, pair, "classes" if "bce" not in call.function.criteria else None):
        input_, target = input_.T, target.T if target.ndim == 2 else target
    return {"input": input_, "target": from_zero(target, input_, call)}


def from_zero(target: Array, input: Array, call: LossCall) -> Array:
    """Class indices that count from 1 in R, from 0."""
    return target - 1 if call.function.one_based and target.ndim < input.ndim else target


def _weights(call: LossCall) -> dict[str, Array | None]:
    """The weights of the call; None for what it was not given."""
    found: dict[str, Computed | None] = {"weight": None, "pos_weight": None, "sample_weight": None, **call.arrays}
    return {name: each.array if each else None for name, each in found.items()}


def _told(call: LossCall, pair: Pair | None, *, is_array: bool) -> Iterator[str]:
    """What the call does that the command may not do."""
    reduction = reduction_of(call)
    if reduction and reduction != "mean" and (is_array or reduction != "none"):
        yield f"reduction={reduction}"
    for name in ("label_smoothing", "ignore_index"):
        if call.settings.get(name) not in (None, 0, -100):
            yield f"{name}={call.settings[name]}"
    if call.scale != 1:
        yield f"times {call.scale:.6g}"
    if call.function.epsilon and call.function.own:
        yield f"{call.function.epsilon:g} within the log"
    if pair and pair.input.changes:
        yield f"of {' '.join(pair.input.changes)}"
    form = _settings(call, pair).get("from_")
    if form and form != "logits":
        yield f"{call.name} takes {form}"


def _units(text: str, array: Array) -> Array | None:
    """One unit of the last digit of each number as it is written, `1.68e-04` too; None if all have as many decimals."""
    numbers = _NUMBER.findall(text)
    if len(numbers) != array.size:
        return None
    exponents = [int(exponent or 0) - len(decimals) for decimals, exponent in numbers]
    return np.reshape([10.0**each for each in exponents], array.shape) if len(set(exponents)) > 1 else None


def shown_numbers(array: Array) -> str:
    numbers = [f"{each:.6g}" for each in array.reshape(-1)[:4]]
    return f"[{', '.join(numbers)}{', …' if array.size > 4 else ''}]"


def temperature_of(changes: tuple[str, ...]) -> str | None:
    """The number that the logits were divided by."""
    divided = [each.partition(" ")[2] for each in changes if each.startswith("/")]
    return divided[0] if len(divided) == 1 else None
