"""A job of `batch`: a line of JSON in, a line of JSON out."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from lossctl.command.calculate import calculation_of
from lossctl.command.call import Call, call_of, options_of
from lossctl.command.usage_errors import nearest
from lossctl.engine.scan import Map
from lossctl.errors import InputError, located
from lossctl.inputs.readers.json.json_parser import parse_json
from lossctl.inputs.words import is_standard_input
from lossctl.losses import LOSSES
from lossctl.option import check_value, options
from lossctl.report.result_json import as_json, json_line
from lossctl.settings import Aliases, Arrays, Check, Files, View

ARRAYS = ("input", "target", *options(Arrays))
PLAIN = {**options(Aliases), **options(Files), **options(Check)}  # whose values nobody else checks
PASSED = "x_"  # keys that begin so are the caller's own, and go through as they are; so does `id`


class Done(NamedTuple):
    """The line that a job makes, and whether it went well: calculated, and as it was expected."""

    line: str
    well: bool


def do_job(line: str, number: int, view: View, map: Map) -> Done:
    """Do the job of a line; what is wrong with it is in the line that it makes."""
    passed: dict[str, Any] = {}
    try:
        with located(f"line {number}"):
            job = _job(line)
            passed = {key: value for key, value in job.items() if _is_passed(key)}
            calculation = calculation_of(_call(job, line, view), map)
            made = json_line(calculation, view, passed)
    except InputError as error:
        return Done(_failed(passed, ", ".join(error.where), error.problem, error.remedy), False)
    except MemoryError as error:
        return Done(_failed(passed, f"line {number}", f"not enough memory: {error}".rstrip(": "), ""), False)
    verdict = calculation.run().verdict
    return Done(made, verdict is None or verdict.matches)


def _failed(passed: Mapping[str, Any], place: str, problem: str, remedy: str) -> str:
    return as_json({**passed, "error": {"place": place, "problem": problem, "remedy": remedy}}) + "\n"


def _job(line: str) -> dict[str, Any]:
    try:
        job = parse_json(line)
    except InputError as error:  # its own place is a line and a column of this line
        error.where = tuple(place.removeprefix("line 1, ") for place in error.where)
        raise
    if not isinstance(job, dict):
        raise InputError("is no job", remedy='a job is an object: {"criterion": "ce", "input": …, "target": …}')
    return job


def _call(job: Mapping[str, Any], line: str, view: View) -> Call:
    """The call that a job makes: its keys are the options by their names in Python, null is as if absent."""
    given = {f"{key}_" if key == "from" else key: value for key, value in job.items() if not _is_passed(key)}
    given = {key: value for key, value in given.items() if value is not None}
    criterion = given.pop("criterion", None)
    if criterion is None:
        raise InputError("criterion is missing", remedy=f"it is one of {', '.join(LOSSES)}")
    if not isinstance(criterion, str) or criterion not in LOSSES:
        raise InputError(
            f"no criterion {criterion}: there are {', '.join(LOSSES)}", remedy=nearest(str(criterion), (*LOSSES,))
        )
    known = options_of(criterion)
    for key, value in given.items():
        if key in PLAIN and key in known and key != "expect":
            check_value(PLAIN[key], value)
        elif key not in known and key not in ARRAYS[:2]:
            keys = ["criterion", *ARRAYS[:2], *(name.rstrip("_") for name in known), "id"]
            raise InputError(
                f"{criterion} has no key {key}", remedy=nearest(key, keys) or f"{PASSED}{key} would pass through"
            )
        elif key in ARRAYS and not isinstance(value, str | list | int | float):
            raise InputError(f"{key} is neither a word, a number nor a list")
        elif key in ARRAYS and isinstance(value, str) and is_standard_input(value):
            raise InputError("a job has no standard input of its own", key, remedy="name a file, or give the numbers")
    if "input" not in given:
        raise InputError("input is missing")
    return call_of(criterion, {**given, **_expected(given, line)}, view)


def _expected(given: Mapping[str, Any], line: str) -> dict[str, Any]:
    """What is expected, a number of it as it is written: how many digits it has tells how near is equal."""
    expect = given.get("expect")
    if isinstance(expect, bool) or not isinstance(expect, str | list | int | float | None):
        raise InputError("expect is neither a number, a word nor a list")
    if isinstance(expect, int | float):
        return {"expect": json.loads(line, parse_float=str, parse_int=str)["expect"]}
    return {}


def _is_passed(key: str) -> bool:
    return key == "id" or key.startswith(PASSED)
