"""One sample a line, and lists of pairs whose columns a loop or a comment names."""

import json

import pytest

from lossctl.command.cli import main

LINES = {
    "colons": "Actual: 1, Predicted: 0.90 → Loss: 0.1054\nActual: 0, Predicted: 0.90 → Loss: 2.3026\n",
    "equals": "p=0.9 y=1 loss=0.1054\np=0.9 y=0 loss=2.3026\n",
    "numbered": "Sample 1: y_true=1, y_pred=0.9 -> 0.1054\nSample 2: y_true=0, y_pred=0.9 -> 2.3026\n",
    "tabs": "True: 1\tPred: 0.9\tLoss: 0.1054\nTrue: 0\tPred: 0.9\tLoss: 2.3026\n",
    "calls": "BCE(y=1, p=0.9) = 0.1054\nBCE(y=0, p=0.9) = 2.3026\n",
    "prose": "Results:\n\n- true: 1 | pred: 0.9 | loss: 0.1054 (good)\n- true: 0 | pred: 0.9 | loss: 2.3026 (bad)\n",
}
LOOP = """data = [(1, 0.9), (0, 0.9)]
for y, p in data:
    print("Loss:", -(y * np.log(p) + (1 - y) * np.log(1 - p)))

Loss: 0.1054
Loss: 2.3026
"""
ROWS = "logits=[2.0, 0.5, 0.1], label=0 -> loss=0.3168\nlogits=[0.0, 1.5, 0.2], label=1 -> loss=0.4025\n"


@pytest.fixture
def result_of(tmp_path):
    def run(text: str, command: str = "bce"):
        path, out = tmp_path / "post.txt", tmp_path / "out.json"
        path.write_text(text, encoding="utf-8")
        status = main([command, str(path), "--json", "-o", str(out)])
        return status, json.loads(out.read_text(encoding="utf-8")) if status < 2 else {}

    return run


@pytest.mark.parametrize("text", [*LINES.values(), LOOP], ids=[*LINES, "loop"])
def test_each_loss_is_judged_by_its_own_line(text: str, result_of) -> None:
    status, found = result_of(text)
    assert status == 0
    assert found["loss"] == pytest.approx(1.2039728, abs=1e-6)
    assert [each["matches"] for each in found["losses"]] == [True, True]
    status, found = result_of(text.replace("0.1054", "0.2054"))
    assert [each["matches"] for each in found["losses"]] == [False, True]


def test_rows_of_logits(result_of) -> None:
    status, found = result_of(ROWS, "ce")
    assert (status, found["loss"]) == (0, pytest.approx(0.359674, abs=1e-6))
    assert [each["matches"] for each in found["losses"]] == [True, True]
    assert result_of(ROWS.replace("0.4025", "0.5025"), "ce")[0] == 1


def test_many_lines_are_one_array(result_of) -> None:
    status, found = result_of(LINES["equals"] * 11)
    assert (status, len(found["losses"])) == (0, 1)


def test_inputs_that_a_format_cut(result_of) -> None:
    text = "y: 1, p: 0.90, loss: 0.1009\ny: 1, p: 0.32, loss: 1.1407\n"
    status, found = result_of(text)
    assert (status, found.get("losses")) == (0, None)
    assert any("its input is printed with so few digits" in note for note in found["notes"])
    assert result_of(f"p = [0.904, 0.3196]\n{text}")[1]["losses"][0]["matches"]


def test_a_comment_names_the_columns(result_of) -> None:
    assert result_of("# (label, prob)\ndata = [(1, 0.9), (1, 0.1)]\n")[1]["loss"] == pytest.approx(1.2039728)
    assert result_of("data = [(1, 0.9), (1, 0.1)]  # (x, z)\n")[0] == 2


def test_losses_of_a_loop_that_are_fewer_than_its_samples(result_of) -> None:
    status, found = result_of(LOOP.replace("(0, 0.9)]", "(0, 0.9), (1, 0.5)]"))
    assert (status, found.get("losses")) == (0, None)
    assert any("nothing tells of which of the 3 samples it is" in note for note in found["notes"])


def test_predicted_classes_are_no_probabilities(result_of) -> None:
    assert result_of("Actual: 1, Predicted: 1, Loss: 0.1054\nActual: 0, Predicted: 1, Loss: 2.3026\n")[0] == 2
