"""A result in Python, in one of the forms that the command writes: made when it is asked for, from the arrays.

Pages are in the words of Python; JSON and records are those of the command.
"""

import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lossctl.api.told import python_errors
from lossctl.errors import InputError
from lossctl.report.forms import FORMS, RECORDS, form_of
from lossctl.settings import View
from lossctl.solve import Calculation

if TYPE_CHECKING:
    from lossctl.api.result import Result
    from lossctl.merge.merged import Merged
    from lossctl.result import Result as Original

WIDTH = 80  # of a page, in letters
CHANGED = "the samples are not shown: the arrays have changed since the loss was calculated"


def text(result: "Result", form: str) -> str:
    """The text of a result in a form."""
    return _text(result, View(), form)


def explained(result: "Result", rows: str) -> str:
    """The text of its explanation."""
    with python_errors():
        calculation = _calculation(result, "explain() needs")
        return _pieces_as_text(calculation.again(result), View(explain=True, rows=rows), "table")


def save(result: "Result", path: str, inputs: Collection[str]) -> None:
    """Write it to a file in the form of its suffix, whole or not at all."""
    from lossctl import report
    from lossctl.report.output_files import check_name

    with python_errors():
        check_name(path)
        _check_no_input(path, inputs)
        view = View(output=path)
        form = form_of(view)
        source, view = _source(result, replace(view, rows="all") if form in RECORDS else view, form)
        report.save(source, view, form)


def digested(result: "Result") -> "Original":
    """The result in the command line's words, with the digest of what went in, if that has not changed."""
    original = _original(result)
    if not isinstance(result._source, Calculation):
        return original
    with suppress(InputError):
        return result._source.again(original, digested=True).run()
    return original


def _text(result: "Result", view: View, form: str) -> str:
    return _pieces_as_text(*_source(result, view, form), form)


def _pieces_as_text(source: "Calculation | Merged", view: View, form: str) -> str:
    from lossctl import report
    from lossctl.report.streams import Paper

    return "".join(map(str, report.pieces(source, view, form, Paper(WIDTH))))


def _source(result: "Result", view: View, form: str) -> "tuple[Calculation | Merged, View]":
    """What writes it in this form, and how."""
    if FORMS[form].page:
        return _page(result, view)
    source, original = result._source, _original(result)
    if isinstance(source, Calculation):
        return source.again(original, digested=form == "json"), view
    if form == "json" and original.reduction != "none":
        return source or _alone(original), view
    raise _without_samples(f"{FORMS[form].suffix} is of single samples, and needs")


def _page(result: "Result", view: View) -> "tuple[Calculation | Merged, View]":
    """What a page is made of: the arrays; the shards; or, where there are neither, the sums."""
    source = result._source
    if isinstance(source, Calculation):
        try:
            return source.again(result), view
        except InputError:
            return _alone(replace(result, notes=(*result.notes, CHANGED))), replace(view, rows="0")
    return (source._replace(result=result), view) if source else (_alone(result), replace(view, rows="0"))


def _alone(result: "Original") -> "Merged":
    """A result without arrays, as one that was read back."""
    from lossctl.merge.merged import Merged
    from lossctl.merge.read_result import Shard

    return Merged(result, (Shard("", result),))


def _calculation(result: "Result", needs: str) -> Calculation:
    if isinstance(result._source, Calculation):
        return result._source
    raise _without_samples(needs)


def _without_samples(needs: str) -> InputError:
    return InputError(f"{needs} the arrays, which a merged result, a copy and a pickled one do not have")


def _original(result: "Result") -> Any:
    return result._original or result


def _check_no_input(path: str, inputs: Collection[str]) -> None:
    """InputError where the file is one that the result is calculated from, which is read again when it is shown."""
    from lossctl.inputs.files import locate_source
    from lossctl.inputs.sliced_words import without_slice

    for word in inputs:
        with suppress(InputError, OSError, ValueError):
            found = locate_source.locate(without_slice(word)[0] if word.endswith("]") else word)
            if any(os.path.samefile(path, each) for each in (found.files if found else ())):  # noqa: PTH121
                break
    else:
        return
    raise InputError("is an input of this result, which save() would replace", path, remedy="give another name")
