"""The JSON Schema of a result as --json prints it, and of the lines that batch makes, built from what writes them."""

import json
from typing import Any

from lossctl.command.job_schema import TYPES
from lossctl.losses import LOSSES
from lossctl.merge.state_form import NOT_FINITE, STATE
from lossctl.option import Option, options
from lossctl.report.result_json import FIGURES, KEYS, SHARES, VERDICT
from lossctl.result import STATE as STATE_VERSION
from lossctl.result import Cause, Result
from lossctl.settings import Arrays, Settings
from lossctl.sums.distribution import QUANTILES, WORST

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"$ref": "#/$defs/number"}
NUMBERS: Schema = {"$ref": "#/$defs/numbers"}
EXACT: Schema = {"$ref": "#/$defs/exact"}


def _list(entry: Schema, **limits: int) -> Schema:
    return {"type": "array", "items": entry, **limits}


def _object(properties: Schema, *optional: str, **more: Any) -> Schema:
    """An object that has these properties and no others, all but the optional ones."""
    required = [key for key in properties if key not in optional]
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False, **more}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _option(option: Option) -> Schema:
    """A setting as a state holds it; an array is known by its digest."""
    if option.choices:
        return {"enum": [*option.choices]}
    form = {"type": TYPES[option.kind]}
    return _or_null(form) if option.default is None and option.name not in options(Arrays) else form


INDEX = _list(COUNT)
OF_OPTIONS = {
    name: _option(option)
    for name, option in {**options(Settings), **options(Arrays)}.items()
    if name not in ("reduction", "class_axis")  # which the result has itself
}
BUCKETS = _object(
    {
        "min": NUMBER,
        "max": NUMBER,
        "nan": COUNT,
        "buckets": _list(_list({"type": "integer"}, minItems=2, maxItems=2)),
    }
)
SPREAD = _object(
    {
        "count": COUNT,
        "sum": EXACT,
        "squares": _or_null(EXACT),
        "hits": _or_null(COUNT),
        "distribution": _or_null(BUCKETS),
    }
)
OF_STATE = {
    "version": {"const": STATE_VERSION},
    "options": _object({**OF_OPTIONS, "target": {"enum": ["indices", "probabilities"]}}, *OF_OPTIONS),
    "class_axis": _or_null(COUNT),
    "likelihood": FLAG,
    "sum": EXACT,
    "denominator": EXACT,
    "count": COUNT,
    "ignored": COUNT,
    "marks": {"type": "object", "additionalProperties": _list(COUNT, minItems=2, maxItems=2)},
    "spread": _or_null(SPREAD),
    "inputs": _list(TEXT),
    "checksum": {"type": "string", "pattern": "^[0-9a-f]{8}$"},
}
DISTRIBUTION = _object(
    {
        "min": NUMBER,
        "max": NUMBER,
        "quantiles": {
            "type": "object",
            "propertyNames": {"enum": [str(each) for each in QUANTILES]},
            "additionalProperties": NUMBER,
        },
        "nan": COUNT,
        "worst": _list(_object({"result": TEXT, "index": INDEX, "loss": NUMBER}, "result"), maxItems=WORST),
    }
)
OF_CAUSE = {
    "cause": TEXT,
    "sentence": TEXT,
    "value": _or_null(NUMBERS),
    "options": _or_null(TEXT),
    "leave_out": _list(TEXT),
}
OF_VERDICT = {"expected": NUMBERS, "difference": NUMBERS, "allowed": NUMBERS, "matches": FLAG}
JUDGED = _object({"label": TEXT, "call": TEXT, **OF_VERDICT}, "call")
STEP = _object({"name": TEXT, "formula": TEXT, "values": {"type": "object", "additionalProperties": NUMBERS}})
OF_KEYS = {
    "criterion": {"enum": list(LOSSES)},
    "reduction": TEXT,
    "shape": INDEX,
    "count": COUNT,
    "ignored": COUNT,
    "sum": NUMBER,
    "denominator": NUMBER,
}
FAILED = _object({"place": TEXT, "problem": TEXT, "remedy": TEXT})
PASSED: Schema = {"patternProperties": {"^x_": True}}


def schema() -> str:
    """As draft 2020-12 has it: a result or, in a line of batch, the error of a job that failed."""
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A result of lossctl: what --json prints, and a line of batch",
        "if": {"type": "object", "required": ["error"]},
        "then": {"$ref": "#/$defs/failed"},
        "else": {"$ref": "#/$defs/result"},
        "$defs": {
            "result": _result(),
            "failed": _object({"error": FAILED, "id": True}, "id", description="A job that failed", **PASSED),
            "number": {
                "description": "Those that are not finite are words, so that every JSON parser reads them.",
                "anyOf": [{"type": "number"}, {"enum": list(NOT_FINITE)}],
            },
            "numbers": {"anyOf": [NUMBER, FLAG, _list(NUMBERS)]},
            "losses": {"anyOf": [NUMBER, _list({"$ref": "#/$defs/losses"})]},
            "exact": {
                "description": "An exact sum: hexadecimal digits times a power of 2.",
                "type": "string",
                "pattern": "^(-?[0-9a-f]+p-?[0-9]+|nan|inf|-inf)$",
            },
        },
    }
    return json.dumps(whole, indent=2) + "\n"


def _result() -> Schema:
    known = {key: _described(key, OF_KEYS[key]) for key in KEYS}
    figures = {key: _described(key, NUMBER) for key in (*FIGURES, *SHARES)}
    verdict = {key: OF_VERDICT[key] for key in VERDICT}
    differs = {"few_digits": FLAG, "diagnosis": _list(_object({key: OF_CAUSE[key] for key in Cause._fields}))}
    properties = {
        "loss": {"$ref": "#/$defs/losses"},
        **known,
        **figures,
        "classes": _list(TEXT),
        "distribution": _described("distribution", DISTRIBUTION),
        "version": {"description": "Of this form of a result", "const": STATE_VERSION},
        "state": _described(
            "state", _object({key: OF_STATE[key] for key in ("version", *STATE, "spread", "checksum")})
        ),
        "notes": _list(TEXT),
        **verdict,
        **differs,
        "losses": _list(JUDGED),
        "steps": _list(STEP),
        "id": True,
    }
    optional = set(properties) - {"loss", *KEYS, "version", "state", "notes"}
    rules = [*map(_of_criterion, LOSSES), _reduced(), _differing(tuple(differs))]
    return _object(properties, *optional, dependentRequired={key: [*VERDICT] for key in VERDICT}, allOf=rules, **PASSED)


def _described(key: str, form: Schema) -> Schema:
    """The form with what the docstring of a Result's property says of it."""
    doc = getattr(getattr(Result, key, None), "__doc__", None) if key not in Result.__annotations__ else None
    return {"description": " ".join(doc.split()), **form} if doc else form


def _of_criterion(criterion: str) -> Schema:
    return {
        "if": {"properties": {"criterion": {"const": criterion}}},
        "then": {"properties": {"reduction": {"enum": list(LOSSES[criterion].reductions)}}},
    }


def _reduced() -> Schema:
    """A reduced loss is one number."""
    return {"if": {"properties": {"reduction": {"not": {"const": "none"}}}}, "then": {"properties": {"loss": NUMBER}}}


def _differing(keys: tuple[str, ...]) -> Schema:
    """Where the loss is not the expected one, there is a diagnosis, which may be empty."""
    return {
        "if": {"properties": {"matches": {"const": False}}, "required": ["matches"]},
        "then": {"required": [*keys]},
        "else": {"properties": dict.fromkeys(keys, False)},
    }
