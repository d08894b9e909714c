"""The input and the target among the members of a container, whatever else it holds, in whatever order."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossctl.errors import InputError
from lossctl.inputs.array_names import form_of
from lossctl.inputs.document import Members, Text
from lossctl.inputs.hints import Hints
from lossctl.inputs.members.member_names import parse_name

X = np.array([[2.0, 0.5, 0.25], [0.5, 2.0, 0.5], [-1.25, 0.75, 1.5], [0.125, 0.5, 0.25]])
P = np.exp(X) / np.exp(X).sum(1, keepdims=True)
Y = np.array([0, 1, 2, 1])
B, YB = np.array([0.25, 0.75, 0.5, 0.125]), np.array([0, 1, 1, 0])


HINTS = {
    "ce": Hints(compares="classes"),
    "kl": Hints(compares="distributions"),
    "bce": Hints("probs", "elements"),
    "bce-logits": Hints("logits", "elements"),
    None: Hints(),
}


def members(arrays: Mapping[str, Any]) -> Members:
    def text(words: list[str]) -> Text:
        return Text(words, lambda i: (f"[{i}]",))

    found = {name: (lambda each=each: text(each) if isinstance(each, list) else each) for name, each in arrays.items()}
    return Members(found)


def pair(arrays: Mapping[str, Any], criterion: str | None = None, form: str | None = None) -> list[str]:
    document, hints = members(arrays), HINTS[criterion]
    hints = hints._replace(form=form) if form else hints
    return [found.name for role in ("input", "target") if (found := document.find(role, hints))]


EXTRAS: dict[str, Any] = {
    "pred": P.argmax(1),
    "features": np.ones((4, 7)),
    "ids": ["a", "b", "c", "d"],
    "output": ["some", "text"],
    "expected": np.array(0.5),
    "accuracy": np.array(0.75),
    "one_hot": np.eye(3)[Y],
    "teacher_probs": P,
    "fold": np.array([1, 2, 3, 4]),
    "y": Y.astype(np.float32),
}


@given(st.permutations(["logits", "labels", *EXTRAS]), st.sets(st.sampled_from(sorted(EXTRAS))))
def test_other_members_and_their_order_change_nothing(order: list[str], extras: set[str]) -> None:
    kept = [name for name in order if name not in EXTRAS or name in extras]
    arrays = {name: {"logits": X, "labels": Y, **EXTRAS}[name] for name in kept}
    assert pair(arrays, "ce") == ["logits", "labels"]


@pytest.mark.parametrize(
    ("arrays", "criterion", "form", "expected"),
    [
        ({"probs": P, "logits": X, "y": Y}, "ce", None, ["logits", "y"]),
        ({"probs": P, "logits": X, "y": Y}, "ce", "probs", ["probs", "y"]),
        ({"logits": X, "scores": P, "y": Y}, "ce", "probs", ["scores", "y"]),
        ({"logits": B, "probs": B, "y": YB}, "bce", None, ["probs", "y"]),
        ({"logits": B, "probs": B, "y": YB}, "bce-logits", None, ["logits", "y"]),
        ({"probs": P, "score": B, "y": YB}, "bce", None, ["score", "y"]),
        ({"probs": P, "score": B, "y": YB}, "ce", None, ["probs", "y"]),
        ({"logits": X, "label": Y, "teacher_logits": X}, "kl", None, ["logits", "teacher_logits"]),
        ({"student": X, "teacher": P, "label": Y}, "kl", None, ["student", "teacher"]),
        ({"logits": X, "label": Y, "targets": P}, "kl", None, ["logits", "targets"]),
        ({"y_pred": B, "y_true": YB}, None, None, ["y_pred", "y_true"]),
        ({"input": B, "sigmoid": B / 2, "y": YB}, "bce", None, ["input", "y"]),
        ({"logits": X, "model_logits": X * 2, "y": Y}, "ce", None, ["logits", "y"]),
        ({"arr_1": YB, "arr_0": B}, "bce", None, ["arr_0", "arr_1"]),
        ({"arr_0": YB, "arr_1": B}, "bce", None, ["arr_1", "arr_0"]),
        ({"logits": X, "label": ["a", "b", "c", "b"], "label_id": Y}, "ce", None, ["logits", "label_id"]),
        ({"test/logits": X, "test/y": Y, "train/logits": X + 1}, "ce", None, ["test/logits", "test/y"]),
    ],
)
def test_the_one_that_can_be_it(arrays: dict[str, Any], criterion: str, form: str, expected: list[str]) -> None:
    assert pair(arrays, criterion, form) == expected


@pytest.mark.parametrize(
    ("arrays", "problem"),
    [
        ({"pred": X, "output": X + 1, "y": Y}, "pred (4, 3), output (4, 3) could each be the input"),
        ({"input": X, "model_logits": X + 1, "y": Y}, "input (4, 3), model_logits (4, 3) could each be the input"),
        ({"probs": P, "y_prob": P * P, "y": Y}, "probs (4, 3), y_prob (4, 3) could each be the input"),
        ({"logits": X, "y": Y, "target": 2 - Y}, "target (4,), y (4,) could each be the target"),
        ({"logits": X, "y": Y, "soft": P}, None),
        ({"logits": X, "y": Y, "targets": P}, "targets (4, 3), y (4,) could each be the target"),
        ({"val_logits": X, "test_labels": Y}, "val_logits, test_labels are of different parts of the data"),
        ({"x": X, "y": Y}, "no array has the name of an input; the names are x (4, 3), y (4,)"),
        ({"arr_0": X, "arr_1": Y, "arr_2": Y}, "no array has the name of a target; the names are arr_0 (4, 3), "),
    ],
)
def test_what_is_not_certain_is_an_error(arrays: dict[str, Any], problem: str | None) -> None:
    if problem is None:
        assert pair(arrays, "ce") == ["logits", "y"]
        return
    with pytest.raises(InputError) as caught:
        pair(arrays, "ce")
    assert caught.value.problem.startswith(problem)


@pytest.mark.parametrize(
    ("name", "role", "form"),
    [
        ("Y_Proba", "input", "probs"),
        ("test_logits", "input", "logits"),
        ("y_test", "target", None),
        ("run1/val_log_probs", "input", "log-probs"),
        ("model.student_logits", "input", "logits"),
        ("teacher_probs", "target", "probs"),
        ("X_test", None, None),
        ("predicted_label", None, None),
    ],
)
def test_names(name: str, role: str | None, form: str | None) -> None:
    known = parse_name(name)
    assert (known and known.role, form_of(name)) == (role, form)
