"""What a remedy names is what could have the role."""

import numpy as np
import pytest

from lossctl.inputs.contents import Content, Text
from lossctl.inputs.members.likely_names import likely_names

CONTENTS: dict[str, Content | None] = {
    "words": Text(("a", "b"), "words"),
    "broken": None,
    "number": np.array(3),
    "counts": np.array([4, 7]),
    "matrix": np.array([[1, 2], [3, 4]]),
    "floats": np.array([0.5, 0.25]),
}


@pytest.mark.parametrize(
    ("role", "likely"),
    [
        ("input", ["matrix", "floats"]),
        ("target", ["counts", "matrix", "floats"]),
        ("weight", ["counts", "matrix", "floats"]),
    ],
)
def test_arrays_that_could_have_the_role(role: str, likely: list[str]) -> None:
    assert likely_names(role, CONTENTS) == likely


def test_words_are_not_named() -> None:
    assert likely_names("target", {"words": CONTENTS["words"], "broken": None}) == []
