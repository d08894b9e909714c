"""What tasks cost a Dask scheduler and lossctl beside it: `python tests/scheduler_load.py [WORKERS…]`, by hand.

They go through `--dask`'s own code to a real scheduler with so many real workers, of which a process here hosts many.
`tiny`: blocks of a few numbers, one a task, so that nothing is left but the cost of the way, in processor time, since
the workers of a real cluster are elsewhere. `asleep`: workers that take the time of real blocks and no processor.
"""

import asyncio
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lossctl.command.calculate import calculation_of
from lossctl.command.call import call_of
from lossctl.engine.dask.worker_task import Blocks, Outcome, content
from lossctl.engine.scan import Range, Work

TASKS = 5_000
BLOCK = 0.0042  # seconds: half a million float32 numbers of .npy in float64, on one core
IDEAL = 10  # seconds that the workers sleep
HOSTS = 2  # processes that host workers
START = "from distributed.cli.dask_scheduler import main; main()"
OPTIONS = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", "scheduler.json")


async def host(address: str, count: int) -> None:
    """So many workers of a thread each, in this process."""
    from distributed import Worker

    async with AsyncExitStack() as stack:
        for _ in range(count):
            await stack.enter_async_context(Worker(address, nthreads=1, memory_limit=0, dashboard=False))
        print("ready", flush=True)
        await asyncio.Event().wait()


@contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[Any]]]:
    """The address of a scheduler, and its process before those of its workers, which are ready."""
    import psutil

    quiet = {"stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    started = [subprocess.Popen([sys.executable, "-c", START, *OPTIONS], stdout=subprocess.DEVNULL, **quiet)]
    try:
        while not Path("scheduler.json").exists():
            time.sleep(0.1)
        address = json.loads(Path("scheduler.json").read_text())["address"]
        for number in range(min(HOSTS, workers)):
            count = len(range(number, workers, HOSTS))
            command = [sys.executable, __file__, "host", address, str(count)]
            started.append(subprocess.Popen(command, stdout=subprocess.PIPE, **quiet))
        for process in started[1:]:
            assert process.stdout
            process.stdout.readline()
        yield address, [psutil.Process(process.pid) for process in started]
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()
        Path("scheduler.json").unlink(missing_ok=True)


def spent(processes: list[Any]) -> float:
    """Seconds of processor time."""
    return float(sum(sum(process.cpu_times()[:2]) for process in processes))


def problem(input: str, target: str) -> tuple[Blocks, list[Range]]:
    """What goes to the workers once, and the blocks, each of ten samples."""
    prepared = calculation_of(call_of("ce", {"input": input, "target": target}), map).prepared
    return Blocks(Work(prepared, losses=False)), list(prepared.samples.blocks(200))[:TASKS]


def wire() -> str:
    """What crosses the wire, pickled."""
    work, ranges = problem("x.npy", "t.npy")
    shards, _ = problem("x-*.npy", "t-*.npy")
    back = Outcome(work(ranges[:477]), None, "tcp://192.168.100.100:40000", 0.1)
    sizes = (len(pickle.dumps(each)) for each in (content(shards), tuple(ranges[-1:]), tuple(ranges[-477:]), back))
    return "{:,} bytes once for 2 × 200 files; {} for a block, {:,} for 477; {} back".format(*sizes)


def tiny(address: str, processes: list[Any], workers: int) -> str:
    """What a task costs: blocks of a few numbers, one a task."""
    from lossctl.engine.dask.client import connected

    work, ranges = problem("x.npy", "t.npy")
    with connected(address) as cluster:
        for _ in cluster.each(work, ranges[: 3 * workers], most=1):  # the workers open their files
            pass
        here, there = time.process_time(), spent(processes[:1])
        tasks = len(list(cluster.each(work, ranges, most=1)))
        here, there = time.process_time() - here, spent(processes[:1]) - there
    return f"a task costs {there * 1e3 / tasks:.2f} ms of the scheduler, {here * 1e3 / tasks:.2f} ms here"


class Asleep(NamedTuple):
    """A worker that calculates as long as it sleeps."""

    seconds: float

    def __call__(self, blocks: Sequence[int]) -> int:
        time.sleep(self.seconds * len(blocks))
        return len(blocks)


def asleep(address: str, processes: list[Any], workers: int) -> str:
    """What is lost on the way: blocks that take as long as real ones, in tasks of the size that lossctl gives them."""
    from lossctl.engine.dask.client import MAX_BLOCKS, connected

    blocks = int(IDEAL / BLOCK * workers)
    with connected(address) as cluster:
        wall, there, hosts = time.perf_counter(), spent(processes[:1]), spent(processes[1:])
        done = [count for _, count in cluster.each(Asleep(BLOCK), range(blocks), MAX_BLOCKS)]
        wall, there, hosts = time.perf_counter() - wall, spent(processes[:1]) - there, spent(processes[1:]) - hosts
    assert sum(done) == blocks
    took = f"{wall:.1f} s for {IDEAL} s of work"
    return f"{blocks:,} blocks in {len(done):,} tasks: {took}; processor {there:.1f} s scheduler, {hosts:.1f} s hosts"


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        rng = np.random.default_rng(0)
        for name, array in (("x", rng.normal(size=(TASKS * 10, 20))), ("t", rng.integers(0, 20, TASKS * 10))):
            np.save(f"{name}.npy", array)
            for number in range(200):
                np.save(f"{name}-{number}.npy", array[:100])
        print(f"wire: {wire()}", flush=True)
        for workers in sizes:
            with cluster(workers) as (address, processes):
                for measured in (tiny, asleep):
                    found = measured(address, processes, workers)
                    print(f"{workers} workers, {measured.__name__}: {found}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["host"]:
        asyncio.run(host(sys.argv[2], int(sys.argv[3])))
    else:
        main([int(word) for word in sys.argv[1:]] or [2, 20, 100])
