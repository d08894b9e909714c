import pytest

from lossctl.command.typed_words import as_typed, for_parser


@pytest.mark.parametrize(
    "literal",
    [
        "-1",
        "-0.5,1.2",
        "-inf,0",
        "-.5",
        "-5.",
        "-nan",
        "-1e-3",
        "-1, -2",
        "-1 0 2",
        "-1，2",
        "-Infinity",
        "-1,",
        "-1,−2",
        "-:labels",
        "-[:, :-1]",
    ],
)
def test_a_literal_or_standard_input_is_no_option(literal: str) -> None:
    (word,) = for_parser([literal])
    assert not word.startswith("-")
    assert as_typed(word) == literal


@pytest.mark.parametrize(
    "word", ["-q", "-o", "-", "--rows", "-1x", "-x1", "-e", "-i", "-infra", "--1", "-1,x", "--reducton", "5"]
)
def test_other_words_stay_as_they_are(word: str) -> None:
    assert for_parser([word]) == [word]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("--ignore_index", "--ignore-index"),
        ("--ignore_index=5", "--ignore-index=5"),
        ("--output=my_file.json", "--output=my_file.json"),
        ("--size_average", "--size-average"),
        ("my_file.npy", "my_file.npy"),
        ("-o_", "-o_"),
    ],
)
def test_an_option_name_may_have_underscores(typed: str, read: str) -> None:
    assert for_parser([typed]) == [read]


def test_words_after_two_dashes_are_untouched() -> None:
    assert for_parser(["--class_axis", "-1", "--", "-1", "--a_b"]) == ["--class-axis", " -1", "--", "-1", "--a_b"]


def test_a_message_quotes_what_was_typed() -> None:
    assert as_typed("' -0.5' is not a number") == "'-0.5' is not a number"
    assert as_typed("a -1") == "a -1"
