"""A function that the paste defines, or only calls: its code, its arrays or a trial tell how its loss is meant."""

import json
from collections.abc import Callable

import pytest

from lossctl.command.cli import main
from lossctl.inputs.readers.pasted.losses.own_losses import OwnLoss, own_loss

P = "probs_of_rows = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]])\n"
A = "a = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]])\n"
ONE_HOT, INDICES = "t = np.array([[1, 0, 0], [0, 1, 0]])\n", "t = np.array([0, 1])\n"
MEAN, SUM, OF_LOGITS = 0.4337502838523616, 0.8675005677047232, 0.810618052116437

Judge = Callable[..., dict[str, object]]


@pytest.fixture
def judge(tmp_path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Judge:
    monkeypatch.chdir(tmp_path)

    def run(text: str, command: str = "ce") -> dict[str, object]:
        (tmp_path / "block.txt").write_text(text, encoding="utf-8")
        name, *options = command.split()
        assert main([name, "block.txt", "--json", *options]) in (0, 1)
        return dict(json.loads(capsys.readouterr().out))

    return run


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def f(t, p):\n    return -np.sum(t * np.log(p))", OwnLoss(("ce",), "ti", "probs", "sum")),
        (
            "def f(p, t):\n    n = len(t)\n    return -np.log(p[range(n), t]).sum() / n",
            OwnLoss(("ce",), "it", "probs", "mean"),
        ),
        ("def f(t, p): return -(1 / len(t)) * np.sum(t * np.log(p))", OwnLoss(("ce",), "ti", "probs", "mean")),
        ("f = lambda t, p: np.mean(-np.sum(t * np.log(p), axis=1))", OwnLoss(("ce",), "ti", "probs", "mean")),
        ("def f(t, p):\n    return -np.sum(t * np.log(p), axis=1)", OwnLoss(("ce",), "ti", "probs", None)),
        ("def f(x, t):\n    p = softmax(x)\n    return -np.log(p[t])", OwnLoss((), "it", "logits", None)),
        ("def f(x, t):\n    return F.cross_entropy(x, t, reduction='sum')", OwnLoss(("ce",), "", "logits", "sum")),
        (
            "def f(t, p, e=1e-9):\n    p = p + e\n    return -(t * np.log(p) + (1 - t) * np.log(1 - p)).mean()",
            OwnLoss(("bce",), "ti", "probs", "mean", 1e-9),
        ),
        ("def kl(p, q):\n    return np.sum(p * np.log(p / q))", OwnLoss(("kl",), "ti", "probs", "sum")),
        ("def f(a, b):\n    return a + b", None),
    ],
)
def test_what_code_tells(code: str, found: OwnLoss | None) -> None:
    assert own_loss([line.strip() for line in code.split("\n")]) == found


@pytest.mark.parametrize("name", ["cross_entropy", "cross_entropy_loss", "categorical_cross_entropy", "my_loss"])
@pytest.mark.parametrize("command", ["ce", "ce --from probs"])
def test_a_sum_in_the_code_is_a_sum(name: str, command: str, judge: Judge) -> None:
    code = f"def {name}(t, p):\n    return -np.sum(t * np.log(p + 1e-12))\n\n"
    result = judge(f"{code}{A}{ONE_HOT}print({name}(t, a))\n{SUM}\n", command)
    assert (result["loss"], result["matches"]) == (pytest.approx(MEAN), True)


@pytest.mark.parametrize("code_is_there", [True, False])
def test_a_mean_in_the_code_is_not_a_sum(code_is_there: bool, judge: Judge) -> None:
    code = "def cross_entropy(p, t):\n    return -np.mean(np.log(p[np.arange(2), t]))\n\n" if code_is_there else ""
    result = judge(f"{code}{A}{INDICES}print(cross_entropy(a, t))\n0.8675\n", "ce --from probs")
    assert result["matches"] is not code_is_there
    assert code_is_there or any("judged with --reduction sum" in note for note in result["notes"])


