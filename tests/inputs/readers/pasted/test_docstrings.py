"""Examples in docstrings below the head of their function or class, and metrics that are asked for what they hold."""

import pytest

from lossctl.command.cli import main
from lossctl.inputs.readers.pasted.lines.docstrings import example_lines

METRIC = '''class Entropy(Metric):
    """Computes the entropy of labels such as [0, 1].

    Usage:

    ```python
    p = torch.tensor([[0.6, 0.4], [0.4, 0.6]])
    y = torch.tensor([[0, 1], [0, 0]])
    entropy = BinaryCrossEntropy()
    entropy(p, y)
    assert abs(entropy.compute() - 0.814924) < 1e-5
    ```
    """

    def __init__(self):
        self.weight = [[0.5, 2.0], [3.0, 1.0]]
'''
FUNCTION = '''def cross_entropy(logits: Tensor,
                  target: Tensor) -> Tensor:
    """Of logits such as [[1, 2, 3], [3, 2, 1]].

    Example::

        logits = torch.tensor([[2.0, 0.5, 0.1], [0.0, 1.5, 0.2]])
        target = torch.tensor([0, 1])
        print(cross_entropy(logits, target))
        # tensor(0.3597)

    Returns:
        a number
    """
    weight = torch.tensor([0.2, 0.3, 0.5])
    log_probs = torch.log_softmax(logits, dim=-1)
    return -log_probs[range(len(target)), target].mean()
'''
KERAS = '''class BinaryCrossentropy(MeanMetricWrapper):
    """Of labels and predictions.

    Standalone usage:

    >>> m = keras.metrics.BinaryCrossentropy()
    >>> m.update_state([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]])
    >>> m.result().numpy()
    0.81492424
    """
'''


def status_of(text: str, tmp_path, command: str) -> tuple[int, str]:
    path, out = tmp_path / "post.txt", tmp_path / "out.txt"
    path.write_text(text, encoding="utf-8")
    status = main([command, str(path), "-o", str(out)])
    return status, out.read_text(encoding="utf-8") if out.exists() else ""


@pytest.mark.parametrize(
    ("text", "command", "number"),
    [(METRIC, "bce", "0.814924"), (FUNCTION, "ce", "0.3597"), (KERAS, "bce", "0.81492424")],
)
def test_the_loss_of_an_example_is_judged(text: str, command: str, number: str, tmp_path) -> None:
    status, shown = status_of(text, tmp_path, command)
    assert (status, f"expected {number}: matches" in shown) == (0, True)
    status, shown = status_of(text.replace(number, "0.9" + number[3:]), tmp_path, command)
    assert (status, "no match" in shown) == (1, True)


def test_what_stands_in_a_docstring_beside_its_example_is_no_array(given) -> None:
    found = given(FUNCTION).arrays
    assert {role: array.shape for role, array in found.items()} == {"input": (2, 3), "target": (2,)}


def test_two_calls_before_the_loss_is_asked_for(tmp_path) -> None:
    twice = METRIC.replace("    entropy(p, y)\n", "    entropy(p, y)\n    entropy(p, p)\n")
    status, shown = status_of(twice, tmp_path, "bce")
    assert status == 0
    assert "is not judged: what a second call does in BinaryCrossEntropy is not known" in shown


def test_which_lines_are_examples() -> None:
    assert example_lines(METRIC) == frozenset(range(7, 12))
    assert example_lines(FUNCTION) == frozenset(range(7, 11))
    assert example_lines('def f():\n    """One line: [1, 2]."""\n    x = [1, 2]\n') == frozenset()
    assert example_lines('x = """\nUsage:\n  [1, 2]\n"""\n') == frozenset()
