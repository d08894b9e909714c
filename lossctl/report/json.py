"""The JSON object of a result: the contract's keys, a line each."""

import json
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from lossctl.remarks.explain import steps
from lossctl.report.streams import Paper
from lossctl.settings import View
from lossctl.solve import Result

_encode = json.JSONEncoder(allow_nan=False).encode
KEYS = ("loss", "criterion", "reduction", "shape", "count", "ignored", "sum", "denominator")
LIKELIHOOD = ("perplexity", "bits", "stderr")  # of ce with indices only


def json_object(result: Result, view: View, paper: Paper) -> Iterator[str]:  # noqa: ARG001 - all forms are called alike
    """One object that every JSON parser reads: ASCII, non-finite numbers as strings."""
    yield "{"
    for number, (key, value) in enumerate(_items(result, view)):
        yield (",\n  " if number else "\n  ") + f'"{key}": {written(value)}'
    yield "\n}\n"


def written(value: Any) -> str:
    """A value as strict JSON."""
    return _encode(strict(value))


def strict(value: Any) -> Any:
    """The value in JSON's types: arrays as nested lists, non-finite numbers as `"NaN"`, `"Infinity"`, `"-Infinity"`."""
    if isinstance(value, np.ndarray) and (value.dtype.kind != "f" or np.isfinite(value).all()):
        return value.tolist()
    if isinstance(value, np.ndarray | np.generic):
        return strict(value.tolist())
    if isinstance(value, list | tuple):
        return [strict(each) for each in value]
    if isinstance(value, dict):
        return {str(key): strict(each) for key, each in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def _items(result: Result, view: View) -> Iterator[tuple[str, Any]]:
    yield from ((key, getattr(result, key)) for key in KEYS)
    figures = ((key, getattr(result, key)) for key in LIKELIHOOD)
    yield from ((key, value) for key, value in figures if value is not None)
    yield "state", result.state
    yield "notes", result.notes
    if view.explain:
        yield "steps", steps(result, None if view.rows == "all" else int(view.rows))
