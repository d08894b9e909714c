"""A message shows what is wrong, and no terminal obeys it."""

from lossctl.errors import InputError


def test_control_characters_of_names_are_escapes() -> None:
    error = InputError("no \x1b[31m there\nbut", "a\nb\x07.npy", "\x9b2J", remedy="type \x7f")
    assert str(error) == "a\\x0ab\\x07.npy, \\x9b2J: no \\x1b[31m there\nbut\n  type \\x7f"
    assert error.where[0] == "a\nb\x07.npy"  # as it is, for JSON
