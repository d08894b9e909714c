"""A block as people post it gives its arrays, its loss, and a note on whatever else it names."""

from pathlib import Path

import pytest

import lossctl
from lossctl.errors import InputError
from lossctl.inputs import Given, read

VALID = Path(__file__).parent.parent / "valid"

# What PyTorch 2.13 gives in float64 for the arrays of the posts, which are the files `pair-post-….txt`.
POSTS = {
    "chinese-bce": ("bce", 0.16425203348601802),
    "chinese-line": ("ce", 0.504872307634201),
    "chinese-phrases": ("ce", 1.793871252238637),
    "doctest": ("ce", 0.3596738004756804),
    "f-string": ("ce", 0.2248344839459232),
    "fences": ("ce", 2.156468828297155),
    "headings": ("ce", 1.344879530054647),
    "ipython": ("ce", 0.8563600346178791),
    "jax": ("ce", 0.09729545484755413),
    "keras": ("ce", 0.9868950481037163),
    "kl": ("kl", 0.0022399885763690237),
    "markdown": ("ce", 0.87048350145262),
    "numpy": ("ce", 0.7772868635731665),
    "old-torch": ("ce", 1.6809245195459825),
    "paddle": ("ce", 1.0898310640431905),
    "pos-weight": ("bce_logits", 0.9520330614350444),
    "prose": ("ce", 1.7529067738632331),
    "script": ("ce", 0.3422091535642414),
    "tensorflow": ("ce", 0.09729545484755413),
    "two-losses": ("ce", 0.4552431587829374),
    "weight-by-code": ("ce", 1.7529067738632331),
}
PAIR = "logits = [[1., 2.], [3., 5.]]\nlabels = [0, 1]\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def given(text: str, stated: frozenset[str] = frozenset()) -> Given:
    Path("block.txt").write_text(text, encoding="utf-8")
    return read("block.txt", None, {}, stated=stated)


def notes(text: str) -> list[str]:
    return [note.removeprefix("block.txt: ") for note in given(text).notes]


def error(text: str) -> str:
    with pytest.raises(InputError) as caught:
        given(text)
    return str(caught.value).removeprefix("block.txt")


@pytest.mark.parametrize("name", POSTS)
def test_a_post_gives_pytorchs_number(name: str) -> None:
    criterion, number = POSTS[name]
    found = read(str(VALID / f"pair-post-{name}.txt"), None, {})
    assert float(getattr(lossctl, criterion)(**found.arrays)) == pytest.approx(number, rel=1e-12)


def test_every_post_has_a_number() -> None:
    assert set(POSTS) == {path.stem.removeprefix("pair-post-") for path in VALID.glob("pair-post-*.txt")}


def test_every_name_without_a_role_is_told_of() -> None:
    assert notes(PAIR + "sc = torch.tensor([9., 15.])\nlr = 0.1\nresult -> tensor(1.3)\n") == [
        "not used: sc, lr, result"
    ]


def test_an_expression_without_a_role_is_told_of() -> None:
    assert notes(PAIR + ">>> F.softmax(logits, dim=1)\ntensor([[0.2689, 0.7311]])\n") == [
        "not used: F.softmax(logits, dim=1)"
    ]


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
def test_code_names_the_weight(code: str) -> None:
    text = f"{PAIR}sc = [9., 15.]\nweights = [1., 2.]\nloss = {code}\n"
    assert given(text).arrays["weight"].tolist() == [9, 15]
    assert notes(text) == ["sc is the weight, by the code in the block", "not used: weights"]


def test_a_weight_within_a_call() -> None:
    text = PAIR + "loss = nn.CrossEntropyLoss(weight=torch.tensor([9., 15.]))(logits, labels)  # 0.35\n"
    assert given(text).arrays["weight"].tolist() == [9, 15]
    assert given(text).loss == "0.35"


@pytest.mark.parametrize("weight", ["cw", "sc / sc.sum()", "1/sc", "sc.half()"])
def test_a_weight_without_its_numbers_is_told_of(weight: str) -> None:
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
def test_other_settings_are_told_of(setting: str, note: str) -> None:
    assert notes(PAIR + setting + "\n") == [f"the block says {note}"]


def test_nothing_is_told_of_what_is_stated() -> None:
    text = PAIR + "loss: 0.7\nce loss: 0.35\nreduction = sum\nlog_target = True\n"
    assert [note.partition(";")[0] for note in notes(text)] == [
        "the block says reduction=sum",
        "the block says log_target=True",
        "several losses: loss 0.7, ce loss 0.35",
    ]
    assert given(text, stated=frozenset({"reduction", "target_from", "expect"})).notes == ()


