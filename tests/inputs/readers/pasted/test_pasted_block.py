"""A pasted block gives its loss, and a note on whatever else it names."""

from collections.abc import Callable

import pytest

from lossctl.inputs import Given

Read = Callable[..., Given]
Notes = Callable[[str], list[str]]
PAIR = "logits = [[1., 2.], [3., 5.]]\nlabels = [0, 1]\n"


def test_every_name_without_a_role_is_told_of(notes: Notes) -> None:
    assert notes(PAIR + "sc = torch.tensor([9., 15.])\nlr = 0.1\nresult -> tensor(1.3)\n") == [
        "not used: sc, lr, result"
    ]


def test_an_expression_without_a_role_is_told_of(notes: Notes) -> None:
    assert notes(PAIR + ">>> F.softmax(logits, dim=1)\ntensor([[0.2689, 0.7311]])\n") == [
        "not used: F.softmax(logits, dim=1)"
    ]


def test_nothing_is_told_of_what_is_stated(given: Read, notes: Notes) -> None:
    text = PAIR + "loss: 0.7\nce loss: 0.35\nreduction = sum\nlog_target = True\n"
    assert [note.partition(";")[0] for note in notes(text)] == [
        "the block says reduction=sum",
        "the block says log_target=True",
    ]
    assert given(text, stated=frozenset({"reduction", "target_from"})).notes == ()


def test_every_loss_is_shown_in_order(losses: Notes) -> None:
    assert losses(PAIR + "loss: 0.72\nce loss: 0.35\nloss: 0.36\n") == ["loss 0.72", "ce loss 0.35", "loss 0.36"]


def test_losses_may_be_an_array(losses: Notes) -> None:
    assert losses(PAIR + "loss: [1.3133, 0.1269]\n") == ["loss [1.3133, 0.1269]"]


@pytest.mark.parametrize("start", ["loss = 0.0", "loss = 0", "total_loss = 0.0"])
def test_a_number_to_start_from_is_no_loss(start: str, losses: Notes) -> None:
    assert losses(f"{PAIR}{start}\nfor i in range(2):\n    loss += f(i)\n") == []


@pytest.mark.parametrize(
    "line",
    [
        "Cross-Entropy (PyTorch): 0.7201",
        "The loss is 0.7201",
        "=> loss: 0.7201",
        "输出: 0.7201",
        "交差エントロピー誤差: 0.7201",
    ],
)
def test_a_loss_under_a_name_of_its_own(line: str, losses: Notes) -> None:
    assert [loss.rpartition(" ")[2] for loss in losses(PAIR + line + "\n")] == ["0.7201"]
