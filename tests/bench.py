"""lossctl beside what a user would pick instead, as whole processes in turns. Run by hand, on a quiet machine:

    python tests/bench.py [--quick] [WORKLOAD …]    # each whose name holds one of these words; none: all

It makes its data in a temporary folder, up to 8 GB, runs A B A B … and prints a Markdown table. The first run of each
side is not timed: it fills the page cache and shows whether both give the same loss. Needs PyTorch and pandas.
`--quick` takes an eighth of the rows.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

ROOT = Path(__file__).parent.parent
PIECE = 1 << 18  # numbers made at a time: a child's peak memory counts from its parent's, so this process stays small


# The data: each function fills the current folder.


def logits(rows: int, classes: int, name: str = "") -> None:
    save(f"{name}x.npy", (rows, classes), np.float32, normal)
    save(f"{name}t.npy", (rows,), np.int64, lambda rng, size: rng.integers(0, classes, size))


def stored(rows: int, classes: int) -> None:
    logits(rows, classes)
    subprocess.run(python(f"import numpy as np; np.savez('b.npz', **{LOADED})"), check=True)
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
    # In a process of its own, as is all that takes memory here: see PIECE.
    lines = "import json; d = [json.loads(line) for line in open('x.jsonl')]; "
    whole = "json.dump({k: [e[k] for e in d] for k in ('input', 'target')}, open('x.json', 'w'))"
    subprocess.run(python(lines + whole), check=True)


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


# The others, as a user would type them: float32.

LOADED = "{'input': np.load('x.npy'), 'target': np.load('t.npy')}"
TORCH = "import numpy as np, torch, torch.nn.functional as F; load = lambda f: torch.from_numpy(np.load(f)); "
TORCH_CE = TORCH + "print(F.cross_entropy(load('x.npy'), load('t.npy')).item())"
TORCH_NPZ = TORCH + (
    "b = np.load('b.npz'); print(F.cross_entropy(torch.from_numpy(b['input']), torch.from_numpy(b['target'])).item())"
)
TORCH_BCE = TORCH + "print(F.binary_cross_entropy(load('p.npy'), load('t.npy')).item())"
TORCH_BCE_LOGITS = TORCH + "print(F.binary_cross_entropy_with_logits(load('x.npy'), load('t.npy')).item())"
TORCH_KL = TORCH + (
    "x, y = load('x.npy'), load('y.npy'); "
    "print(F.kl_div(F.log_softmax(x, 1), F.softmax(y, 1), reduction='batchmean').item())"
)
PANDAS = (
    "import pandas, torch, torch.nn.functional as F; d = pandas.read_csv('x.csv'); "
    "x = torch.tensor(d.iloc[:, :-1].to_numpy(), dtype=torch.float32); "
    "print(F.cross_entropy(x, torch.tensor(d['label'].to_numpy())).item())"
)
JSON = (
    "import json, torch, torch.nn.functional as F; d = json.load(open('x.json')); "
    "print(F.cross_entropy(torch.tensor(d['input']), torch.tensor(d['target'])).item())"
)
JSONL = (
    "import json, torch, torch.nn.functional as F; d = [json.loads(line) for line in open('x.jsonl')]; "
    "x, t = torch.tensor([e['input'] for e in d]), torch.tensor([e['target'] for e in d]); "
    "print(F.cross_entropy(x, t).item())"
)

# The limits: the least that any program of this kind must do.

BARE = """
import os
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import typer

def ce(input: str, target: str) -> None:
    import numpy as np
    x, t = np.load(input), np.load(target)
    print((np.log(np.exp(x).sum(1)) - x[np.arange(len(x)), t]).mean())

app = typer.Typer(rich_markup_mode=None)
app.command()(ce)
app(["x.npy", "t.npy"])
"""
NUMPY_JOBS = """
import json, numpy as np
for line in open("jobs.jsonl"):
    job = json.loads(line)
    x, t = np.load(job["input"]), np.load(job["target"])
    x = x - x.max(1, keepdims=True)
    print(json.dumps({"loss": float((np.log(np.exp(x).sum(1)) - x[np.arange(len(t)), t]).mean())}))
"""
READER = """
import os, threading

