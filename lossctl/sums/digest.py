"""A digest of the numbers that go into a calculation: by it `merge` knows data that it has seen.

Taken while the blocks go by, at a small part of the cost of a loss, and like all sums here it depends neither on the
blocks nor on their order: each sample has a 64-bit hash of its number, its row of the input, its target and its
weights, in the precision of the calculation, and the hashes are added. The same numbers give the same digest from
whatever file or format. Other numbers, or the same samples in another order, give another, but for a chance below
2^-40; it is no seal against someone who means to deceive. What does not count (ignored, or of weight 0) does not tell.
"""

from collections.abc import Iterable
from functools import cache

import numpy as np

from lossctl.sums.arrays import Array
from lossctl.sums.block import Block, floats

MODULUS = 1 << 64
# Of SplitMix64 (Steele, Lea, Flood 2014).
GOLDEN, MIX, MIX_2 = map(np.uint64, (0x9E37_79B9_7F4A_7C15, 0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB))
PIECE = 16_384  # numbers at a time: few enough for the cache
HALF = np.uint64(32)


def of_block(block: Block) -> int:
    """The hashes of a block's samples, added modulo 2^64."""
    arrays = (block.input, block.target, block.sample_weight, block.pos_weight, _by_sample(block))
    step = max(1, PIECE // (block.input.shape[1] if block.input.ndim == 2 else 1))
    total = 0
    for start in range(0, len(block.input), step):
        pieces = (None if each is None else _cast(each[start : start + step], block.dtype) for each in arrays)
        total += _hashes(block.start + start, min(step, len(block.input) - start), pieces)
    return total % MODULUS


def _cast(values: Array, dtype: str) -> Array:
    """Rows of classes may have been left to be cast later; class indices stay as they are."""
    return floats(values, dtype) if values.ndim == 2 else values


def _hashes(start: int, count: int, arrays: Iterable[Array | None]) -> int:
    samples = np.arange(start + 1, start + count + 1, dtype=np.uint64)
    samples *= GOLDEN
    for odd, values in zip(_odd(5), arrays, strict=True):
        if values is not None:
            rows = _rows(values)
            rows *= odd
            samples += rows
    samples ^= samples >> HALF
    samples *= MIX
    return int(samples.sum())


def of_array(array: Array) -> str:
    """The digest of an option's array, in hexadecimal; leading axes of length 1 broadcast, so they do not count."""
    values = np.asarray(array, dtype=np.float64)
    flat = values.reshape(-1)
    digest = of_block(Block(0, flat, flat, None, None, None, None))
    ones = next((axis for axis, length in enumerate(values.shape) if length != 1), values.ndim)
    return tagged(values.shape[ones:], digest)


def tagged(shape: tuple[int, ...], digest: int) -> str:
    """A shape and a digest as one word: `4x3-00c3…`."""
    return f"{'x'.join(map(str, shape))}-{digest:016x}"


def _by_sample(block: Block) -> Array | None:
    """The weights of elements, which are data. The weights of ce's classes are an option."""
    return block.weight if block.input.ndim == 1 else None


def _rows(values: Array) -> Array:
    """A number per sample of (n,) or (n, C) values: a sum of products with odd numbers, modulo 2^64."""
    if values.dtype.kind != "f":  # indices of classes
        return values.astype(np.uint64)
    words = values.view(np.uint64) if values.dtype == np.float64 else values.view(np.uint32).astype(np.uint64)
    # The last bits of most floats are 0 and would stay 0: the first bits are folded over them.
    folded = words ^ words >> HALF
    return folded if folded.ndim == 1 else folded @ _odd(folded.shape[1])


@cache
def _odd(count: int) -> Array:
    """Odd numbers without a pattern, as SplitMix64 makes them: sums of multiples of few of them are hardly alike."""
    numbers = np.arange(1, count + 1, dtype=np.uint64) * GOLDEN
    for shift, factor in ((30, MIX), (27, MIX_2)):
        numbers ^= numbers >> np.uint64(shift)
        numbers *= factor
    return numbers ^ numbers >> np.uint64(31) | np.uint64(1)
