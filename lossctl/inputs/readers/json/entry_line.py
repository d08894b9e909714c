"""On which line of a JSON text an entry stands; looked up only for an error."""

import re
from json import JSONDecoder

_SPACE = re.compile(r"\s*")
_decoder = JSONDecoder()


def entry_line(text: str, name: str, index: tuple[int, ...]) -> tuple[str, ...]:
    """`("line 3",)` for the entry at `name` (dotted) and `index` of a valid text; () where it is not found."""
    try:
        at = _after_space(text, 0)
        if name:
            at = _named(text, at, name)
        for step in index:
            at = _entered(text, at, step)
    except (LookupError, ValueError, RecursionError):
        return ()
    return (f"line {text.count(chr(10), 0, at) + 1}",)


def _named(text: str, at: int, name: str) -> int:
    """Where the value of a dotted key begins: the first key that is a prefix of it leads the way."""
    while name:
        key, at = _key(text, at, name)
        name = name[len(key) + 1 :]
    return at


def _key(text: str, at: int, name: str) -> tuple[str, int]:
    while text[at] in "{,":
        key, end = _decoder.raw_decode(text, _after_space(text, at + 1))
        at = _after_space(text, _after_space(text, end) + 1)
        if name == key or name.startswith(key + "."):
            return key, at
        at = _skipped(text, at)
    raise LookupError(name)


def _entered(text: str, at: int, step: int) -> int:
    at = _after_space(text, at + 1)
    for _ in range(step):
        at = _after_space(text, _skipped(text, at) + 1)
    return at


def _skipped(text: str, at: int) -> int:
    _, end = _decoder.raw_decode(text, at)
    return _after_space(text, end)


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
