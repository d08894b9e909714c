"""Which array is the input and which the target; numbers that would be changed are refused, with their position."""

from collections.abc import Callable

import pytest

Message = Callable[[str], str]
PAIR = "logits = [[1., 2.], [3., 5.]]\nlabels = [0, 1]\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "input = [[1, 2]]\noutput = [[2, 3]]\ntarget = [0]\n",
            (
                ": input (1, 2), output (1, 2) could each be the input\n"
                "  say which: FILE:input FILE:target (of standard input: -:input -:target)"
            ),
        ),
        (
            PAIR + "labels: [1, 1]\n",
            ", line 3, character 9: a second labels, and not the same numbers\n  keep one of them",
        ),
        ("input: [[1, 2]] / 2\ntarget: [0]\n", ", line 1, character 17: '/ 2' after the array"),
        (
            "input: [[1, 2]]\ntarget: torch.tensor([0, 1]).view(3)\n",
            ", line 2, character 29: '.view(3)' does not fit an array of shape (2,)",
        ),
        ("input: [[1, 2]]\ntarget: 3 classes\n", ", line 2, character 11: 'classes' after the array"),
        (
            "input:\n 3 4\n 6 9\n[torch.FloatTensor of size 2x3]\ntarget: 0, 1\n",
            ", line 4, character 28: not the numbers of size 2x3",
        ),
    ],
)
def test_doubtful_text_is_refused(text: str, message: str, error: Message) -> None:
    assert error(text) == message
