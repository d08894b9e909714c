"""Which outputs belong to which of the prints above them."""

import re
from collections.abc import Sequence

import numpy as np

from lossctl.inputs.readers.pasted.code.code_lines import dotted
from lossctl.inputs.readers.pasted.prints.prints import Shown
from lossctl.inputs.readers.pasted.prints.values import Value

NEAR = 1e-3  # a print of four decimals is of the same array as the code
_WORDS = re.compile(r"[^\W_]+")
_RESULT = re.compile(
    r"(?:the\s+)?(?:results?|outputs?|prints?|actual (?:results?|output)|结果|输出|输出结果|运行结果|結果|出力|출력"
    r"|결과|вывод|результат"
    r"|ausgabe|ergebnis|resultado|salida|résultat|sortie)",
    re.IGNORECASE,
)


def paired(shown: Sequence[Shown], values: Sequence[Value]) -> list[tuple[Shown | None, Value]]:
    """Each value with what printed it: by the words before it, by the numbers that are known, then in order."""
    certain = [each for each in shown if each.certain]
    last = [each for each in shown[-1:] if not each.certain]
    plain = [value for value in values if is_plain(value)]
    for pending in ([*certain, *last], certain, last):
        for found in (list(values), plain):
            if (
                pending
                and len(pending) == len(found)
                and all(_may_be(each, value) for each, value in zip(pending, found, strict=True))
            ):
                by_value = {id(value): each for each, value in zip(pending, found, strict=True)}
                return [_named(by_value.get(id(value)), value) for value in values]
    tail = certain[-len(values) :]
    if len(tail) == len(values) < len(certain) and all(map(_is_of, tail, values)):
        return list(map(_named, tail, values))
    if last and not certain and is_plain(values[0]) and _may_be(last[0], values[0]):
        return [_named(last[0], values[0]), *((None, value) for value in values[1:])]
    return _by_signs([*certain, *last], values)


def is_plain(value: Value) -> bool:
    """Whether no label says whose value it is: `Result:` and the like don't."""
    return not value.label or _RESULT.fullmatch(value.label.strip()) is not None


def _named(shown: Shown | None, value: Value) -> tuple[Shown | None, Value]:
    """What printed it says more than a label that only says that it is a result."""
    says_more = shown is not None and is_plain(value) and (shown.words or dotted(shown.node))
    return shown, value._replace(label="") if says_more else value


def _is_of(shown: Shown, value: Value) -> bool:
    """Whether it is surely this print's: one number of a call, or the numbers of a known array."""
    if not _may_be(shown, value):
        return False
    return _is_known(shown, value) or (not value.array.ndim and (shown.call is not None or bool(shown.fault)))


def _by_signs(shown: list[Shown], values: Sequence[Value]) -> list[tuple[Shown | None, Value]]:
    left = list(shown)
    found: list[Shown | None] = []
    for value in values:
        said = [each for each in left if value.label and same_words(each.words, value.label)]
        known = [each for each in left if not value.label and value.array.ndim and _is_known(each, value)]
        chosen = next(iter(said or known), None)
        if chosen:
            left = left[left.index(chosen) + 1 :]
        found.append(chosen)
    return list(zip(found, values, strict=True))


def _may_be(shown: Shown, value: Value) -> bool:
    """Whether the value can be what this printed: its words stand before it, and known numbers are of one shape."""
    if not is_plain(value) and shown.words and not same_words(shown.words, value.label):
        return False
    known = shown.array
    if known is not None and shown.assigned and value.label not in ("", dotted(shown.node)):
        return is_plain(value) and _is_known(shown, value)
    return known is None or known.array.size == value.array.size


def _is_known(shown: Shown, value: Value) -> bool:
    known = shown.array
    return (
        known is not None
        and known.array.shape == value.array.shape
        and np.allclose(known.array, value.array, atol=NEAR)
    )


def same_words(printed: str, label: str) -> bool:
    """Whether the words of the one end those of the other."""
    said, found = _WORDS.findall(printed.casefold()), _WORDS.findall(label.casefold())
    return bool(said) and (said[-len(found) :] == found or found[-len(said) :] == said)
