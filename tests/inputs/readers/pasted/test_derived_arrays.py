"""Arrays that are made of others, by their numbers."""

import json

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lossctl.command.cli import main
from lossctl.inputs.readers.pasted.code.derived_arrays import derived_by_numbers
from lossctl.inputs.readers.pasted.code.evaluated import Computed
from lossctl.inputs.readers.pasted.code.named import Named
from lossctl.inputs.readers.pasted.code.reshaping import applied

ARTICLE = """x = np.random.rand(2, 3)
print(x)

[[0.21530042 0.90274481 0.47720013]
 [0.60148213 0.33905126 0.1177245 ]]

y = np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True)
print(y)

[[0.23389471 0.46511843 0.30098685]
 [0.41932752 0.32254807 0.25812441]]

labels = np.array([1, 0])
loss = -np.log(y[range(2), labels]).mean()
print(loss)

0.8172819
"""
SOURCES = np.array([[0.21530042, 0.90274481, 0.47720013], [0.60148213, 0.33905126, 0.1177245]])


def article() -> str:
    """The article with its softmax and its loss as NumPy prints them."""
    made = np.exp(SOURCES) / np.exp(SOURCES).sum(1, keepdims=True)
    loss = -np.log(made[range(2), [1, 0]]).mean()
    head, _, rest = ARTICLE.partition("print(y)\n\n")
    return f"{head}print(y)\n\n{made}\n\n{rest[rest.index('labels') :].replace('0.8172819', str(loss))}"


@pytest.fixture
def result_of(tmp_path):
    def run(text: str, *words: str):
        path, out = tmp_path / "post.txt", tmp_path / "out.json"
        path.write_text(text, encoding="utf-8")
        status = main([words[0], str(path), *words[1:], "--json", "-o", str(out)])
        return status, json.loads(out.read_text(encoding="utf-8")) if status < 2 else {}

    return run


@pytest.mark.parametrize("words", [("ce",), ("ce", "--from", "probs")])
def test_from_decides_which_of_both_is_the_input(words, result_of) -> None:
    status, found = result_of(article(), *words)
    assert status == 0
    assert found["matches"]
    name = "y" if len(words) > 1 else "x"
    assert any(f"input = {name} (2, 3)" in note for note in found["notes"])
    assert any("y is softmax(x), by its numbers" in note for note in found["notes"])


def test_another_loss_differs(result_of) -> None:
    text = article()
    assert result_of(text[:-4] + "999\n", "ce")[0] in (0, 1)  # below the digits that the input leaves open
    assert result_of(text.replace(text.split()[-1], "0.8317281943"), "ce")[0] == 1


def test_numbers_that_are_no_softmax_are_not_taken_for_one(result_of) -> None:
    text = article().replace("print(y)\n\n[[0.2", "print(y)\n\n[[0.3")
    assert not any("by its numbers" in note for note in result_of(text, "ce")[1].get("notes", []))


def test_a_target_is_never_derived() -> None:
    logits, half = np.zeros((2, 2)), np.full((2, 2), 0.5)
    assert not derived_by_numbers([Named("x", Computed(logits)), Named("target", Computed(half))])


@for_all(
    arrays(np.float64, (3, 4), elements=st.floats(-5, 5).map(lambda each: round(each, 4)), unique=True),
    st.sampled_from(["softmax", "log_softmax", "sigmoid"]),
)
def test_what_a_function_makes_is_found(array, how: str) -> None:
    made = applied(how, array)
    assert made
    named = [Named("u", Computed(array)), Named("v", Computed(made.array))]
    assert [(each.derived.label, each.how) for each in derived_by_numbers(named)] == [("v", how)]
