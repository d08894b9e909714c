"""Tables of plain decimals as floats, a whole text at once, with NumPy functions alone.

The plain alternative is `np.loadtxt`, whose time depends on how Python was built: it calls Python's own conversion of
text to float for each number. Nanoseconds a number, this reader and `np.loadtxt`, in texts of 0.5 MB:

    processor, Python                                     6 decimals     17 digits      %.18e
    AMD, Python 3.11 without profile-guided optimisation  55 and 174     111 and 303    140 and 328
    AMD, Python 3.11 with it                              84 and 72      107 and 200    150 and 216

On an Intel processor both take about the same time for 7 digits, and `np.loadtxt` 1.3 to 1.8 times as long for 17.

The steps: find all bytes that are no digits; check that they stand where a table has them; take the dots out, so that
each number is a whole number times a power of ten; read eight digits at a time; multiply.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lossctl.inputs.readers.delimited.nearest_floats import nearest_floats

Places = NDArray[np.intp]
Mask = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

_DIGITS = 24  # as many are read in bulk: three words of eight hold the 17 of a float, and zeros before them
_DIGIT_BITS = 0x0F0F0F0F0F0F0F0F  # the lower half of each byte of a word: the digit that an ASCII character stands for
_LAST_DIGITS = np.array([_DIGIT_BITS >> 8 * n << 8 * n for n in range(8, -1, -1)], np.uint64)  # of the last 0 to 8
_BEFORE = b"\n" * _DIGITS  # so that the words before the first number can be read too
_OTHER, _SIGN, _DOT, _E, _CELL, _LINE = range(6)  # kinds of bytes that are no digits; the last three end a piece


class _Pieces(NamedTuple):
    """Runs of digits, perhaps with a sign before and a dot among them: a number, or its part before or behind the e."""

    start: Places
    end: Places
    minus: Mask
    dotted: Mask
    decimals: Places  # digits behind the dot
    length: Places  # digits
    exponent: Mask  # whether the piece is behind an e


def read_decimals(text: bytes, delimiter: bytes, width: int) -> NDArray[np.float64] | None:
    """Lines of `width` numbers as rows of correctly rounded floats.

    None where a cell is no decimal like -1.5 or 2e-3, not even with blanks around it, or a line has not `width` cells.
    """
    data = np.frombuffer(_BEFORE + text.removesuffix(b"\n") + b"\n", np.uint8)
    pieces = _pieces(data, delimiter, width)
    if pieces is None:
        return None
    digits, ends = data.tobytes().replace(b".", b""), pieces.end - np.cumsum(pieces.dotted)
    first = np.flatnonzero(~pieces.exponent)
    whole, long = _whole_numbers(digits, ends.take(first), pieces.length.take(first))
    power = -pieces.decimals.take(first)
    behind = np.flatnonzero(pieces.exponent)
    if behind.size:
        power[behind - np.arange(1, len(behind) + 1)] += _exponents(digits, ends, pieces, behind)
    numbers, uncertain = nearest_floats(whole, power)
    numbers = np.where(pieces.minus.take(first), -numbers, numbers)
    starts = np.append(pieces.start.take(first), len(data))
    for i in np.flatnonzero(uncertain | long):
        numbers[i] = float(data[starts[i] : starts[i + 1] - 1].tobytes())
    return numbers.reshape(-1, width)


def _pieces(data: Bytes, delimiter: bytes, width: int) -> _Pieces | None:
    """All pieces; None where something else is among them, or a line is too long or short."""
    marks = np.flatnonzero(data - np.uint8(ord("0")) > 9)[_DIGITS - 1 :]  # no digits; the first ends the line before
    kind_of = _kinds(delimiter)
    kinds = kind_of.take(data.take(marks))
    closing = np.flatnonzero(kinds >= _E)  # which of the marks end a piece
    start, end = marks.take(closing[:-1]) + 1, marks.take(closing[1:])
    sign, inner = data.take(start), closing[1:] - 1
    signed, dotted = kind_of.take(sign) == _SIGN, kinds.take(inner) == _DOT
    length = end - start - signed - dotted
    exponent, last = kinds.take(closing[:-1]) == _E, kinds.take(closing[1:])
    if (
        closing.size + np.count_nonzero(signed) + np.count_nonzero(dotted) != marks.size  # a mark where none belongs
        or length.min(initial=1) <= 0
        or not _are_rows(last[last != _E], width)
        or (exponent & (dotted | (last == _E))).any()
    ):
        return None
    decimals = (end - marks.take(inner) - 1) * dotted
    return _Pieces(start, end, sign == ord("-"), dotted, decimals, length, exponent)


def _are_rows(ends: Bytes, width: int) -> bool:
    """Whether the end of a line comes after every `width` cells, and nowhere else."""
    lines = ends[width - 1 :: width] == _LINE
    return lines.size * width == ends.size and bool(lines.all()) and np.count_nonzero(ends == _LINE) == lines.size


@cache
def _kinds(delimiter: bytes) -> Bytes:
    """The kind of each byte."""
    kinds = np.full(256, _OTHER, np.uint8)
    for kind, signs in ((_SIGN, b"+-"), (_DOT, b"."), (_E, b"eE"), (_CELL, delimiter), (_LINE, b"\n")):
        kinds[list(signs)] = kind
    return kinds


def _exponents(digits: bytes, ends: Places, pieces: _Pieces, behind: Places) -> NDArray[np.int64]:
    length = pieces.length.take(behind)
    powers = _eight_digits(_words(digits)[ends.take(behind) - 8], np.minimum(length, 8)).view(np.int64)
    powers[length > 8] = 10**8  # as good as any that is out of reach
    return np.where(pieces.minus.take(behind), -powers, powers)


def _whole_numbers(digits: bytes, ends: Places, length: Places) -> tuple[NDArray[np.uint64], Mask]:
    """The whole number of the `length` digits before each end, and where these are too many to tell."""
    words, long = _words(digits), length > _DIGITS
    whole = _eight_digits(words[ends - 8], np.minimum(length, 8))
    if length.max() > 8:
        whole += _eight_digits(words[ends - 16], np.clip(length - 8, 0, 8)) * np.uint64(10**8)
    if length.max() > 16:
        top = _eight_digits(words[ends - 24], np.clip(length - 16, 0, 8))
        whole += top * np.uint64(10**16)
        long |= top >= 1000  # 64 bits do not hold all numbers from 10^19 on
    return whole, long


def _words(digits: bytes) -> NDArray[Any]:
    """The eight bytes from each byte on, as one number."""
    return np.ndarray((len(digits) - 7,), "<u8", digits, strides=(1,))


def _eight_digits(word: NDArray[np.uint64], length: Places) -> NDArray[np.uint64]:
    """The number that the last `length` of eight digits are: neighbours are joined to pairs, fours, eights.

    After Daniel Lemire, "Quickly parsing eight digits" (2018).
    """
    u = np.uint64
    word = word & _LAST_DIGITS.take(length)
    word = word * u(10) + (word >> u(8))
    high = (word & u(0x000000FF000000FF)) * u(0x000F424000000064)
    return (high + ((word >> u(16)) & u(0x000000FF000000FF)) * u(0x0000271000000001)) >> u(32)
