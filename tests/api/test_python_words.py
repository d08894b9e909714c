"""What is said to a caller in Python is in the words of Python, and what it suggests can be run."""

import ast
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lossctl
from lossctl.api.python_words import said

PACKAGE = Path(lossctl.__file__).parent
TESTS = Path(__file__).parent.parent
LEFT = re.compile(r"(?<![\w-])--[a-z]|\blossctl (?:ce|bce|bce-logits|kl|merge)\b|\b(?:INPUT|TARGET|ARRAY)\b")
SAID = {
    "--from probs gives 0.43": "from_='probs' gives 0.43",
    "with --class-axis -1, too": "with class_axis=-1, too",
    "leave out --reduction none, or give an array": "leave out reduction='none', or give an array",
    "--ignore-index leaves them out": "ignore_index leaves them out",
    "--reduction max is none of mean, sum, none": "reduction='max' is none of 'mean', 'sum', 'none'",
    "--ignore-index [1, 2] is not a whole number": "ignore_index=[1, 2] is not a whole number",
    "--weight 1,2 --pos-weight 3": "weight=[1, 2], pos_weight=3",
    "--weight '[[1], [2]]'": "weight=[[1], [2]]",
    "say which with --header or --no-header": "say which with header=True or header=False",
    "a logit for lossctl bce-logits": "a logit for lossctl.bce_logits",
    "lossctl bce gives 0.2": "lossctl.bce gives 0.2",
    "lossctl ce '[[2, 0.5]]' 0,1 --weight 1,2 gives 3": "lossctl.ce([[2, 0.5]], [0, 1], weight=[1, 2]) gives 3",
    "lossctl ce INPUT 'TARGET[:, 1:]' --class-axis -1": "lossctl.ce(input, target[:, 1:], class_axis=-1)",
    "lossctl ce 'my x.npy' batch.npz:labels": "lossctl.ce('my x.npy', 'batch.npz:labels')",
    "lossctl bce nan,0.5 0,1": "lossctl.bce([float('nan'), 0.5], [0, 1])",
    "lossctl kl x.npy y.npy --from log-probs: 1": "lossctl.kl('x.npy', 'y.npy', from_='log-probs'): 1",
    "INPUT and TARGET at once": "input and target at once",
    "off by 3--4; nothing to translate": "off by 3--4; nothing to translate",
}


@pytest.mark.parametrize("sentence", SAID)
def test_a_sentence(sentence: str) -> None:
    assert said(sentence) == SAID[sentence]


def test_files_may_have_any_name() -> None:
    wanted = "swapped: lossctl.ce('labels[:, 1:]', 'logits', from_='probs')"
    assert said("swapped: lossctl ce 'labels[:, 1:]' logits --from probs", ["logits", "labels"]) == wanted


