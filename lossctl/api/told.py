"""What is said to a caller in Python: errors, notes and verdicts, in the words of Python."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from lossctl.api.python_words import said
from lossctl.errors import InputError
from lossctl.inputs.array_names import ARGUMENTS
from lossctl.inputs.files.typed_file import with_file
from lossctl.inputs.objects import picked_names
from lossctl.result import Judged, Result, Verdict


@contextmanager
def python_errors(files: Collection[str] = (), words: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Put an error that is raised inside into Python's words.

    `files` are those that the caller named, and `words` what was read for each argument.
    """
    try:
        yield
    except InputError as error:
        picked_names.say(error, words or {})
        error.remedy = with_file(error.remedy, error.where)
        names = {typed: name for name, typed in ARGUMENTS.items()}
        error.where = tuple(names.get(each) or (said(each) if each.startswith("--") else each) for each in error.where)
        error.problem = picked_names.in_calls(said(error.problem, files), words or {})
        error.remedy = picked_names.in_calls(said(error.remedy, files), words or {})
        error.args = (error.problem,)
        raise


def told_result(result: Result, files: Collection[str] = (), words: Mapping[str, Any] | None = None) -> Result:
    """The same result with its notes and its verdicts in Python's words; `files` and `words` as for errors."""
    judged = (Judged(each.label, said(each.note, files), told_verdict(each.verdict, files)) for each in result.judged)
    return replace(
        result,
        notes=tuple(_told_note(note, files, words or {}) for note in result.notes),
        verdict=result.verdict and told_verdict(result.verdict, files),
        judged=tuple(judged),
    )


def _told_note(note: str, files: Collection[str], words: Mapping[str, Any]) -> str:
    return picked_names.in_calls(said(picked_names.said(note, words), files), words)


def told_verdict(verdict: Verdict, files: Collection[str] = ()) -> Verdict:
    """The same verdict with its causes in Python's words."""
    causes = (
        cause._replace(
            sentence=said(cause.sentence, files),
            options=cause.options and said(cause.options, files),
            leave_out=tuple(said(flag) for flag in cause.leave_out),
        )
        for cause in verdict.diagnosis
    )
    return verdict._replace(diagnosis=tuple(causes))