def read(start):
    file, buffer = os.open("x.npy", os.O_RDONLY), bytearray(1 << 20)
    while os.preadv(file, [buffer], start):
        start += 2 * len(buffer)

threads = [threading.Thread(target=read, args=(n << 20,)) for n in (0, 1)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def lossctl(words: str) -> list[str]:
    return [sys.executable, "-m", "lossctl", *words.split()]


@dataclass(frozen=True)
class Workload:
    """What runs on which data beside what; `goal`: so many times faster; with `limit` at most so many times as long."""

    name: str
    data: partial[None]
    words: str
    beside: str
    other: list[str]
    goal: float | None = None
    limit: bool = False
    pairs: int = 3


CE, BCE = "ce x.npy t.npy -q", "bce p.npy t.npy -q"
KL = "kl x.npy y.npy --target-from logits --reduction batchmean -q"
START = partial(logits, 4, 3)
WIDE, VOCABULARY = partial(logits, 16_384, 16_000), partial(logits, 2_048, 128_256)
LONG, TWICE = partial(logits, 8_000_000, 10), partial(twice, 8_000_000, 10)
STUDENTS, ELEMENTS = partial(students, 4_096, 32_000), partial(elements, 60_000_000)
NPZ, RECORDS = partial(stored, 16_384, 16_000), partial(document, 100_000, 20)
CSV = partial(table, 500_000, 20)
EXACT_CSV = partial(table, 500_000, 20, "{!r}", 99)  # as Python and pandas write float64
SAVED_CSV = partial(table, 500_000, 20, "{:.18e}", 99)  # as np.savetxt does
HUGE = partial(logits, 131_072, 16_000)
JOBS = partial(jobs, 1000)
BATCH = "batch jobs.jsonl"

WORKLOADS = (
    Workload("start: 4 × 3 -q", START, CE, "PyTorch", python(TORCH_CE), 10, pairs=11),
    Workload("start: 4 × 3 -q", START, CE, "bare Typer + NumPy", python(BARE), 1.15, limit=True, pairs=41),
    Workload("start: 4 × 3 table", START, CE[:-3], "bare Typer + NumPy", python(BARE), 1.5, limit=True, pairs=41),
    Workload("batch of 1,000 × (4 × 3)", JOBS, BATCH, "NumPy in one process", python(NUMPY_JOBS), 2, limit=True),
    Workload(
        "batch of 1,000 × (4 × 3)", JOBS, BATCH, "one start", lossctl(CE), 20, limit=True
    ),  # 50 times less than all
    Workload("ce 16,384 × 16,000", WIDE, CE, "PyTorch", python(TORCH_CE), 5),
    Workload("ce 16,384 × 16,000 float32", WIDE, f"{CE} --dtype float32", "PyTorch", python(TORCH_CE), 7),
    Workload("ce 16,384 × 16,000", WIDE, CE, "reading the file", python(READER), limit=True),
    Workload("ce 16,384 × 16,000", WIDE, CE, "one thread", lossctl(f"{CE} --threads 1"), 1.8),
    Workload("ce 2,048 × 128,256", VOCABULARY, CE, "PyTorch", python(TORCH_CE), 5),
    Workload("ce 2,048 × 128,256 float32", VOCABULARY, f"{CE} --dtype float32", "PyTorch", python(TORCH_CE), 7),
    Workload("ce 8,000,000 × 10", LONG, CE, "PyTorch", python(TORCH_CE), 6),
    Workload("ce 8,000,000 × 10 float32", LONG, f"{CE} --dtype float32", "PyTorch", python(TORCH_CE)),
    Workload("ce 8,000,000 × 10", LONG, CE, "reading the file", python(READER), limit=True),
    Workload("ce 8,000,000 × 10", LONG, CE, "one thread", lossctl(f"{CE} --threads 1"), 1.8),
    Workload("ce 8,000,000 × 10", TWICE, CE, "half the rows", lossctl("ce half_x.npy half_t.npy -q"), 2, limit=True),
    Workload("bce 60,000,000", ELEMENTS, BCE, "PyTorch", python(TORCH_BCE), 2.5),
    Workload("bce-logits 60,000,000", ELEMENTS, "bce-logits x.npy t.npy -q", "PyTorch", python(TORCH_BCE_LOGITS), 2.5),
    Workload("bce 60,000,000", ELEMENTS, BCE, "one thread", lossctl(f"{BCE} --threads 1"), 1.8),
    Workload("kl 2 × 4,096 × 32,000", STUDENTS, KL, "PyTorch", python(TORCH_KL), 5),
    Workload("kl 2 × 4,096 × 32,000", STUDENTS, KL, "one thread", lossctl(f"{KL} --threads 1"), 1.8),
    Workload("ce npz 16,384 × 16,000", NPZ, "ce b.npz -q", "PyTorch", python(TORCH_NPZ)),
    Workload("ce csv 500,000 × 20", CSV, "ce x.csv -q", "pandas + PyTorch", python(PANDAS), 1),
    Workload("ce csv 500,000 × 20, 17 digits", EXACT_CSV, "ce x.csv -q", "pandas + PyTorch", python(PANDAS), 1),
    Workload("ce csv 500,000 × 20, savetxt", SAVED_CSV, "ce x.csv -q", "pandas + PyTorch", python(PANDAS), 1),
    Workload("ce json 100,000 × 20", RECORDS, "ce x.json -q", "json + PyTorch", python(JSON), 1),
    Workload("ce jsonl 100,000 × 20", RECORDS, "ce x.jsonl -q", "json + PyTorch", python(JSONL), 1),
    Workload("ce 131,072 × 16,000 (8 GB)", HUGE, CE, "reading the file", python(READER), limit=True, pairs=1),
)

UNLIKE = ("reading the file", "half the rows", "NumPy in one process", "one start")  # which print no loss, or another

HEADER = """\
| workload | beside | lossctl s | other s | ratio | goal | lossctl MiB | other MiB |
| --- | --- | --: | --: | --- | --: | --: | --: |"""


@dataclass(frozen=True)
class Run:
    seconds: float
    mebibytes: float
    printed: str


def run(command: list[str]) -> Run:
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"status {process.returncode}: {' '.join(command)}")
    return Run(seconds, usage.ru_maxrss / 1024, printed)


