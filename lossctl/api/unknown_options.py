"""An argument that a loss does not have: what was probably meant, and which loss has it."""

from collections.abc import Mapping
from typing import Any

from lossctl.api.signature import names_of
from lossctl.criterion import Criterion
from lossctl.errors import did_you_mean
from lossctl.losses import LOSSES

# What other libraries and older versions of PyTorch call it.
MEANT = {
    "dim": "class_axis",
    "axis": "class_axis",
    "class_dim": "class_axis",
    "log_target": "target_from",
    "target_logits": "target_from",
    "size_average": "reduction",
    "reduce": "reduction",
    "weights": "weight",
    "class_weight": "weight",
    "sample_weights": "sample_weight",
    "ignore": "ignore_index",
    "smoothing": "label_smoothing",
    "epsilon": "label_smoothing",
    "T": "temperature",
    "tau": "temperature",
    "precision": "dtype",
    "expected": "expect",
    "tol": "atol",
    "y_true": "target",
    "labels": "target",
    "y_pred": "input",
    "logits": "input",
    "x": "input",
    "inputs": "input",
    "pred": "input",
    "preds": "input",
    "probs": "input",
    "t": "target",
    "y": "target",
    "label": "target",
    "targets": "target",
}


def unknown_option(entry: Criterion, name: str, value: Any) -> TypeError:
    """The error for this argument; its sentence ends with what to write in its place."""
    function = _called(entry.name)
    return TypeError(f"{function}() has no option {name!r}{_remedy(entry, name, value)}")


def wrong_arrays(entry: Criterion, by_position: int, given: Mapping[str, Any]) -> TypeError:
    """The error for arrays too many, for one that is given twice, and for a call without an input."""
    function = _called(entry.name)
    if by_position > 2:
        example = "weight=w" if "weight" in entry.options else "sample_weight=w"
        return TypeError(f"{function}() takes input and target; what comes behind them has a name: {example}")
    if twice := [each for each in ("input", "target")[:by_position] if each in given]:
        return TypeError(f"{function}() has two values for {twice[0]}: one by its position, one by its name")
    other = {MEANT[each]: each for each in given if MEANT.get(each) in ("input", "target")}
    wrong = ", ".join(f"{meant}={name}" for meant, name in sorted(other.items()))
    return TypeError(
        f"{function}() takes input= and target={f': write {wrong}' if wrong else ', and input is missing'}"
    )


def _remedy(entry: Criterion, name: str, value: Any) -> str:
    names = ("input", "target", *names_of(entry))
    if name in ("from_logits", "from_probs", "from"):
        return _other_form(entry, name, value)
    if name == "log_target" and "target_from" in names:
        return f": write target_from={'log-probs' if value else 'probs'!r}"
    if name in ("size_average", "reduce") and isinstance(value, bool):
        meant = "none" if name == "reduce" and not value else "mean" if value else "sum"
        return f": write reduction={meant!r}"
    if (meant := MEANT.get(name, "")) in names:
        return f": did you mean {meant}?"
    if others := [other for other, loss in LOSSES.items() if name in loss.options]:
        *first, last = (f"{_called(each)}()" for each in others)
        return f": {', '.join(first)} and {last} have it" if first else f": {last} has it"
    return ": " + (did_you_mean(name, names) or f"it has {', '.join(names[2:])}")


def _other_form(entry: Criterion, name: str, value: Any) -> str:
    """What the numbers of the input are is said by `from_`, or by the function."""
    if name == "from" and "from_" in entry.options:
        return f": write from_={value!r}"
    logits = bool(value) is (name == "from_logits")
    if "from_" in entry.options:
        return f": write from_={'logits' if logits else 'probs'!r}"
    return f": {'bce_logits() takes logits' if logits else 'bce() takes probabilities'}"


def _called(loss: str) -> str:
    return loss.replace("-", "_")
