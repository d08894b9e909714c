import pytest

from lossctl.command.aliases import reduction, settled
from lossctl.errors import InputError

LEGACY = [
    ({}, "mean"),
    ({"size_average": True}, "mean"),
    ({"size_average": False}, "sum"),
    ({"reduce": True}, "mean"),
    ({"reduce": False}, "none"),
    ({"size_average": True, "reduce": True}, "mean"),
    ({"size_average": True, "reduce": False}, "none"),
    ({"size_average": False, "reduce": True}, "sum"),
    ({"size_average": False, "reduce": False}, "none"),
]


@pytest.mark.parametrize(("flags", "expected"), LEGACY)
def test_the_flags_stand_for_the_reduction_that_pytorch_derives(flags: dict[str, bool], expected: str) -> None:
    assert reduction(**flags) == expected


@pytest.mark.parametrize(("flags", "expected"), LEGACY)
def test_pytorch_agrees(flags: dict[str, bool], expected: str) -> None:
    legacy = pytest.importorskip("torch.nn._reduction")
    given = {name: flags.get(name) for name in ("size_average", "reduce")}
    assert legacy.legacy_get_string(**given, emit_warning=False) == expected


def test_a_note_names_the_option_to_use() -> None:
    settings, notes = settled({}, {"size_average": False})
    assert settings == {"reduction": "sum"}
    assert notes == ("--no-size-average: deprecated in PyTorch; use --reduction sum",)


def test_flags_that_agree_with_the_reduction_are_fine() -> None:
    settings, notes = settled({"reduction": "none"}, {"size_average": True, "reduce": False})
    assert settings == {"reduction": "none"}
    assert notes == ("--size-average --no-reduce: deprecated in PyTorch; use --reduction none",)


def test_flags_that_contradict_the_reduction_are_an_error() -> None:
    with pytest.raises(InputError) as caught:
        settled({"reduction": "mean"}, {"reduce": False})
    assert str(caught.value) == (
        "--no-reduce stands for --reduction none, which contradicts --reduction mean\n"
        "  keep the --reduction that is meant, and leave out --no-reduce"
    )


def test_log_target_is_short_for_target_from() -> None:
    assert settled({}, {"log_target": True}) == ({"target_from": "log-probs"}, ())
    assert settled({"target_from": "log-probs"}, {"log_target": True}) == ({"target_from": "log-probs"}, ())
    with pytest.raises(InputError, match="--log-target stands for --target-from log-probs, which contradicts"):
        settled({"target_from": "probs"}, {"log_target": True})
