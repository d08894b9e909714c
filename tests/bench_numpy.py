"""The four losses in plain NumPy, for one large file: the floor that bench.py compares lossctl with.

    python tests/bench_numpy.py {ce,bce,bce-logits,kl} {float64,float32} INPUT.npy TARGET.npy

One process for each core reads its part of the rows, block by block, into one buffer, and calculates in place; the
sums are added. Nothing is checked, a sum is not exact, and a file is a .npy in C order.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # nothing here uses BLAS, and its threads cost time at the start

import sys
from collections.abc import Callable, Iterator

import numpy as np

BLOCK = 1 << 17  # numbers: the work arrays of a block stay in a core's cache
NARROW = 64  # classes, below which NumPy is several times faster along the first axis of a transposed block


class Rows:
    """The rows of a .npy file, of which blocks are read into one buffer."""

    def __init__(self, name: str, most: int) -> None:
        array = np.load(name, mmap_mode="r")
        self.shape = array.shape
        self.width = int(np.prod(array.shape[1:]))
        self._offset = array.offset
        self._file = os.open(name, os.O_RDONLY)
        self._buffer = np.empty((most, *array.shape[1:]), array.dtype)

    def read(self, start: int, stop: int) -> np.ndarray:
        rows = self._buffer[: stop - start]
        os.preadv(self._file, [rows.reshape(-1).data], self._offset + start * self._buffer[:1].nbytes)
        return rows


Loss = Callable[[np.ndarray, np.ndarray, np.ndarray], float]  # of input, target and a buffer as large as both


def ce(x: np.ndarray, t: np.ndarray, z: np.ndarray) -> float:
    """Σ ln Σ e^x − x[t], of rows as they lie."""
    np.subtract(x, x.max(1, keepdims=True), out=z, dtype=z.dtype)
    picked = z[np.arange(len(z)), t]
    np.exp(z, out=z)
    return float((np.log(z.sum(1)) - picked).sum())


def ce_of_few_classes(x: np.ndarray, t: np.ndarray, z: np.ndarray) -> float:
    """The same, with the classes first."""
    z = z.reshape(-1)[: x.size].reshape(x.shape[::-1])
    np.copyto(z, x.T)
    z -= z.max(0)
    picked = z[t, np.arange(len(t))]
    np.exp(z, out=z)
    return float((np.log(z.sum(0)) - picked).sum())


def bce(p: np.ndarray, t: np.ndarray, z: np.ndarray) -> float:
    """−Σ t ln p + (1 − t) ln(1 − p), either logarithm at least −100."""
    with np.errstate(divide="ignore"):
        np.copyto(z, p)
        negative = np.log1p(-z)
        np.log(z, out=z)
    np.maximum(z, -100, out=z)
    np.maximum(negative, -100, out=negative)
    z -= negative
    z *= t
    z += negative
    return -float(z.sum())


def bce_logits(x: np.ndarray, t: np.ndarray, z: np.ndarray) -> float:
    """Σ max(x, 0) − x t + ln(1 + e^−|x|)."""
    np.copyto(z, x)
    rest = np.maximum(z, 0)
    rest -= z * t
    np.abs(z, out=z)
    np.negative(z, out=z)
    np.exp(z, out=z)
    np.log1p(z, out=z)
    z += rest
    return float(z.sum())


def kl(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> float:
    """Σ p (ln p − ln q) with p = softmax(y) and q = softmax(x): Σ p (y − x) − ln Σ e^y + ln Σ e^x."""
    np.subtract(x, x.max(1, keepdims=True), out=z, dtype=z.dtype)
    p = np.subtract(y, y.max(1, keepdims=True), dtype=z.dtype)
    difference = p - z
    np.exp(z, out=z)
    np.exp(p, out=p)
    total = p.sum(1)
    difference *= p
    return float((difference.sum(1) / total - np.log(total) + np.log(z.sum(1))).sum())


LOSSES: dict[str, Loss] = {"ce": ce, "bce": bce, "bce-logits": bce_logits, "kl": kl}


def blocks(start: int, stop: int, step: int) -> Iterator[tuple[int, int]]:
    yield from ((first, min(first + step, stop)) for first in range(start, stop, step))


def main(name: str, dtype: str, *files: str) -> float:
    """The mean over the samples; for bce and bce-logits over the elements."""
    rows, width = (shape := np.load(files[0], mmap_mode="r").shape)[0], int(np.prod(shape[1:]))
    step = max(1, BLOCK // width)
    loss = ce_of_few_classes if name == "ce" and width < NARROW else LOSSES[name]

    def part(start: int, stop: int) -> float:
        inputs, targets = (Rows(file, step) for file in files)
        work = np.empty((step, *shape[1:]), dtype)
        return sum(
            loss(inputs.read(*block), targets.read(*block), work[: block[1] - block[0]])
            for block in blocks(start, stop, step)
        )

    return sum(in_processes(part, rows)) / (rows if name in ("ce", "kl") else rows * width)


def in_processes(part: Callable[[int, int], float], rows: int) -> Iterator[float]:
    """What each core's process makes of its range of the rows."""
    number = len(os.sched_getaffinity(0))
    ranges = [(rows * each // number, rows * (each + 1) // number) for each in range(number)]
    ends = []
    for range_ in ranges[1:]:
        end, begin = os.pipe()
        if os.fork() == 0:
            os.write(begin, repr(part(*range_)).encode())
            os._exit(0)
        ends.append(end)
    yield part(*ranges[0])
    for end in ends:
        yield float(os.read(end, 64))


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
