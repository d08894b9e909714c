"""Comments and Markdown around arrays are no part of them."""

from collections.abc import Callable

from lossctl.inputs import Given

Read = Callable[..., Given]


def test_prints_in_comments_alone(given: Read) -> None:
    found = given(
        "print(output)\n# tensor([[1., 2.],\n#         [3., 4.]])\nprint(gt)\n# tensor([0, 1])\nprint(loss) # 1.3\n"
    )
    assert [found.arrays["input"].tolist(), found.arrays["target"].tolist()] == [[[1, 2], [3, 4]], [0, 1]]
    assert found.block is not None
    assert [loss.written for loss in found.block.losses] == ["1.3"]


def test_markdown(given: Read) -> None:
    found = given("**Input:** `[[1, 2]]`\n**Target**: `[0]`\n- loss: `1.31`\n")
    assert found.block is not None
    assert [found.arrays["input"].tolist(), found.block.losses[0].written] == [[[1, 2]], "1.31"]
