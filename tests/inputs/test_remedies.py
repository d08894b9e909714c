"""Every remedy of a reader that names words or options is followed: typed in, they must give the right number."""

import shlex
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from lossctl.command import cli

X, T = np.array([[1.0, 2.0], [3.0, 0.5]]), np.array([0, 1])
ROWS = "1,2,0\n3,0.5,1\n"
TABLE = f"cat,dog,label\n{ROWS}"


class Case(NamedTuple):
    files: dict[str, str]
    line: str  # as it was typed; its error has `remedy` in its last line
    remedy: str
    again: str  # what is typed then
    value: float | None = None  # None: the cross entropy of X and T


CASES = {
    "a column, misspelt": Case(
        {"x.csv": TABLE}, "ce x.csv:cat,dgo x.csv:label", "did you mean x.csv:cat,dog?", "ce x.csv:cat,dog x.csv:label"
    ),
    "several columns, misspelt": Case(
        {"x.csv": TABLE},
        "ce x.csv:catt,Dog x.csv:label",
        "did you mean x.csv:cat,dog?",
        "ce x.csv:cat,dog x.csv:label",
    ),
    "members without a role, of which the first two do not fit": Case(
        {"x.json": '{"foo": [[1, 2], [3, 0.5]], "more": [[3, 4], [5, 6]], "bar": [0, 1]}'},
        "ce x.json",
        "pick both: x.json:foo x.json:bar;",
        "ce x.json:foo x.json:bar",
    ),
    "an input with a role, and others": Case(
        {"x.json": '{"foo": [[4, 2], [3, 1]], "bar": [0, 1], "logits": [[1, 2], [3, 0.5]]}'},
        "ce x.json",
        "pick both: x.json:logits x.json:bar;",
        "ce x.json:logits x.json:bar",
    ),
    "a table of targets alone": Case(
        {"y.csv": "label\n0\n1\n", "x.csv": "cat,dog\n1,2\n3,0.5\n"},
        "ce y.csv",
        "give the input before it: INPUT y.csv;",
        "ce x.csv y.csv",
    ),
    "columns without a target beside them": Case(
        {"x.csv": TABLE},
        "ce x.csv:cat,dog",
        "give TARGET too: x.csv:cat,dog x.csv:label",
        "ce x.csv:cat,dog x.csv:label",
    ),
    "a part that holds two": Case(
        {"x.json": '{"train": {"logits": [[1, 2], [3, 0.5]], "labels": [0, 1]}, "val": {"logits": [[1, 2]]}}'},
        "ce x.json:train",
        "did you mean x.json:train.logits x.json:train.labels?",
        "ce x.json:train.logits x.json:train.labels",
    ),
    "likelihoods of lm-eval-harness": Case(
        {
            "x.jsonl": '{"doc_id": 0, "resps": [[1, false], [2, true]], "target": 0}\n'
            '{"doc_id": 1, "resps": [["3", "True"], ["0.5", "False"]], "target": "1"}\n'
        },
        "ce x.jsonl",
        "pick both: x.jsonl:resps x.jsonl:target;",
        "ce x.jsonl:resps x.jsonl:target",
    ),
    "a name with a blank": Case(
        {"my x.csv": TABLE},
        "ce 'my x.csv:cat,dgo' 0,1",
        "did you mean 'my x.csv':cat,dog?",
        "ce 'my x.csv':cat,dog 0,1",
    ),
    "a column in other letters": Case(
        {"x.csv": TABLE}, "ce x.csv:cat,dog x.csv:Label", "did you mean x.csv:label?", "ce x.csv:cat,dog x.csv:label"
    ),
    "a member, misspelt": Case(
        {"x.json": '{"rows": [[1, 2], [3, 0.5]], "truth": [0, 1]}'},
        "ce x.json:row x.json:truth",
        "did you mean x.json:rows?",
        "ce x.json:rows x.json:truth",
    ),
    "the end of a member's name": Case(
        {"x.json": '{"model": {"scores": [[1, 2], [3, 0.5]]}, "truth": [0, 1]}'},
        "ce x.json:scores x.json:truth",
        "did you mean x.json:model.scores?",
        "ce x.json:model.scores x.json:truth",
    ),
    "a part of an array without a name": Case(
        {"x.json": "[[1, 2], [3, 0.5]]"}, "ce x.json:logits 0,1", "leave :logits out", "ce x.json 0,1"
    ),
    "members without a role": Case(
        {"x.json": '{"foo": [[1, 2], [3, 0.5]], "bar": [0, 1]}'},
        "ce x.json",
        "pick both: x.json:foo x.json:bar",
        "ce x.json:foo x.json:bar",
    ),
    "members without a role beside words": Case(
        {"x.json": '{"model": "m", "ids": [7, 8], "foo": [[1, 2], [3, 0.5]], "bar": [0, 1]}'},
        "ce x.json",
        "pick both: x.json:foo x.json:bar",
        "ce x.json:foo x.json:bar",
    ),
    "records without a target's name": Case(
        {
            "x.jsonl": '{"ids": ["p", "q"], "logits": [1, 2], "which": 0}\n'
            '{"ids": ["p"], "logits": [3, 0.5], "which": 1}\n'
        },
        "ce x.jsonl",
        "pick both: x.jsonl:logits x.jsonl:which",
        "ce x.jsonl:logits x.jsonl:which",
    ),
    "prose": Case(
        {
            "x": "Measured (eps=0.1, C=5), as\ntold above, is the loss.\n",
            "y": "input = [[1, 2], [3, 0.5]]\ntarget = [0, 1]\n",
        },
        "ce x",
        "write a line for each array: input = [[2, 0.5]], then target = [0]",
        "ce y",
    ),
    "a target without a name": Case(
        {"x.csv": f"cat,dog,kind\n{ROWS}"},
        "ce x.csv",
        "say which is the target: x.csv x.csv:cat or x.csv x.csv:kind;",
        "ce x.csv:cat,dog x.csv:kind",
    ),
    "two families": Case(
        {"x.csv": "p_cat,p_dog,q_cat,q_dog,label\n1,2,5,6,cat\n3,0.5,7,8,dog\n"},
        "ce x.csv",
        "say which: x.csv:p_cat,p_dog or x.csv:q_cat,q_dog, then the target: x.csv:label",
        "ce x.csv:p_cat,p_dog x.csv:label",
    ),
    "a table without a header": Case(
        {"x.csv": ROWS},
        "ce x.csv",
        "pick columns by their places: x.csv:0,1 x.csv:2 --no-header",
        "ce x.csv:0,1 x.csv:2 --no-header",
    ),
    "a table without a header, certainly": Case(
        {"x.csv": "3,0.5,1\n1,2,0\n"}, "ce x.csv", "places: x.csv:0,1 x.csv:2", "ce x.csv:0,1 x.csv:2"
    ),
    "a first line that is a header or a row": Case(
        {"x.csv": ROWS},
        "ce x.csv:0,1 x.csv:2",
        "say which with --header or --no-header",
        "ce x.csv:0,1 x.csv:2 --no-header",
    ),
    "a file, misspelt": Case({"x.csv": TABLE}, "ce x.csvv 0,1", "did you mean x.csv?", "ce x.csv:cat,dog 0,1"),
    "pipes of both": Case(
        {"x.csv": TABLE}, "ce - -", "put the other array into a file", "ce x.csv:cat,dog x.csv:label"
    ),
    "classes of other names": Case(
        {"x.csv": "cat,dog,bird\n1,2,9\n3,0.5,9\n", "y.csv": "cat,dog,fish\n1,0,0\n0,1,0\n"},
        "ce x.csv y.csv",
        "pick the columns of the same names in both: FILE:cat,dog",
        "ce x.csv:cat,dog y.csv:cat,dog",
    ),
    "columns of a slice": Case(
        {"x.csv": TABLE}, "ce 'x.csv[:, :2]' 0,1", "columns are named: FILE:a,b", "ce x.csv:cat,dog 0,1"
    ),
    "a slice of all": Case(
        {"x.json": '{"logits": [[1, 2, 7], [3, 0.5, 7]], "labels": [0, 1]}'},
        "ce 'x.json[:, :2]'",
        "name each array with its slice: x.json:NAME[:, :2]",
        "ce 'x.json:logits[:, :2]' x.json:labels",
    ),
    "one column of a loss of classes": Case(
        {"x.csv": "p\n0.5\n0.25\n"}, "ce x.csv 1,0", "is for lossctl bce,", "bce x.csv 1,0", -np.log([0.5, 0.75]).mean()
    ),
}


def cross_entropy() -> float:
    return float((np.log(np.exp(X).sum(axis=1)) - X[[0, 1], T]).mean())


@pytest.mark.parametrize("name", CASES)
def test_a_remedy_works(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = CASES[name]
    monkeypatch.chdir(tmp_path)
    for file, text in case.files.items():
        Path(file).write_text(text)
    assert cli.main(shlex.split(case.line)) == 2
    error = capsys.readouterr().err
    assert case.remedy in error.splitlines()[-1], error
    assert cli.main([*shlex.split(case.again), "-q"]) == 0
    value = cross_entropy() if case.value is None else case.value
    assert float(capsys.readouterr().out) == pytest.approx(value, rel=1e-12)