def sentences(tree: ast.AST) -> Iterator[str]:
    """The texts in a file that are no docstrings, with a number where a value is put in."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "1" for part in node.values)
            yield "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not {id(node)} & (docs | inside):
            yield node.value


# What speaks to the command line alone, and the tables of words.
OF_COMMANDS = ("command/", "api/", "settings.py", "losses/__init__.py", "report/person.py", "inputs/array_names.py")
FILES = [
    path for path in sorted(PACKAGE.rglob("*.py")) if not path.relative_to(PACKAGE).as_posix().startswith(OF_COMMANDS)
]


def test_no_sentence_of_the_rooms_below_keeps_an_option() -> None:
    texts = [text for path in FILES for text in sentences(ast.parse(path.read_text()))]
    texts = [text for text in texts if re.search(r" --[a-z]|^--[a-z]{2}", text)]
    assert len(texts) > 50
    assert [said(text) for text in texts if LEFT.search(said(text))] == []


RANDOM = np.random.default_rng(17)
X, T = RANDOM.normal(size=(4, 3)).round(2), np.array([0, 2, 1, 1])
P = np.array([[0.7, 0.2, 0.1], [0.25, 0.6, 0.15], [0.1, 0.15, 0.75], [0.3, 0.45, 0.25]])
Y = np.array([[1, 0, 1], [0, 0, 1], [1, 1, 0], [0, 1, 0]])
SEQUENCES, TOKENS = RANDOM.normal(size=(2, 5, 3)), RANDOM.integers(0, 3, (2, 5))
MANY = RANDOM.normal(size=(50, 20))
WRONG: list[tuple[str, Any, Any, dict[str, Any]]] = [
    ("ce", T, X, {}),
    ("ce", TOKENS, SEQUENCES, {}),
    ("ce", SEQUENCES, TOKENS, {}),
    ("ce", SEQUENCES[:, :-1], TOKENS, {"class_axis": -1}),
    ("ce", MANY, RANDOM.integers(0, 21, 50), {}),
    ("ce", X, [0, 1, 2, 3], {}),
    ("ce", X, [1, 2, 3, 3], {}),
    ("ce", X, [0, 1, -1, 2], {}),
    ("ce", X, T, {"weight": [1, 2]}),
    ("ce", X, T, {"weight": [1, 2, 3, 4]}),
    ("ce", X, T, {"reduction": "batchmean"}),
    ("ce", X, T, {"class_axis": 3}),
    ("ce", X, T, {"from_": "probs"}),
    ("ce", X, T, {"from_": "probability"}),
    ("ce", P, T, {"from_": "probs", "temperature": 2.0}),
    ("ce", X, P, {"ignore_index": 1}),
    ("ce", X, T, {"expect": [1.0, 2.0]}),
    ("ce", X, T, {"rtol": 0.1}),
    ("ce", X, T, {"expect": 1.0, "rtol": -0.1}),
    ("ce", X, T, {"sample_weight": [1, 2, 3]}),
    ("ce", X[:, 0], T, {}),
    ("ce", X[:, :1], T, {}),
    ("ce", [0.2, 0.7, 0.9, 0.1], [1, 0, 1, 1], {}),
    ("ce", 0.5, 1, {}),
    ("bce", X, Y, {}),
    ("bce", P, T, {}),
    ("bce", Y, P[:, 0], {}),
    ("bce", P, Y[:, :1], {}),
    ("bce", P[:, 0], [0, -1, 1, 0], {}),
    ("bce", P[:, 0], [1, 2, 1, 2], {}),
    ("bce", P, Y, {"weight": [1, 2, 3, 4]}),
    ("bce", MANY, MANY > 0, {}),
    ("bce_logits", X, T, {}),
    ("bce_logits", MANY, RANDOM.integers(0, 20, 50), {}),
    ("bce_logits", X[:, 0], [-1, 1, -1, 1], {}),
    ("bce_logits", P, Y, {}),
    ("bce_logits", X, Y, {"pos_weight": [1, 2]}),
    ("kl", X, T, {}),
    ("kl", X, X, {}),
    ("kl", X, P[:3], {}),
    ("kl", P[0], P[1], {"from_": "probs"}),
    ("kl", X, P, {"temperature": 2.0, "reduction": "batchmean"}),
    ("ce", "nothing.npy", [0], {}),
    ("ce", "", [0], {}),
]
NOTED = [
    (function.__name__, *arrays, given)
    for function, arrays, given, _ in runpy.run_path(str(TESTS / "remarks/test_notes.py"))["CASES"].values()
]
EXPECTED = [
    ("ce", X, T, {"expect": value, **given})
    for value in (0.69314718, 4.3219, 1.5129)
    for given in ({}, {"weight": [1, 2, 3]}, {"label_smoothing": 0.1})
]


def told(name: str, input: Any, target: Any, given: dict[str, Any]) -> list[str]:
    """All that the call says: of an error, or of a result."""
    try:
        result = getattr(lossctl, name)(input, target, **given)
    except lossctl.InputError as error:
        return [str(error)]
    causes = result.verdict.diagnosis if result.verdict else ()
    words = [word for cause in causes for word in (cause.sentence, cause.options or "", *cause.leave_out)]
    return [*result.notes, *words, repr(result), str(result), result.explain()]


@pytest.mark.parametrize("call", [*WRONG, *NOTED, *EXPECTED], ids=lambda call: f"{call[0]} {sorted(call[3])}")
def test_a_call_says_nothing_in_the_words_of_the_command(call: tuple[str, Any, Any, dict[str, Any]]) -> None:
    texts = told(*call)
    assert not [text for text in texts if LEFT.search(text)]
    for text in texts[:-2]:  # the pages say the same, in lines of 80 letters
        for suggested in re.findall(r"lossctl\.\w+\((?:[^()]|\([^()]*\))*\)", text):
            variables = {"input": np.asarray(call[1]), "target": np.asarray(call[2])}
            assert float(eval(suggested, {"lossctl": lossctl, **variables})) >= 0, suggested


def test_among_them_are_calls_to_run() -> None:
    suggested = [text for call in WRONG for text in told(*call) if "lossctl." in text]
    assert len(suggested) > 12


def test_what_a_cause_says_to_write_gives_the_number() -> None:
    total = lossctl.ce(X, T, reduction="sum").loss
    result = lossctl.ce(X, T, expect=total)
    cause = result.verdict.diagnosis[0]
    assert cause.options == "reduction='sum'"
    again = eval(f"lossctl.ce(X, T, expect=total, {cause.options})", {**globals(), "total": total})
    assert again


def test_the_json_keeps_the_words_of_the_command() -> None:
    made = lossctl.ce(P, T, expect=lossctl.ce(P, T, reduction="sum").loss).to_dict()
    assert "--from probs" in made["notes"][0]
    assert made["diagnosis"][0]["options"] == "--reduction sum"