def test_settings_that_are_pytorchs_defaults_are_not() -> None:
    code = "nn.CrossEntropyLoss(weight=None, reduction='mean', ignore_index=-100, label_smoothing=0.0)\n"
    assert notes(PAIR + code) == []


@pytest.mark.parametrize(
    "call", ["F.cross_entropy(x, t)", "nn.CrossEntropyLoss()(x, t)", "f = nn.CrossEntropyLoss()\nloss = f(x, t)"]
)
def test_pytorchs_own_call_names_input_and_target(call: str) -> None:
    found = given(f"t = [0]\nx = [[1., 2.]]\n{call}\n")
    assert [found.arrays["input"].tolist(), found.arrays["target"].tolist()] == [[[1, 2]], [0]]


def test_other_calls_name_nothing() -> None:
    assert error("p = [0.4, 0.6]\nq = [0.5, 0.5]\nloss = divergence(p, q)\n").startswith(
        ": no array has the name of a target; the names are p, q"
    )


def test_the_last_of_several_losses_is_checked() -> None:
    text = PAIR + "loss: 0.72\nce loss: 0.35\nloss: 0.36\n"
    assert given(text).loss == "0.36"
    assert notes(text) == [
        "several losses: loss 0.72, ce loss 0.35, loss 0.36; the last is checked, --expect takes another"
    ]


def test_one_loss_that_stands_there_twice_is_one() -> None:
    assert notes(PAIR + "loss = torch.tensor(0.72)\nprint(loss)  # tensor(0.72)\n") == []


def test_losses_in_an_array_are_not_checked() -> None:
    text = PAIR + "loss: [1.3133, 0.1269]\n"
    assert given(text).loss is None
    assert notes(text) == ["loss is an array, and not checked; --reduction none --expect takes it"]


def test_a_weight_is_none_though_a_loss_computed_it() -> None:
    text = PAIR + "weight = loss_weights(labels)\nprint(weight)\ntensor([9., 15.])\n"
    assert given(text).arrays["weight"].tolist() == [9, 15]


def test_prints_in_comments_alone() -> None:
    found = given(
        "print(output)\n# tensor([[1., 2.],\n#         [3., 4.]])\nprint(gt)\n# tensor([0, 1])\nprint(loss) # 1.3\n"
    )
    assert [found.arrays["input"].tolist(), found.arrays["target"].tolist()] == [[[1, 2], [3, 4]], [0, 1]]
    assert found.loss == "1.3"


def test_markdown() -> None:
    found = given("**Input:** `[[1, 2]]`\n**Target**: `[0]`\n- loss: `1.31`\n")
    assert [found.arrays["input"].tolist(), found.loss] == [[[1, 2]], "1.31"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "input = [[1, 2]]\noutput = [[2, 3]]\ntarget = [0]\n",
            (
                ", line 2, character 1: input, output could each be the input\n"
                "  keep one; or label them: 'input: [[…]]', 'target: […]'"
            ),
        ),
        (PAIR + "labels: [1, 1]\n", ", line 3, character 1: a second labels, and not the same numbers"),
        ("input: [[1, 2]] / 2\ntarget: [0]\n", ", line 1, character 17: '/ 2' after the array"),
        (
            "input: [[1, 2]]\ntarget: torch.tensor([0, 1]).view(2)\n",
            ", line 2, character 29: '.view(2)' after the array",
        ),
        ("input: [[1, 2]]\ntarget: 3 classes\n", ", line 2, character 11: 'classes' after the array"),
        (
            PAIR + "my scores are tensor([3., 4.])\n",
            (
                ", line 3, character 1: numbers that no label names\n"
                "  label it: 'input: [[…]]', 'target: […]'; take the rest out"
            ),
        ),
        (
            "input:\n 3 4\n 6 9\n[torch.FloatTensor of size 2x3]\ntarget: 0, 1\n",
            ", line 4, character 28: not the numbers of size 2x3",
        ),
        (
            "input:\n1e-02 *\n 3 4\n 6 9\n[torch.FloatTensor of size 2x2]\ntarget: 0, 1\n",
            ", line 2, character 7: '*' after the array",
        ),
    ],
)
def test_doubtful_text_is_refused(text: str, message: str) -> None:
    assert error(text) == message