def compare(workload: Workload) -> str:
    """The workload's line of the table."""
    commands = (lossctl(workload.words), workload.other)
    first = [run(command).printed for command in commands]
    fault = "" if workload.beside in UNLIKE else differ(*first)
    ours, others = zip(*([run(command) for command in commands] for _ in range(workload.pairs)), strict=True)
    times = [(one.seconds, two.seconds) for one, two in zip(ours, others, strict=True)]
    ratio = median(one / two if workload.limit else two / one for one, two in times)
    return (
        " | ".join(
            (
                f"| {workload.name}",
                workload.beside,
                *(f"{median(each.seconds for each in side):.3f}" for side in (ours, others)),
                f"{ratio:.2f} times {'as long' if workload.limit else 'faster'}{fault}",
                f"{workload.goal:g}" if workload.goal else "",
                *(f"{max(each.mebibytes for each in side):.0f}" for side in (ours, others)),
            )
        )
        + " |"
    )


def differ(ours: str, other: str) -> str:
    """What to say unless both print the same loss, as their last word, in float32's digits."""
    one, two = (float(printed.split()[-1]) for printed in (ours, other))
    return "" if abs(one - two) <= 1e-5 * abs(two) else f", BUT {one!r} IS NOT {two!r}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("workload", nargs="*")
    asked = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT)  # the lossctl of this tree
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    print(HEADER)
    made = None
    with tempfile.TemporaryDirectory(prefix="lossctl-bench-") as folder:
        os.chdir(folder)
        for workload in WORKLOADS:
            if asked.workload and not any(word in f"{workload.name} {workload.beside}" for word in asked.workload):
                continue
            if workload.data != made:
                made = workload.data
                fill(made, 8 if asked.quick else 1)
            print(compare(workload), flush=True)
        os.chdir(ROOT)


def fill(data: partial[None], part: int) -> None:
    """Make a workload's data, of a part of the rows, in place of the last one's."""
    for old in Path.cwd().iterdir():
        old.unlink()
    rows, *classes = data.args
    data.func(rows // part if rows > 4 else rows, *classes)


if __name__ == "__main__":
    main()
