"""A job of `batch`: a line of JSON in, a line of JSON out."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from lossctl.command.calculate import calculation_of
from lossctl.command.call import Call, call_of, options_of
from lossctl.engine.scan import Map
from lossctl.errors import InputError, located
from lossctl.inputs.files.own_output import ReplacedInputError
from lossctl.inputs.files.typed_file import with_file
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


def do_job(line: str, number: int, view: View, map: Map, worker: str = "") -> Done:
    """Do the job of a line; what is wrong with it is in the line that it makes, with the worker that it failed on.

    ReplacedInputError where it reads the file that the batch writes.
    """
    passed: dict[str, Any] = {}
    places = (f"line {number}", worker) if worker else (f"line {number}",)
    try:
        with located(*places):
            job = _job(line)
            passed = _passed(job)
            calculation = calculation_of(_call(job, line, view), map)
            made = json_line(calculation, view, passed)
    except ReplacedInputError:
        raise
    except InputError as error:
        remedy = with_file(error.remedy, error.where[1:])
        return Done(_failed(passed, ", ".join(error.where), error.problem, remedy), False)
    except MemoryError as error:
        return Done(_failed(passed, ", ".join(places), f"not enough memory: {error}".rstrip(": "), ""), False)
    verdict = calculation.run().verdict
    return Done(made, verdict is None or verdict.matches)


def job_lost(line: str, number: int, worker: str) -> Done:
    """What stands for a job of which one worker after the other died, the last of them this one."""
    passed: dict[str, Any] = {}
    with suppress(InputError):
        passed = _passed(_job(line))
    problem = "died, as others had, of this job or of one that it was given together with it"
    remedy = "is their memory too small? Their logs tell"
    return Done(_failed(passed, f"line {number}, {worker}", problem, remedy), False)


def _failed(passed: Mapping[str, Any], place: str, problem: str, remedy: str) -> str:
    return as_json({**passed, "error": {"place": place, "problem": problem, "remedy": remedy}}) + "\n"


def _job(line: str) -> dict[str, Any]:
    try:
        job = parse_json(line)
    except InputError as error:  # its own place is a line and a column of this line
        error.where = tuple(place.removeprefix("line 1, ") for place in error.where)
        raise
    if isinstance(job, list) and job and all(isinstance(each, dict) for each in job):
        raise InputError("is a list, not a job", remedy="write each of its jobs on a line of its own: jq -c '.[]' does")
    if not isinstance(job, dict):
        raise InputError("is no job", remedy='a job is an object: {"criterion": "ce", "input": …, "target": …}')
    return job


def _call(job: Mapping[str, Any], line: str, view: View) -> Call:
    """The call that a job makes: its keys are the options by their names in Python, null is as if absent."""
    given = {f"{key}_" if key == "from" else key: value for key, value in job.items() if not _is_passed(key)}
    given = {key: value for key, value in given.items() if value is not None}
    criterion = _criterion(given)
    known = options_of(criterion)
    for key, value in given.items():
        if key in PLAIN and key in known and key != "expect":
            check_value(PLAIN[key], value)
        elif key not in known and key not in ARRAYS[:2]:
            keys = ["criterion", *ARRAYS[:2], *(name.rstrip("_") for name in known), "id"]
            from lossctl.command import other_keys

            raise other_keys.unknown_key(criterion, key, keys, PASSED)
        elif key in ARRAYS and not isinstance(value, str | list | int | float):
            raise InputError(f"{key} is neither a word, a number nor a list")
        elif key in ARRAYS and isinstance(value, str) and is_standard_input(value):
            raise InputError("a job has no standard input of its own", key, remedy="name a file, or give the numbers")
    if "input" not in given:
        raise InputError("input is missing")
    return call_of(criterion, {**given, **_expected(given, line)}, view)


def _criterion(given: dict[str, Any]) -> str:
    """Which loss it is, taken out of what is given: `CE` and `bce_logits` are known, as commands are."""
    criterion = given.pop("criterion", None)
    if criterion is None:
        from lossctl.command import other_keys

        raise other_keys.no_criterion(given)
    plain = criterion.lower().replace("_", "-") if isinstance(criterion, str) else ""
    if plain not in LOSSES:
        from lossctl.command import other_keys

        raise other_keys.unknown_criterion(criterion)
    return plain


def _expected(given: Mapping[str, Any], line: str) -> dict[str, Any]:
    """What is expected, a number of it as it is written: how many digits it has tells how near is equal."""
    expect = given.get("expect")
    if isinstance(expect, bool) or not isinstance(expect, str | list | int | float | None):
        raise InputError("expect is neither a number, a word nor a list")
    if isinstance(expect, int | float):
        return {"expect": json.loads(line, parse_float=str, parse_int=str, parse_constant=str)["expect"]}
    return {}


def _passed(job: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in job.items() if _is_passed(key)}


def _is_passed(key: str) -> bool:
    return key == "id" or key.startswith(PASSED)
