"""Arrays of a paste that are made of others, by their numbers: `y` where it holds softmax(x), whatever it is called."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from lossctl.inputs.document import Array
from lossctl.inputs.hints import Hints
from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.code.named import Named
from lossctl.inputs.readers.pasted.code.reshaping import applied

_BY_NAME = re.compile(r"(?:\w+\.)*(?P<name>\w+)\((?P<source>\w+)(?:,[^()]*)?\)")
_FORMS = {"softmax": "probs", "sigmoid": "probs", "log_softmax": "log-probs", "log": "log-probs", "-log": ""}
_MOST = 12  # arrays that are compared with each other
_LARGEST = 100_000  # numbers in an array
_BY_CHANCE = 1e-3  # how likely arrays may agree that have nothing to do with each other
_EXPONENT = re.compile(r"\de[-+]\d")
_WRITTEN = re.compile(r"(?<![\w.])[-+]?\d+(?:\.(\d*))?(?:e[-+]?\d+)?", re.IGNORECASE)


class Derived(NamedTuple):
    """`derived` holds what the function `how` makes of `source`."""

    derived: Named
    source: Named
    how: str

    def dropped(self, wanted: str) -> Named:
        """The one of both that does not hold what is wanted, in the words of --from."""
        if self.how == "log":  # of probabilities; their logarithms are logits of them
            return self.derived if wanted == "probs" else self.source
        return self.source if wanted == _FORMS[self.how] else self.derived


def without_derived(named: list[Named], hints: Hints) -> list[Named]:
    """Of `x` and its softmax, the one that holds what the command takes: --from tells, logits by default."""
    found = list(derived_by_name(named))
    if hints.compares != "distributions":
        found += derived_by_numbers(named)
    dropped = [each.dropped(hints.form or "logits") for each in found]
    return [each for each in named if all(each is not other for other in dropped)]


def derived_by_name(named: Sequence[Named]) -> Iterator[Derived]:
    """Those whose name says it, `softmax(x)`, and whose numbers agree."""
    for each in named:
        match = _BY_NAME.fullmatch(each.label)
        source = next((other for other in named if match and other.label == match["source"]), None)
        how = match["name"] if match else ""
        if source is None or how not in _FORMS or source.array.shape != each.array.shape:
            continue
        made = _made(how, source.array)
        if made is not None and np.allclose(made, each.array, rtol=1e-4, atol=6e-5, equal_nan=True):
            yield Derived(each, source, how)


def derived_by_numbers(named: Sequence[Named]) -> list[Derived]:
    """Those whose numbers are made of another's of the same shape, up to their printed digits; no targets."""
    strong = [each for each in named if _is_target(each) and each.label.casefold() != "y"]
    fit = [each for each in named if each.array.ndim and 1 < each.array.size <= _LARGEST and each.label]
    fit = [each for each in fit if not _is_target(each) or (strong and each.label.casefold() == "y")]
    if len(fit) > _MOST:
        return []
    pairs = [(a, b) for a in fit for b in fit if a is not b and a.array.shape == b.array.shape]
    found = ((derived, source, _function(derived, source)) for derived, source in pairs)
    return [Derived(derived, source, how) for derived, source, how in found if how]


def _is_target(each: Named) -> bool:
    return pasted_labels.role(each.label, each.array.ndim) == "target"


def _function(derived: Named, source: Named) -> str:
    """The function that makes the one of the other, or ''."""
    array = np.asarray(derived.array, dtype=np.float64)
    if np.unique(array).size < 2 or not np.isfinite(array).all() or (array == array.round()).all():
        return ""
    rows = array.size // array.shape[-1]
    for how in _FORMS:
        made = _made(how, source.array)
        if made is None or not np.isfinite(made).all():
            continue
        free = array.size - (rows if how == "softmax" else 0)
        for slack in (0.0, 2 * _unit(source) / (_smallest(source.array) if how[-3:] == "log" else 1.0)):
            allowed = 0.51 * _unit(derived) + slack + 1e-12
            if (2 * allowed) ** free <= _BY_CHANCE and np.abs(made - array).max() <= allowed:
                return how
    return ""


def _made(how: str, array: Array) -> Array | None:
    found = applied(how.removeprefix("-"), np.asarray(array, dtype=np.float64))
    if found is None:
        return None
    return -found.array if how[0] == "-" else found.array


def _smallest(array: Array) -> float:
    return float(array[array > 0].min(initial=1.0))


def _unit(each: Named) -> float:
    """One unit of the last digit that is written of the array; of float32 for one that code calculates."""
    if each.value is None:
        return 1e-6
    decimals = [len(match[1] or "") for match in _WRITTEN.finditer(each.value.written)]
    unit = float(10.0 ** -max(decimals, default=0))
    return unit * float(np.abs(each.array).max(initial=0.0)) if _EXPONENT.search(each.value.written) else unit


def notes_on_derived(named: Sequence[Named]) -> Iterator[str]:
    """What is made of what, and which of both is taken when."""
    told: set[str] = set()
    for derived, source, how in derived_by_numbers(named):
        if derived.label in told or _BY_NAME.fullmatch(derived.label):
            continue
        told.add(derived.label)
        said = f"{derived.label} is {how}({source.label}), by its numbers"
        form = _FORMS[how]
        yield f"{said}; --from {form} takes {derived.label}" if form and how != "sigmoid" else said
