from typing import Any

import pytest

from lossctl.command.call import Call, call_of
from lossctl.errors import InputError
from lossctl.settings import Settings


def call(criterion: str = "ce", **given: Any) -> Call:
    return call_of(criterion, {"input": "x.npy", **given})


def test_only_what_was_given_is_stated() -> None:
    assert call().settings == Settings()
    assert call().settings.stated == frozenset()
    assert call(reduction="mean", from_="logits").settings.stated == {"reduction", "from_"}


def test_aliases_state_the_setting_that_they_stand_for() -> None:
    made = call("kl", log_target=True, size_average=False)
    assert (made.settings.target_from, made.settings.reduction) == ("log-probs", "sum")
    assert made.settings.stated == {"target_from", "reduction"}
    assert len(made.notes) == 1


def test_words_of_arrays_are_as_they_were_typed() -> None:
    made = call(target=" -1", weight=" -0.5,1", no_header=True)
    assert (made.input, made.target, made.arrays, made.header) == ("x.npy", "-1", {"weight": "-0.5,1"}, False)


def test_a_header_is_stated_judged_or_denied() -> None:
    assert [call(header=True).header, call().header, call(no_header=True).header] == [True, None, False]
    with pytest.raises(InputError, match="--header contradicts --no-header"):
        call(header=True, no_header=True)


def test_json_is_short_for_format_json() -> None:
    assert call(json=True).view.format == "json"
    assert call(json=True, format="json").view.format == "json"
    with pytest.raises(InputError, match="--json is short for --format json, which contradicts --format csv"):
        call(json=True, format="csv")


def test_records_are_of_all_samples_unless_rows_are_stated() -> None:
    assert call().view.rows == "10"
    assert call(format="csv").view.rows == "all"
    assert call(output="losses.jsonl").view.rows == "all"
    assert call(format="csv", rows="3").view.rows == "3"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"reduction": "avg"}, "--reduction avg is none of mean, sum, none"),
        ({"reduction": "batchmean"}, "--reduction batchmean is none of mean, sum, none"),
        ({"dtype": "float16"}, "--dtype float16 is none of float64, float32"),
        ({"from_": "odds"}, "--from odds is none of logits, probs, log-probs"),
        ({"format": "npy"}, "--format npy is none of table, json, csv, jsonl"),
        ({"rows": "-1"}, "--rows -1 is less than 0\n  all shows every sample, 0 none of them"),
        ({"label_smoothing": 2.0}, "--label-smoothing 2 is outside [0, 1]"),
        (
            {"output": "x.pdf"},
            "x.pdf: no form has the suffix .pdf\n  there are .txt .json .csv .jsonl .npy .md .svg .html",
        ),
    ],
)
def test_a_value_that_an_option_does_not_have_is_an_error(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        call(**given)
    assert str(caught.value) == message


def test_batchmean_is_kls() -> None:
    assert call("kl", reduction="batchmean").settings.reduction == "batchmean"
