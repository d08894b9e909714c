"""The errors where columns are not there: all of them at once, and the words to type, which work."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import lossctl
from lossctl.command.jobs import do_job
from lossctl.errors import InputError
from lossctl.inputs import read
from lossctl.settings import View

TABLE = "logit_cat,logit_dog,logit_bird,label\n2,0.5,1,0\n1,0.25,0.125,1\n"
COLUMNS = "the columns are logit_cat, logit_dog, logit_bird, label"


@pytest.mark.parametrize(
    ("word", "missing", "remedy"),
    [
        ("a,b,c", "no columns 'a', 'b', 'c'", ""),
        ("a,logit_dog,c", "no columns 'a', 'c'", ""),
        ("a,a", "no column 'a'", ""),
        ("logit_ct,logit_dgo,logit_bird", "no columns 'logit_ct', 'logit_dgo'", "t.csv:logit_cat,logit_dog,logit_bird"),
        ("LOGIT_CAT,Logit_Dog", "no columns 'LOGIT_CAT', 'Logit_Dog'", "t.csv:logit_cat,logit_dog"),
        ("a,logit_dgo", "no columns 'a', 'logit_dgo'", "logit_dog for logit_dgo"),
        ("logit_cat,logit_ca", "no column 'logit_ca'", "logit_cat for logit_ca"),  # it stands there already
    ],
)
def test_all_missing_columns_are_named(calculate: Callable[..., Any], word: str, missing: str, remedy: str) -> None:
    ran = calculate(f"ce t.csv:{word} t.csv:label", {"t.csv": TABLE})
    told = f"\n  did you mean {remedy}?" if remedy else ""
    assert (ran.status, ran.err) == (2, f"lossctl ce: t.csv: {missing}; {COLUMNS}{told}\n")
    if remedy.startswith("t.csv"):
        assert calculate(f"ce {remedy} t.csv:label").status == 0


def test_many_missing_columns_are_counted(calculate: Callable[..., Any]) -> None:
    ran = calculate(f"ce t.csv:{','.join(f'x{i}' for i in range(20))} 0", {"t.csv": TABLE})
    assert "'x10', 'x11', … (20 in all); the columns are" in ran.err.replace("...", "…")
    ran = calculate("ce t.csv:0,7,8 0", {"t.csv": "0.5,1,2\n0.25,1,2\n"})
    assert ran.err == "lossctl ce: t.csv: no columns '7', '8'; without a header they are 0 to 2\n"


def test_each_column_that_can_be_the_target_is_a_call(calculate: Callable[..., Any]) -> None:
    ran = calculate("ce t.csv", {"t.csv": "a,b,kind,animal\n.5,1.5,0,1\n.25,2.5,1,0\n"})
    calls = ran.err.split("say which is the target: ")[1].split(";")[0].split(" or ")
    assert calls == ["t.csv t.csv:kind", "t.csv t.csv:animal"]
    assert [calculate(f"ce {call}").status for call in calls] == [0, 0]


def test_of_standard_input_the_parts_are_named(calculate: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def piped(words: str, text: str) -> Any:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        return calculate(words)

    members = json.dumps({"foo": [[1, 2], [3, 4]], "bar": [0, 1]})
    for text, told in (("a,b,kind\n.5,1.5,0\n.25,2.5,1\n", "say which is the target: "), (members, "pick both: ")):
        for call in piped("ce -", text).err.split(told)[1].split(";")[0].split(" or "):
            assert piped(f"ce {call}", text).status == 0


def test_jobs_and_python_name_the_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("t.csv").write_text(TABLE)
    with pytest.raises(lossctl.InputError) as caught:
        lossctl.ce("t.csv:logit_ct,logit_dog", [0, 1])
    assert caught.value.remedy == "did you mean t.csv:logit_cat,logit_dog?"
    job = json.dumps({"criterion": "ce", "input": "t.csv:logit_ct,logit_dog", "target": [0, 1]})
    line = json.loads(do_job(job, 3, View(format="json"), map).line)
    assert line["error"]["remedy"] == "did you mean t.csv:logit_cat,logit_dog?"


def test_words_for_any_file_stay_as_they_are(calculate: Callable[..., Any]) -> None:
    files = {"x.csv": "id,a,b\n1,2,3\n2,3,4\n", "y.csv": "id,label\n1,0\n3,1\n"}
    err = calculate("ce x.csv y.csv", files).err
    assert "FILE:COLUMN names the columns and leaves the order as it is" in err


@pytest.mark.parametrize("words", ["t.csv:a,b,c t.csv", "t.csv t.csv"])
def test_a_table_without_a_target_is_not_its_own_target(calculate: Callable[..., Any], words: str) -> None:
    ran = calculate(f"ce {words}", {"t.csv": "a,b,c,z\n2.5,.5,1.5,0\n1.5,.25,.125,1\n"})
    assert ran.status == 2
    assert ran.err.startswith(
        "lossctl ce: t.csv: no column has the name of a target; the columns are a, b, c, z\n"
        "  say which is the target: t.csv t.csv:z;"
    )
    assert calculate("ce t.csv t.csv:z").loss == calculate("ce t.csv:a,b,c t.csv:z").loss
    assert calculate("kl t.csv:a,b,c t.csv:a,b,c --target-from logits").status == 2  # which says so of two parts
    assert calculate("kl t.csv t.csv --target-from logits").loss == 0  # a model beside itself


def test_a_table_named_twice_gives_input_and_target(calculate: Callable[..., Any]) -> None:
    files = {"t.csv": TABLE}
    assert calculate("ce t.csv t.csv", files).loss == calculate("ce t.csv").loss


def test_a_column_that_differs_in_each_row_is_not_offered_as_the_target(calculate: Callable[..., Any]) -> None:
    rows = "".join(f"2026-01-0{i + 1},{20 + i},{i % 2},0.{i + 2}\n" for i in range(6))
    ran = calculate("bce t.csv", {"t.csv": f"day,age,survived,prob\n{rows}"})
    assert "say which is the target: t.csv t.csv:survived; found by name" in ran.err
    assert calculate("bce t.csv t.csv:survived").status == 0


@pytest.mark.parametrize(
    ("name", "text", "mean"),
    [
        (
            "chat.json",
            '{"logprobs": {"content": [{"token": "a", "logprob": -0.5}, {"token": "b", "logprob": -1}]}}',
            ", 0.75",
        ),
        ("plain.json", '{"tokens": ["a", "b"], "token_logprobs": [-0.5, -1.0]}', ", 0.75"),
        ("first.json", '{"tokens": ["a", "b"], "token_logprobs": [null, -1.0]}', ""),
        ("rows.jsonl", '{"token": "a", "logprob": -0.5}\n{"token": "b", "logprob": -1}\n', ", 0.75"),
    ],
)
def test_what_log_probabilities_of_tokens_come_to(name: str, text: str, mean: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text)
    with pytest.raises(InputError) as caught:
        read(name, None, {})
    assert f"the cross entropy is minus their mean{mean}; found by name:" in caught.value.remedy


@pytest.mark.parametrize(
    "text", ['{"logprobs": [[-0.5, -1.0]]}', '{"logprob": [0.5, -1.0]}', '{"scores": [-0.5, -1.0]}']
)
def test_what_are_no_log_probabilities_of_tokens(text: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.json").write_text(text)
    with pytest.raises(InputError) as caught:
        read("x.json", None, {})
    assert "minus their mean" not in caught.value.remedy
