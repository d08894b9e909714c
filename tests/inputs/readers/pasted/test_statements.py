"""Numbers that would be lost or changed in a pasted text are refused, with their position."""

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
def test_doubtful_text_is_refused(text: str, message: str, error: Message) -> None:
    assert error(text) == message
