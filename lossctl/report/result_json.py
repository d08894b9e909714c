"""The JSON object of a result: the contract's keys, a line each."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from lossctl.merge.state_checksum import checksum
from lossctl.report.worked_lesson import steps
from lossctl.result import STATE, Judged, Result
from lossctl.settings import View
from lossctl.solve import Calculation
from lossctl.sums.distribution import Distribution
from lossctl.sums.layout import whole

Items = Iterator[tuple[str, Any]]

_encode = json.JSONEncoder(allow_nan=False).encode
KEYS = ("criterion", "reduction", "shape", "count", "ignored", "sum", "denominator")
VERDICT = ("expected", "difference", "allowed", "matches")
FIGURES = ("perplexity", "bits", "stderr")  # each where it has a meaning; so are the two below
SHARES = ("same_top", "accuracy")


def json_object(calculation: Calculation, view: View) -> Iterator[str]:
    """One object that every JSON parser reads: ASCII, non-finite numbers as strings."""
    if calculation.prepared.problem.settings.reduction == "none":
        losses = _nested(calculation)
        yield f'{{\n  "loss": {next(losses)}'  # nothing before the first loss: what is written ends the progress line
        yield from losses
        yield from _lines(_with_steps(calculation, view))
    else:
        yield from json_of_result(calculation.run(), _with_steps(calculation, view))


def json_of_result(result: Result, items: Items | None = None) -> Iterator[str]:
    """The object of a result with a reduced loss; `items` are what follows that loss."""
    yield f'{{\n  "loss": {as_json(result.reduced)}'
    yield from _lines(items or _items(result))


def json_line(calculation: Calculation, view: View, passed: Mapping[str, Any]) -> str:
    """The same object in one line, behind what a job passes on."""
    if calculation.prepared.problem.settings.reduction != "none":
        loss = calculation.run().reduced
        return as_json({**passed, "loss": loss, **dict(_with_steps(calculation, view))}) + "\n"
    losses = "".join(_nested(calculation))
    before, after = as_json(passed), as_json(dict(_with_steps(calculation, view)))
    return f'{before[:-1]}{", " if passed else ""}"loss": {losses}, {after[1:]}\n'


def _lines(items: Items) -> Iterator[str]:
    """The rest of an object whose first key has been written, a key a line."""
    for key, value in items:
        yield f',\n  "{key}": {as_json(value)}'
    yield "\n}\n"


def _nested(calculation: Calculation) -> Iterator[str]:
    """The losses as nested lists, written as they come: whole entries of the first axis at a time."""
    shape = calculation.shape
    if not math.prod(shape) or not shape:
        yield as_json(np.concatenate(([], *calculation.losses())).reshape(shape))
        return
    between = "["
    for piece in whole(calculation.losses(), math.prod(shape[1:])):
        yield between + as_json(piece.reshape(-1, *shape[1:]))[1:-1]
        between = ", "
    yield "]"


def as_json(value: Any) -> str:
    """A value as strict JSON."""
    try:
        return _encode(value)
    except (TypeError, ValueError):  # an array, or a number that is not finite, which is rare
        return _encode(json_types(value))


def json_types(value: Any) -> Any:
    """The value in JSON's types: arrays as nested lists, non-finite numbers as `"NaN"`, `"Infinity"`, `"-Infinity"`."""
    if isinstance(value, np.ndarray) and (value.dtype.kind != "f" or np.isfinite(value).all()):
        return value.tolist()
    if isinstance(value, np.ndarray | np.generic):
        return json_types(value.tolist())
    if isinstance(value, list | tuple):
        return [json_types(each) for each in value]
    if isinstance(value, dict):
        return {str(key): json_types(each) for key, each in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def _with_steps(calculation: Calculation, view: View) -> Items:
    """What follows the loss; with --explain also the steps."""
    result = calculation.run()
    yield from _items(result)
    if view.explain:
        yield "steps", steps(calculation.prepared, result, None if view.rows == "all" else int(view.rows))


def _items(result: Result) -> Items:
    yield from ((key, getattr(result, key)) for key in KEYS)
    yield from _known(result, FIGURES)
    if result.classes:
        yield "classes", result.classes
    yield from _known(result, SHARES)
    distribution = {"distribution": _distribution(result.distribution)} if result.distribution else {}
    yield from distribution.items()
    yield "version", STATE
    yield "state", _sealed(result, distribution)
    yield "notes", result.notes
    if (verdict := result.verdict) is not None:
        yield from ((key, getattr(verdict, key)) for key in VERDICT)
        if not verdict.matches:
            yield "few_digits", verdict.few_digits
            yield "diagnosis", [cause._asdict() for cause in verdict.diagnosis]
    if result.judged:
        yield "losses", [_judged(each) for each in result.judged]


def _sealed(result: Result, distribution: dict[str, Any]) -> dict[str, Any]:
    """The state with the checksum of what a merge believes."""
    classes = {"classes": result.classes} if result.classes else {}
    known = {key: getattr(result, key) for key in ("criterion", "reduction", "shape", "state")}
    return {**known["state"], "checksum": checksum(json_types({**known, **classes, **distribution}))}


def _known(result: Result, keys: tuple[str, ...]) -> Items:
    figures = ((key, getattr(result, key)) for key in keys)
    yield from ((key, value) for key, value in figures if value is not None)


def _distribution(found: Distribution) -> dict[str, Any]:
    worst = [
        {**({"result": each.result} if each.result else {}), "index": each.index, "loss": each.loss}
        for each in found.worst
    ]
    return {"min": found.min, "max": found.max, "quantiles": found.quantiles, "nan": found.nan, "worst": worst}


def _judged(judged: Judged) -> dict[str, Any]:
    verdict = {key: getattr(judged.verdict, key) for key in VERDICT}
    return {"label": judged.label, **({"call": judged.note} if judged.note else {}), **verdict}
