"""What contradicts what among the options of a call: an error that says which to leave out.

One rule for all: of one option given twice the last counts, as in most programs, so that an alias can hold defaults;
two options that cannot both be done are an error, and so is one that has no effect in the form of output that is
asked for.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from lossctl.errors import InputError
from lossctl.option import flag_of
from lossctl.report.forms import FORMS, RECORDS, form_of_suffix

Given = Mapping[str, Any]

PAGES = tuple(name for name, form in FORMS.items() if form.page)
# The forms in which an option of the view has an effect; `--explain --json` has the steps of single samples.
SHOWN_IN = {
    "explain": (*PAGES, "json"),
    "rows": (*PAGES, *RECORDS),
    "sort": (*PAGES, *RECORDS),
    "precision": PAGES,
}
OF_STEPS = ("rows", "sort")


class Contradiction(NamedTuple):
    """Two options, when they contradict each other, and why."""

    options: tuple[str, str]
    holds: Callable[[Given], bool]
    why: str = ""


def _is_on_screen(given: Given) -> bool:
    """Whether the result goes to standard output: with -o FILE, --quiet says nothing of the form of the file."""
    return given.get("output") in (None, "-")


def _always(given: Given) -> bool:  # noqa: ARG001 - all are asked alike
    return True


def _is_other_form(given: Given) -> bool:
    return bool(given["format"] != "json")


def _is_other_suffix(given: Given) -> bool:
    """Whether the form is another than the suffix of the output says; a page is a table in all its forms."""
    form, of_suffix = "json" if given.get("json") else given["format"], form_of_suffix(given["output"])
    return of_suffix is not None and of_suffix != form and not (form == "table" and of_suffix in PAGES)


CONTRADICTIONS = (
    Contradiction(("json", "format"), _is_other_form, "is short for --format json, which"),
    Contradiction(("quiet", "json"), _is_on_screen, "prints the number alone, which"),
    Contradiction(("quiet", "format"), _is_on_screen, "prints the number alone, which"),
    Contradiction(("json", "output"), _is_other_suffix),
    Contradiction(("format", "output"), _is_other_suffix),
    Contradiction(("header", "no_header"), _always),
)


def check_options(given: Given) -> None:
    """InputError for the first two of these options that contradict each other."""
    for (one, other), holds, why in CONTRADICTIONS:
        if given.get(one) and given.get(other) and holds(given):
            first, second = _typed(one, given), _typed(other, given)
            raise InputError(f"{' '.join(filter(None, (first, why)))} contradicts {second}", remedy=_way(first, second))


def check_shown(given: Given, form: str) -> None:
    """InputError for an option of the view that has no effect in this form."""
    for name, forms in SHOWN_IN.items():
        of_steps = name in OF_STEPS and form == "json" and given.get("explain")
        if given.get(name) not in (None, False) and form not in forms and not of_steps:
            first, second = _typed(name, given), _form_of(given, form)
            raise InputError(f"{first} has no effect with {second}", remedy=_way(first, second))


def _form_of(given: Given, form: str) -> str:
    """The option that asks for a form."""
    if form == "quiet":
        return "--quiet"
    if given.get("json"):
        return "--json"
    return _typed("format" if given.get("format") == form else "output", given)


def _typed(name: str, given: Given) -> str:
    value = given[name]
    return flag_of(name) if isinstance(value, bool) else f"{flag_of(name)} {value}"


def _way(first: str, second: str) -> str:
    return f"leave out {first} or {second}"
