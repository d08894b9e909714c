"""The JSON Schema of a job, built from the same table as the commands."""

import json
from typing import Any

from lossctl.command.call import options_of
from lossctl.losses import LOSSES
from lossctl.option import Option, options
from lossctl.settings import Arrays

TYPES = {int: "integer", float: "number", str: "string", bool: "boolean"}
ARRAY = {"$ref": "#/$defs/array"}
NUMBERS = ("number", "boolean")


def schema() -> str:
    """As draft 2020-12 has it: the keys of all jobs, and for each criterion those that it has."""
    fields = {name: field for criterion in LOSSES for name, field in options_of(criterion).items()}
    keys = {_key(name): _option(field) for name, field in fields.items()}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A job of lossctl batch",
        "type": "object",
        "required": ["criterion", "input"],
        "properties": {
            "criterion": {"enum": list(LOSSES)},
            "input": {**ARRAY, "description": "What the loss is of."},
            "target": {**ARRAY, "description": "Left out, input holds both."},
            **keys,
            "id": {"description": "Passed through, as is every key that begins with x_."},
        },
        "allOf": [_of_criterion(criterion) for criterion in LOSSES],
        "$defs": {
            "array": {
                "description": "A file, a part of a file, a literal, or the numbers themselves.",
                "anyOf": [{"type": ["string", "null"]}, {"$ref": "#/$defs/numbers"}],
            },
            "numbers": {
                "anyOf": [{"type": [*NUMBERS, "string"]}, {"type": "array", "items": {"$ref": "#/$defs/numbers"}}]
            },
        },
    }
    return json.dumps(whole, indent=2) + "\n"


def _of_criterion(criterion: str) -> dict[str, Any]:
    names = ["criterion", "input", "target", *map(_key, options_of(criterion)), "id", "from_"]
    own = {_key(name): {"description": text} for name, text in LOSSES[criterion].own_help.items()}
    reduction = {**own.get("reduction", {}), "enum": [*LOSSES[criterion].reductions, None]}
    return {
        "if": {"properties": {"criterion": {"const": criterion}}},
        "then": {
            "propertyNames": {"anyOf": [{"enum": names}, {"pattern": "^x_"}]},
            "properties": {**own, "reduction": reduction},
        },
    }


def _option(option: Option) -> dict[str, Any]:
    about = {"description": option.help}
    if option.name in options(Arrays):
        return {**ARRAY, **about}
    if option.name == "expect":
        return {**about, "anyOf": [{"type": ["string", "null"]}, {"$ref": "#/$defs/numbers"}]}
    if option.choices:
        return {**about, "enum": [*option.choices, None]}
    return {**about, "type": [TYPES[option.kind], "null"]}


def _key(name: str) -> str:
    return name.rstrip("_")
