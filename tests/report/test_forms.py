from typing import Any

import pytest

from lossctl import settings
from lossctl.errors import InputError
from lossctl.report.forms import FORMS, form_of
from lossctl.settings import View


def test_every_name_of_format_is_a_form() -> None:
    assert tuple(FORMS)[: len(settings.FORMATS)] == settings.FORMATS
    assert all(callable(form.load()) for form in FORMS.values())


@pytest.mark.parametrize(
    ("view", "form"),
    [
        ({}, "table"),
        ({"format": "csv"}, "csv"),
        ({"quiet": True}, "quiet"),
        ({"quiet": True, "format": "json", "output": "a.json"}, "json"),
        ({"output": "a.json"}, "json"),
        ({"output": "a.JSONL"}, "jsonl"),
        ({"output": "a.txt"}, "table"),
        ({"output": "a.npy", "quiet": True}, "npy"),
        ({"output": "a.txt", "quiet": True}, "quiet"),
        ({"output": "a", "format": "json"}, "json"),
        ({"output": "/dev/null"}, "table"),
        ({"output": "a.csv", "format": "csv"}, "csv"),
    ],
)
def test_which_form_is_asked_for(view: dict[str, Any], form: str) -> None:
    assert form_of(View(**view)) == form


@pytest.mark.parametrize(
    ("view", "message"),
    [
        ({"output": "a.json", "format": "csv"}, "a.json: the suffix .json contradicts --format csv"),
        (
            {"output": "a.gz"},
            "a.gz: no form has the suffix .gz\n  there are .txt .json .csv .jsonl .npy .md .svg .html",
        ),
    ],
)
def test_a_suffix_that_does_not_fit_is_an_error(view: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        form_of(View(**view))
    assert str(caught.value) == message
