"""A pasted block gives its loss, and a note on whatever else it names."""

from collections.abc import Callable

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
        "several losses: loss 0.7, ce loss 0.35",
    ]
    assert given(text, stated=frozenset({"reduction", "target_from", "expect"})).notes == ()


def test_the_last_of_several_losses_is_checked(given: Read, notes: Notes) -> None:
    text = PAIR + "loss: 0.72\nce loss: 0.35\nloss: 0.36\n"
    assert given(text).loss == "0.36"
    assert notes(text) == [
        "several losses: loss 0.72, ce loss 0.35, loss 0.36; the last is checked, --expect takes another"
    ]


def test_one_loss_that_stands_there_twice_is_one(notes: Notes) -> None:
    assert notes(PAIR + "loss = torch.tensor(0.72)\nprint(loss)  # tensor(0.72)\n") == []


def test_losses_in_an_array_are_not_checked(given: Read, notes: Notes) -> None:
    text = PAIR + "loss: [1.3133, 0.1269]\n"
    assert given(text).loss is None
    assert notes(text) == ["loss is an array, and not checked; --reduction none --expect takes it"]
