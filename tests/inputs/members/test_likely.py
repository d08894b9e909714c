"""What a remedy names is what could have the role."""

import numpy as np
import pytest

from lossctl.inputs.contents import Content, Text
from lossctl.inputs.members.candidate import Candidate
from lossctl.inputs.members.likely import likely_names, likely_pair
from lossctl.inputs.members.member_names import no_role

CONTENTS: dict[str, Content] = {
    "words": Text(("a", "b"), lambda i: (f"word {i}",)),
    "number": np.array(3),
    "counts": np.array([4, 7]),
    "matrix": np.array([[1, 2], [3, 4]]),
    "floats": np.array([0.5, 0.25]),
}
MEMBERS = {name: Candidate.of(no_role(name), content) for name, content in CONTENTS.items()}


@pytest.mark.parametrize(
    ("role", "likely"),
    [
        ("input", ["matrix", "floats"]),
        ("target", ["counts", "matrix", "floats"]),
        ("weight", ["counts", "matrix", "floats"]),
    ],
)
def test_arrays_that_could_have_the_role(role: str, likely: list[str]) -> None:
    assert likely_names(role, MEMBERS) == likely


def test_words_are_not_named() -> None:
    assert likely_names("target", {"words": MEMBERS["words"]}) == []


def test_the_first_two_that_fit_each_other() -> None:
    names = ["floats", "matrix", "counts"]
    assert likely_pair(MEMBERS, names, names, "elements") == ("floats", "counts")
    assert likely_pair(MEMBERS, ["counts"], ["counts", "matrix"], "elements") is None
