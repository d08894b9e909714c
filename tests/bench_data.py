"""The data that bench.py measures with: each function fills the current folder."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

# Numbers made at a time. The peak memory of a process that is started here is not below this one's, so this one stays
# small, and what takes memory is made by a process of its own.
PIECE = 1 << 18


def logits(rows: int, classes: int, name: str = "") -> None:
    save(f"{name}x.npy", (rows, classes), np.float32, normal)
    save(f"{name}t.npy", (rows,), np.int64, lambda rng, size: rng.integers(0, classes, size))


def stored(rows: int, classes: int) -> None:
    logits(rows, classes)
    in_a_process("import numpy as np; np.savez('b.npz', input=np.load('x.npy'), target=np.load('t.npy'))")
    Path("x.npy").unlink()


def twice(rows: int, classes: int) -> None:
    logits(rows, classes)
    logits(rows // 2, classes, "half_")


def elements(rows: int) -> None:
    save("x.npy", (rows,), np.float32, normal)
    save("p.npy", (rows,), np.float32, lambda rng, size: rng.random(size, np.float32))
    save("t.npy", (rows,), np.float32, lambda rng, size: rng.integers(0, 2, size))


def students(rows: int, classes: int) -> None:
    save("x.npy", (rows, classes), np.float32, normal)
    save("y.npy", (rows, classes), np.float32, normal)


def table(rows: int, classes: int, form: str = "{!r}", places: int = 6) -> None:
    line = ",".join([form] * classes) + ",{}\n"
    with Path("x.csv").open("w") as file:
        print(*(f"c{number}" for number in range(classes)), "label", sep=",", file=file)
        file.writelines(line.format(*row, label) for row, label in records(rows, classes, places))


def document(rows: int, classes: int) -> None:
    with Path("x.jsonl").open("w") as file:
        file.writelines(f'{{"input": {row}, "target": {label}}}\n' for row, label in records(rows, classes))
    lines = "import json; d = [json.loads(line) for line in open('x.jsonl')]; "
    whole = "json.dump({k: [e[k] for e in d] for k in ('input', 'target')}, open('x.json', 'w'))"
    in_a_process(lines + whole)


def jobs(count: int) -> None:
    rng = np.random.default_rng(count)
    with Path("jobs.jsonl").open("w") as file:
        for number in range(count):
            np.save(f"x{number}.npy", rng.normal(size=(4, 3)))
            np.save(f"t{number}.npy", rng.integers(0, 3, 4))
            print(f'{{"criterion": "ce", "input": "x{number}.npy", "target": "t{number}.npy"}}', file=file)
    np.save("x.npy", np.load("x0.npy"))
    np.save("t.npy", np.load("t0.npy"))


def records(rows: int, classes: int, places: int = 6) -> Iterator[tuple[list[float], int]]:
    rng = np.random.default_rng(rows)
    for _ in range(0, rows, 1000):
        numbers = rng.normal(0, 2, (1000, classes)).round(places).tolist()
        yield from zip(numbers, rng.integers(0, classes, 1000).tolist(), strict=True)


Draw = Callable[[np.random.Generator, int], np.ndarray]


def normal(rng: np.random.Generator, size: int) -> np.ndarray:
    return rng.standard_normal(size, np.float32) * 2


def save(name: str, shape: tuple[int, ...], dtype: type, draw: Draw) -> None:
    rng, left = np.random.default_rng(list(name.encode())), int(np.prod(shape))
    with Path(name).open("wb") as file:
        header = {"descr": np.dtype(dtype).str, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, header)
        while left:
            file.write(draw(rng, min(left, PIECE)).astype(dtype).tobytes())
            left -= min(left, PIECE)


def in_a_process(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)
