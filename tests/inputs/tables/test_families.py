"""Columns that belong together by their names."""

import pytest

from lossctl.inputs.tables.families import beginnings, common_beginning, ends_alike, families


def found(*names: str) -> dict[str, tuple[str, ...]]:
    return {each.shared: each.ends for each in families(dict(enumerate(names)))}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("prob_cat prob_dog label", {"prob_": ("cat", "dog")}),
        (".pred_cat .pred_dog", {".pred_": ("cat", "dog")}),
        ("p0 p1 p2 id", {"p": ("0", "1", "2")}),
        ("P(cat) P(dog)", {"P(": ("cat", "dog")}),
        ("P(Iris-a) P(Iris-b)", {"P(Iris-": ("a", "b")}),
        ("cat_prob dog_prob x", {"prob": ("cat", "dog")}),
        ("logit_0 logit_1 prob_0 prob_1", {"logit_": ("0", "1"), "prob_": ("0", "1")}),
        ("m_logit_0 m_prob_0 m_logit_1 m_prob_1", {"m_logit_": ("0", "1"), "m_prob_": ("0", "1")}),
        ("cat dog fox", {}),
        ("prob_cat", {}),
        ("win draw loss", {}),
    ],
)
def test_families(names: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert found(*names.split()) == expected


def test_a_beginning_of_all() -> None:
    assert common_beginning(["prob_cat", "prob_dog"]) == "prob_"
    assert common_beginning(["prob_cat", "prob_dog", "fox"]) == ""
    assert common_beginning(["cat"]) == ""


def test_what_all_names_begin_or_end_with() -> None:
    assert ends_alike(("pcat", "pdog")) == ("cat", "dog")
    assert ends_alike(("logit_new_york", "logit_new_jersey")) == ends_alike(("new_york", "new_jersey"))
    assert ends_alike(("P(cat)", "P(dog)")) == ("cat", "dog")
    assert beginnings(("cat score", "dog score")) == ("cat", "dog")
    assert beginnings(("cat", "rat")) == ("cat", "rat")
    assert ends_alike(("cat",)) == beginnings(("cat",)) == ("cat",)
    assert ends_alike(()) == ()
