"""Patterns as in a shell, such as `logits-*.npy`, quoted so that lossctl gets them: their files in natural order."""

import re
from pathlib import Path

from lossctl.errors import InputError
from lossctl.inputs.files import base_dir

Key = tuple[str | int, ...]  # a text as its parts, with the numbers as numbers

_WILDCARD_SIGNS = frozenset("*?[")
_WILDCARD = re.compile(r"(\*+|\?|\[!?\]?[^]]*\])")
_PATTERN_FORM = re.compile(r"[^\s(\[（［]*([*?]|[\w./-]\[[^]]+\])")


def looks_like_pattern(word: str) -> bool:
    """Whether a word looks like a pattern: `logits-[01].npy` does, `[1, 2`, a literal without its end, does not."""
    return bool(_PATTERN_FORM.match(word))


def matching_files(pattern: str) -> tuple[str, ...]:
    """The files that fit the pattern, `x-2` before `x-10`; () for a word that is no pattern."""
    if not _WILDCARD_SIGNS.intersection(pattern) or "\0" in pattern:
        return ()
    from glob import glob

    files = glob(pattern, root_dir=base_dir.path(""))  # noqa: PTH207 - a Path cannot take any pattern
    return tuple(sorted(files, key=lambda file: (*wildcard_values(pattern, file), file)))


def wildcard_values(pattern: str, file: str) -> tuple[Key, ...]:
    """What each of the pattern's wildcards stands for in the name of one of its files.

    They give the order of the files, and tell which file of the targets belongs to which file of the inputs.
    """
    pieces = _WILDCARD.split(pattern)
    text = "".join("(.*)" if i % 2 else re.escape(piece) for i, piece in enumerate(pieces))
    found = re.fullmatch(text, file, re.DOTALL)
    return tuple(map(_natural_key, found.groups() if found else (file,)))


def no_match(pattern: str) -> InputError:
    """The error for a pattern that fits no file; its remedy is a similar pattern that does."""
    near = _similar_pattern(pattern)
    return InputError("no file has such a name", pattern, remedy=f"did you mean '{near}'?" if near else "")


def _natural_key(text: str) -> Key:
    """Numbers count by their value: `2` comes before `10`, and `01` is `1`."""
    return tuple(int(piece) if i % 2 else piece for i, piece in enumerate(re.split("([0-9]+)", text)))


def _similar_pattern(pattern: str) -> str | None:
    """The name in the same folder that is most like the pattern once each number in it is replaced by `*`."""
    from difflib import get_close_matches

    path = Path(pattern)
    try:
        entries = [entry.name for entry in base_dir.path(pattern).parent.iterdir()]
        there = sorted({re.sub("[0-9]+", "*", name) for name in entries if "[" not in name})
    except (OSError, ValueError):
        there = []
    near = get_close_matches(path.name, there, 1, 0.7)
    return str(path.with_name(near[0])) if near else None
