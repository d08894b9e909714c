"""lossctl beside what a user would pick instead, as whole processes in turns. Run by hand, on a quiet machine:

    python tests/bench.py [--quick] [WORKLOAD …]    # each whose name holds one of these words; none: all

The peers are PyTorch in float32, plain NumPy in a process for each core (bench_numpy.py: the floor), for text polars or
json with NumPy, for the start a bare Typer program. So it needs PyTorch and polars, which lossctl itself does not.

It makes its data in a temporary folder (in TMPDIR), up to 8 GB, runs lossctl and all peers of a workload in turns, and
prints a Markdown table with a line for each peer: medians of the times, the median of each turn's ratio, the largest
peak memory of a process. The first turn is not timed: it fills the page cache and shows whether all give the same
loss. `--quick` takes an eighth of the rows.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import bench_data
import bench_peers

ROOT = Path(__file__).parent.parent


def python(code: str) -> tuple[str, ...]:
    return sys.executable, "-c", code


def lossctl(words: str) -> tuple[str, ...]:
    return sys.executable, "-m", "lossctl", *words.split()


@dataclass(frozen=True)
class Peer:
    """What runs beside lossctl; `goal`: lossctl should take at most this part of its time."""

    name: str
    command: tuple[str, ...]
    goal: float | None = None
    same_loss: bool = True  # whether its last word is the loss


def torch(code: str, goal: float | None = None) -> Peer:
    return Peer("PyTorch float32", python(code), goal)


def numpy(words: str, dtype: str = "float64") -> Peer:
    criterion, *files = words.split()
    return Peer(f"plain NumPy {dtype}", (sys.executable, str(ROOT / "tests/bench_numpy.py"), criterion, dtype, *files))


def one_thread(words: str) -> Peer:
    return Peer("one thread", lossctl(f"{words} --threads 1"), 0.56)


def text(name: str, code: str) -> Peer:
    return Peer(f"{name} + NumPy", python(code))


@dataclass(frozen=True)
class Workload:
    name: str
    data: partial[None]
    words: str
    peers: tuple[Peer, ...]
    turns: int = 3


CE, BCE, BCE_LOGITS = "ce x.npy t.npy -q", "bce p.npy t.npy -q", "bce-logits x.npy t.npy -q"
KL = "kl x.npy y.npy --target-from logits --reduction batchmean -q"
IN_FLOAT32 = "--dtype float32"
TORCH_CE, CE_FLOOR = bench_peers.TORCH_CE, "ce x.npy t.npy"
READING = Peer("reading the file", python(bench_peers.READING), same_loss=False)
BARE = python(bench_peers.TYPER_AND_NUMPY)

START = partial(bench_data.logits, 4, 3)
WIDE, VOCABULARY = partial(bench_data.logits, 16_384, 16_000), partial(bench_data.logits, 2_048, 128_256)
LONG, TWICE = partial(bench_data.logits, 8_000_000, 10), partial(bench_data.twice, 8_000_000, 10)
STUDENTS, ELEMENTS = partial(bench_data.students, 4_096, 32_000), partial(bench_data.elements, 60_000_000)
CSV = partial(bench_data.table, 500_000, 20)
EXACT_CSV = partial(bench_data.table, 500_000, 20, "{!r}", 99)  # as Python and pandas write float64
SAVED_CSV = partial(bench_data.table, 500_000, 20, "{:.18e}", 99)  # as np.savetxt does
RECORDS = partial(bench_data.document, 100_000, 20)

WORKLOADS = (
    Workload("start: 4 × 3 -q", START, CE, (torch(TORCH_CE, 0.1), Peer("bare Typer + NumPy", BARE, 1.15)), 21),
    Workload("start: 4 × 3 table", START, CE[:-3], (Peer("bare Typer + NumPy", BARE, 1.5),), 21),
    Workload(
        "batch of 1,000 × (4 × 3)",
        partial(bench_data.jobs, 1000),
        "batch jobs.jsonl",
        (
            Peer("NumPy in one process", python(bench_peers.JOBS), 2, same_loss=False),
            Peer("one start", lossctl(CE), 20, same_loss=False),  # 50 times less than 1,000 of them
        ),
    ),
    Workload("ce 16,384 × 16,000", WIDE, CE, (torch(TORCH_CE, 0.2), numpy(CE_FLOOR), READING, one_thread(CE))),
    Workload(
        "ce 16,384 × 16,000 float32",
        WIDE,
        f"{CE} {IN_FLOAT32}",
        (torch(TORCH_CE, 0.14), numpy(CE_FLOOR, "float32"), READING),
    ),
    Workload("ce 2,048 × 128,256", VOCABULARY, CE, (torch(TORCH_CE, 0.2), numpy(CE_FLOOR))),
    Workload(
        "ce 2,048 × 128,256 float32",
        VOCABULARY,
        f"{CE} {IN_FLOAT32}",
        (torch(TORCH_CE, 0.14), numpy(CE_FLOOR, "float32")),
    ),
    Workload("ce 8,000,000 × 10", LONG, CE, (torch(TORCH_CE, 0.17), numpy(CE_FLOOR), READING, one_thread(CE))),
    Workload("ce 8,000,000 × 10 float32", LONG, f"{CE} {IN_FLOAT32}", (torch(TORCH_CE), numpy(CE_FLOOR, "float32"))),
    Workload(
        "ce 8,000,000 × 10",
        TWICE,
        CE,
        (Peer("half the rows", lossctl("ce half_x.npy half_t.npy -q"), 2, same_loss=False),),
    ),
    Workload(
        "bce 60,000,000",
        ELEMENTS,
        BCE,
        (torch(bench_peers.TORCH_BCE, 0.4), numpy("bce p.npy t.npy"), one_thread(BCE)),
    ),
    Workload(
        "bce-logits 60,000,000",
        ELEMENTS,
        BCE_LOGITS,
        (torch(bench_peers.TORCH_BCE_LOGITS, 0.4), numpy("bce-logits x.npy t.npy"), one_thread(BCE_LOGITS)),
    ),
    Workload(
        "kl 2 × 4,096 × 32,000",
        STUDENTS,
        KL,
        (torch(bench_peers.TORCH_KL, 0.2), numpy("kl x.npy y.npy"), one_thread(KL)),
    ),
    Workload(
        "ce npz 16,384 × 16,000",
        partial(bench_data.stored, 16_384, 16_000),
        "ce b.npz -q",
        (torch(bench_peers.TORCH_NPZ),),
    ),
    Workload("ce csv 500,000 × 20", CSV, "ce x.csv -q", (text("polars", bench_peers.POLARS),)),
    Workload("ce csv 500,000 × 20, 17 digits", EXACT_CSV, "ce x.csv -q", (text("polars", bench_peers.POLARS),)),
    Workload("ce csv 500,000 × 20, savetxt", SAVED_CSV, "ce x.csv -q", (text("polars", bench_peers.POLARS),)),
    Workload("ce json 100,000 × 20", RECORDS, "ce x.json -q", (text("json", bench_peers.JSON),)),
    Workload("ce jsonl 100,000 × 20", RECORDS, "ce x.jsonl -q", (text("json", bench_peers.JSON_LINES),)),
    Workload(
        "ce 131,072 × 16,000 (8 GB)", partial(bench_data.logits, 131_072, 16_000), CE, (numpy(CE_FLOOR), READING), 1
    ),
)

HEADER = """\
| workload | beside | lossctl s | other s | ratio | at most | lossctl MiB | other MiB |
| --- | --- | --: | --: | --: | --: | --: | --: |"""


@dataclass(frozen=True)
class Run:
    seconds: float
    mebibytes: float
    printed: str


def run(command: tuple[str, ...]) -> Run:
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


def compare(workload: Workload) -> Iterator[str]:
    """The workload's lines of the table."""
    commands = (lossctl(workload.words), *(peer.command for peer in workload.peers))
    first, *_ = expected = [run(command).printed for command in commands]
    turns = [[run(command) for command in commands] for _ in range(workload.turns)]
    ours, *others = zip(*turns, strict=True)
    for peer, printed, theirs in zip(workload.peers, expected[1:], others, strict=True):
        fault = differ(first, printed) if peer.same_loss else ""
        ratio = median(one.seconds / two.seconds for one, two in zip(ours, theirs, strict=True))
        cells = (
            workload.name,
            peer.name,
            *(f"{median(each.seconds for each in side):.3f}" for side in (ours, theirs)),
            f"{ratio:.2f}{fault}",
            f"{peer.goal:g}" if peer.goal else "",
            *(f"{max(each.mebibytes for each in side):.0f}" for side in (ours, theirs)),
        )
        yield f"| {' | '.join(cells)} |"


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
            if asked.workload and not any(word in workload.name for word in asked.workload):
                continue
            if workload.data != made:
                made = workload.data
                fill(made, 8 if asked.quick else 1)
            for line in compare(workload):
                print(line, flush=True)
        os.chdir(ROOT)


def fill(data: partial[None], part: int) -> None:
    """Make a workload's data, of a part of the rows, in place of the last one's."""
    for old in Path.cwd().iterdir():
        old.unlink()
    rows, *classes = data.args
    data.func(rows // part if rows > 4 else rows, *classes)


if __name__ == "__main__":
    main()
