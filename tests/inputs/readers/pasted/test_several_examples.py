"""A paste that shows several examples: each loss is judged with the arrays of its own example."""

import pytest

import lossctl
from lossctl.command.cli import main

FIRST = """logits: tensor([[2.0, 0.5, 0.1], [0.0, 1.5, 0.2]])
labels: tensor([0, 1])
loss: 0.3597
"""
CALLED = """>>> z = torch.tensor([[1.0, 2.0], [3.0, 0.5], [0.0, 0.0]])
>>> F.cross_entropy(z, torch.tensor([1, 0, 0]))
tensor(0.3618)
"""


def notes_of(text: str, tmp_path, command: str = "ce") -> tuple[int, str]:
    path = tmp_path / "post.txt"
    path.write_text(text, encoding="utf-8")
    out = tmp_path / "out.txt"
    status = main([command, str(path), "-o", str(out)])
    return status, out.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", [f"{FIRST}\n{CALLED}", f"{CALLED}\n{FIRST}"])
def test_labels_and_a_call(text: str, tmp_path) -> None:
    status, shown = notes_of(text, tmp_path)
    assert status == 0
    assert "loss 0.3597: matches" in shown
    assert "0.3618: matches" in shown


def test_a_wrong_loss_of_the_first_example_is_seen(tmp_path) -> None:
    _, shown = notes_of(FIRST.replace("0.3597", "0.4597") + "\n" + CALLED, tmp_path)
    assert "loss 0.4597: no match" in shown
    assert "0.3618: matches" in shown


def test_two_inputs_above_one_loss(tmp_path) -> None:
    above = "first_logits: tensor([[0.0, 1.0], [2.0, 0.0]])\nsecond_logits: tensor([[0.0, 1.5], [2.0, 0.0]])\n"
    _, shown = notes_of(f"{above}labels: tensor([0, 1])\nloss: 0.25\n\n{CALLED}", tmp_path)
    assert "loss 0.25 is not judged: nothing tells to which of the arrays it belongs" in shown


def test_a_call_whose_arrays_are_not_shown(tmp_path) -> None:
    code = """print(F.cross_entropy(a, b))
print(F.softmax(a, dim=1))
_, predicted = torch.max(a, 1)
print(predicted, torch.argmax(a, 1))
tensor(0.3143)
tensor([[0.6590, 0.3410], [0.1095, 0.8905]])
tensor([0, 1]) tensor([0, 1])
"""
    _, shown = notes_of(code, tmp_path)
    assert "0.3143 is not judged: the paste does not show the arrays of its call" in shown


def test_the_numbers_of_these_examples() -> None:
    assert lossctl.ce([[2.0, 0.5, 0.1], [0.0, 1.5, 0.2]], [0, 1]).loss == pytest.approx(0.359674, abs=1e-6)
    assert lossctl.ce([[1.0, 2.0], [3.0, 0.5], [0.0, 0.0]], [1, 0, 0]).loss == pytest.approx(0.361766, abs=1e-6)


ARRAYS = "x = torch.tensor([[2.0, 0.5, 0.1], [0.0, 1.5, 0.2]])\nt = torch.tensor([0, 1])\n"
OWN = "def cross_entropy(p, t):\n    return -torch.log(p[range(2), t]).mean()\n"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("print('manual', F.cross_entropy(x, t).item())\nmanual 0.35967362\n", "manual 0.35967362: matches"),
        ("print('loss', loss.item())\nloss 0.4597\n", "loss 0.4597 (reduction=sum): no match"),
        ("print(F.mse_loss(x, x))\nprint('Hinge loss', h)\nHinge loss 0.6\n", "Hinge loss 0.6 is not judged"),
        (f"{OWN}print(F.cross_entropy(x, t))\ntensor(0.3597)\n", "F.cross_entropy(x, t) 0.3597: matches"),
        ("w = torch.tensor([1., 2., 3.])\nprint(my_loss(x, t))\ntensor(0.3597)\n", "my_loss(x, t) 0.3597: matches"),
        ("print(F.cross_entropy(x, t))\n: tensor(0.3597)\n", "F.cross_entropy(x, t) 0.3597: matches"),
    ],
)  # fmt: skip
def test_what_is_told_of_a_loss(code: str, told: str, tmp_path) -> None:
    """Beside a first loss that matches, so that each is told of."""
    _, shown = notes_of(f"{ARRAYS}print(F.cross_entropy(x, t, reduction='sum'))\ntensor(0.7193)\n{code}", tmp_path)
    assert told in shown


@pytest.mark.parametrize(("printed", "status"), [("1.0079", 0), ("1.00786", 0), ("1.0085", 1), ("1.3", 1)])
def test_four_decimals_of_the_input_leave_a_loss_open(printed: str, status: int, tmp_path) -> None:
    """The probabilities are printed with four decimals, and the loss was calculated of all of them."""
    text = f"""p: tensor([[0.2665], [0.3571], [0.6895], [0.8497]])
y: tensor([[1.], [0.], [1.], [0.]])
loss: tensor({printed})
"""
    found, shown = notes_of(text, tmp_path, "bce")
    assert found == status
    assert ("as far as the 4 decimals of the input tell" in shown) is (status == 0)


def test_numbers_that_nobody_printed_leave_nothing_open(tmp_path) -> None:
    text = "p: [0.25, 0.35, 0.65, 0.85]\ny: [1, 0, 1, 0]\nloss: 1.0331\n"
    assert notes_of(text, tmp_path, "bce")[0] == 1
