"""The code in a pasted block tells which of its names is the weight, a loss, an input or a target."""

from collections.abc import Callable

import pytest

from lossctl.inputs import Given

Read = Callable[..., Given]
Notes = Callable[[str], list[str]]
Message = Callable[[str], str]
PAIR = "logits = [[1., 2.], [3., 5.]]\nlabels = [0, 1]\n"


@pytest.mark.parametrize(
    "code",
    [
        "nn.CrossEntropyLoss(weight=sc)",
        "nn.CrossEntropyLoss(sc)",
        "nn.CrossEntropyLoss(weight=sc.to(device), reduction='mean')",
        "nn.CrossEntropyLoss(\n    weight=torch.FloatTensor(sc),\n)",
        "F.cross_entropy(logits, labels, weight=sc)",
    ],
)
def test_code_names_the_weight(code: str, given: Read, notes: Notes) -> None:
    text = f"{PAIR}sc = [9., 15.]\nweights = [1., 2.]\nloss = {code}\n"
    assert given(text).arrays["weight"].tolist() == [9, 15]
    assert notes(text) == ["sc is the weight, by the code in the block", "not used: weights"]


def test_a_weight_within_a_call(given: Read, losses: Notes) -> None:
    text = PAIR + "loss = nn.CrossEntropyLoss(weight=torch.tensor([9., 15.]))(logits, labels)  # 0.35\n"
    assert given(text).arrays["weight"].tolist() == [9, 15]
    assert losses(text) == ["loss 0.35"]


@pytest.mark.parametrize("weight", ["cw", "sc / sc.sum()", "1 / sc", "sc.half()"])
def test_a_weight_without_its_numbers_is_told_of(weight: str, given: Read, notes: Notes) -> None:
    text = f"{PAIR}sc = [9., 15.]\nnn.CrossEntropyLoss(weight={weight})\n"
    assert "weight" not in given(text).arrays
    assert notes(text) == ["not used: sc", f"weight={weight} in the block, without its numbers; --weight takes them"]


@pytest.mark.parametrize(
    ("setting", "note"),
    [
        ("F.cross_entropy(logits, labels, reduction='sum')", "reduction=sum; --reduction takes it"),
        ("nn.CrossEntropyLoss(ignore_index=-1)", "ignore_index=-1; --ignore-index takes it"),
        ("label_smoothing = 0.1", "label_smoothing=0.1; --label-smoothing takes it"),
        ("reduction: batchmean", "reduction=batchmean; --reduction takes it"),
    ],
)
def test_other_settings_are_told_of(setting: str, note: str, notes: Notes) -> None:
    assert notes(PAIR + setting + "\n") == [f"the block says {note}"]


def test_settings_that_are_pytorchs_defaults_are_not(notes: Notes) -> None:
    code = "nn.CrossEntropyLoss(weight=None, reduction='mean', ignore_index=-100, label_smoothing=0.0)\n"
    assert notes(PAIR + code) == []


@pytest.mark.parametrize(
    "call", ["F.cross_entropy(x, t)", "nn.CrossEntropyLoss()(x, t)", "f = nn.CrossEntropyLoss()\nloss = f(x, t)"]
)
def test_pytorchs_own_call_names_input_and_target(call: str, given: Read) -> None:
    found = given(f"t = [0]\nx = [[1., 2.]]\n{call}\n")
    assert [found.arrays["input"].tolist(), found.arrays["target"].tolist()] == [[[1, 2]], [0]]


def test_other_calls_name_nothing(error: Message) -> None:
    assert error("p = [0.4, 0.6]\nq = [0.5, 0.5]\nloss = divergence(p, q)\n") == (
        ": no array has the name of a target; the names are p (2,), q (2,)\n"
        "  say which is the input, then which the target: FILE:p FILE:q (of standard input: -:p -:q)"
    )


def test_a_weight_that_a_loss_function_computed_is_no_loss(given: Read) -> None:
    text = PAIR + "weight = loss_weights(labels)\nprint(weight)\ntensor([9., 15.])\n"
    assert given(text).arrays["weight"].tolist() == [9, 15]


def test_a_part_or_a_view_that_a_call_takes_is_used(notes: Callable[[str], list[str]]) -> None:
    text = (
        "x = torch.tensor([[[0.1, 0.7], [1.2, 0.3]]])\ny = torch.tensor([[0, 1]])\n"
        "a = x[:, -1]\nb = y.view(-1)[1:]\nF.cross_entropy(a, b)\n"
    )
    assert notes(text) == []