def test_code_behind_the_example_in_its_docstring(judge: Judge) -> None:
    text = (
        "    Example:\n        >>> a = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]])\n        >>> t = np.array([0, 1])\n"
        '        >>> cross_entropy_loss(a, t)\n        0.4338\n    """\n    picked = a[np.arange(len(t)), t]\n'
        "    return -np.log(picked).mean()\n"
    )
    result = judge(text)
    assert (result["loss"], result["matches"]) == (pytest.approx(MEAN), True)
    assert any("cross_entropy_loss takes probs" in note for note in result["notes"])


def test_probabilities_that_the_block_calculates(judge: Judge) -> None:
    text = (
        "logits = np.array([2.0, 1.0, 0.1]); t = np.array([1, 0, 0])\np = softmax(logits)\nloss = cross_entropy(t, p)\n"
    )
    result = judge(f"{text}print('Loss:', loss)  # 0.417\n")
    assert (result["loss"], result["matches"]) == (pytest.approx(0.41703, abs=1e-5), True)


@pytest.mark.parametrize(
    "call",
    [
        "nn.CrossEntropyLoss()(probs, t)",
        "F.cross_entropy(probs, t)",
        "cross_entropy(probs, t)",
    ],
)
def test_a_librarys_call_rules_over_a_name(call: str, judge: Judge) -> None:
    text = f"from torch.nn.functional import cross_entropy\n{P.replace('_of_rows', '')}{INDICES}print({call})\n0.8106\n"
    result = judge(text)
    assert (result["loss"], result["matches"]) == (pytest.approx(OF_LOGITS), True)
    assert any("takes logits, and so probs is read as logits" in note for note in result["notes"])
    assert any(f"--from probs gives {MEAN:.6g}" in note for note in result["notes"])
    stated = judge(text, "ce --from probs")
    assert (stated["loss"], stated["matches"]) == (pytest.approx(MEAN), True)


def test_labels_of_scikit_learn_are_the_classes(judge: Judge) -> None:
    text = 'p = [[0.2, 0.8], [0.6, 0.4]]\nlog_loss(["dog", "dog"], p, labels=["cat", "dog"])\n0.5697171415941824\n'
    assert judge(text, "ce --from probs")["matches"] is True
    numbers = "p = [[0.2, 0.8], [0.6, 0.4]]\nlog_loss([2, 2], p, labels=[1, 2])\n0.5697171415941824\n"
    assert judge(numbers, "ce --from probs")["matches"] is True


def test_labels_in_another_order_are_told_of(judge: Judge) -> None:
    text = 'p = [[0.2, 0.8], [0.6, 0.4]]\nlog_loss(["dog", "cat"], p, labels=["dog", "cat"])\n0.3669\n'
    result = judge(text, "ce --from probs")
    assert "matches" not in result
    assert any("scikit-learn sorts labels=: its columns are cat, dog" in note for note in result["notes"])


@pytest.mark.parametrize("name", ["focal_loss", "dice_loss"])
def test_another_loss_is_not_judged(name: str, judge: Judge) -> None:
    code = f"def {name}(p, t):\n    return -np.mean((1 - p[np.arange(2), t]) ** 2 * np.log(p[np.arange(2), t]))\n\n"
    assert "matches" not in judge(f"{code}{A}{INDICES}print({name}(a, t))\n0.0733\n", "ce --from probs")


def test_a_print_of_words_and_a_loss(judge: Judge) -> None:
    code = "def cross_entropy(p, t):\n    return -np.mean(np.log(p[np.arange(2), t]))\n\n"
    text = f'{code}{A}{INDICES}ce = cross_entropy(a, t)\nprint("CE is: " + str(ce))\nCE is: 0.43375\n'
    assert judge(text, "ce --from probs")["matches"] is True


def test_a_third_array_is_not_taken_for_weights_of_classes(judge: Judge) -> None:
    text = f"{A}{ONE_HOT}w = np.array([0.5, 0.25])\ncross_entropy(t, a, w)\n0.3061\n"
    result = judge(text, "ce --from probs")
    assert (result["loss"], "matches" in result) == (pytest.approx(MEAN), False)
    assert any("what w does in cross_entropy is not known" in note for note in result["notes"])
