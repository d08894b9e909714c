"""A quoted pattern as a shell has them, `logits-*.npy`: the files that it names, in natural order."""

import re
from collections.abc import Iterator
from pathlib import Path

from lossctl.errors import InputError
from lossctl.inputs.files import base_dir

Key = tuple[str | int, ...]

_MAGIC = frozenset("*?[")
_WILD = re.compile(r"(\*+|\?|\[!?\]?[^]]*\])")
_INTENDED = re.compile(r"[^\s(\[（［]*([*?]|[\w./-]\[[^]]+\])")


def is_intended(word: str) -> bool:
    """Whether a word that names nothing was meant as a pattern: `logits-[01].npy` is, `[1, 2` is a broken literal."""
    return bool(_INTENDED.match(word))


def matched(pattern: str) -> tuple[str, ...]:
    """The files of this pattern, those of 2 before those of 10; () for a word that is no pattern."""
    if not _MAGIC.intersection(pattern) or "\0" in pattern:
        return ()
    from glob import glob

    found = glob(pattern, root_dir=base_dir.path(""))  # noqa: PTH207 - a Path cannot take any pattern
    return tuple(sorted(found, key=lambda file: (*keys(pattern, file), file)))


def keys(pattern: str, file: str) -> tuple[Key, ...]:
    """What the signs of a pattern stand for in one of its files: by it files are put in order, and find partners."""
    pieces = _WILD.split(pattern)
    text = "".join("(.*)" if i % 2 else re.escape(piece) for i, piece in enumerate(pieces))
    found = re.fullmatch(text, file, re.DOTALL)
    return tuple(map(_natural, found.groups() if found else (file,)))


def none(pattern: str) -> InputError:
    """The error where a pattern names no file, with patterns like it that would."""
    near = next(_near(pattern), None)
    return InputError("no file has such a name", pattern, remedy=f"did you mean '{near}'?" if near else "")


def _natural(text: str) -> Key:
    """Numbers by their value: `2` before `10`, and `01` is `1`."""
    return tuple(int(piece) if i % 2 else piece for i, piece in enumerate(re.split("([0-9]+)", text)))


def _near(pattern: str) -> Iterator[str]:
    """The names in the same folder, with `*` for their numbers, that are like the pattern."""
    from difflib import get_close_matches

    path = Path(pattern)
    try:
        there = sorted({re.sub("[0-9]+", "*", entry.name) for entry in base_dir.path(pattern).parent.iterdir()})
    except (OSError, ValueError):
        there = []
    yield from (str(path.with_name(name)) for name in get_close_matches(path.name, there, 1, 0.7))
