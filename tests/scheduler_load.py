"""What a task costs a Dask scheduler and lossctl beside it: `python tests/scheduler_load.py [WORKERS…]`, by hand.

Blocks of a few numbers, one a task, go through `--dask`'s own code to a real scheduler with so many real workers, of
which a process here hosts many: the calculation is next to nothing, so what is left is the cost of the way. Processor
time counts, since the workers of a real cluster are elsewhere.
"""

import asyncio
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

TASKS = 10_000
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
def cluster(workers: int) -> Iterator[tuple[str, Any]]:
    """A scheduler's address and process, its workers ready."""
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
        yield address, psutil.Process(started[0].pid)
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()
        Path("scheduler.json").unlink(missing_ok=True)


def measured(workers: int) -> None:
    """A line of the table."""
    from lossctl.cluster.client import connected
    from lossctl.cluster.parcel import Blocks, Outcome
    from lossctl.command.answer import answer
    from lossctl.command.call import call_of
    from lossctl.sums.engine import Work

    prepared = answer(call_of("ce", {"input": "x.npy", "target": "t.npy"}), map).prepared
    work, ranges = Work(prepared, losses=False), list(prepared.samples.blocks(200))[:TASKS]
    with cluster(workers) as (address, scheduler), connected(address) as calculating:
        for _ in calculating.each(Blocks(work), ranges[: 3 * workers], most=1):  # the workers open their files
            pass
        here, there, wall = time.process_time(), sum(scheduler.cpu_times()[:2]), time.perf_counter()
        tasks = [part for _, part in calculating.each(Blocks(work), ranges, most=1)]
        wall = time.perf_counter() - wall
        here, there = time.process_time() - here, sum(scheduler.cpu_times()[:2]) - there
    out, back = len(pickle.dumps((ranges[-1],))), len(pickle.dumps(Outcome(tasks[-1], None, address, 0.1)))
    milli = 1e3 / len(tasks)
    times = f"{there * milli:12.2f}  {here * milli:9.2f}  {wall * milli:7.2f}"
    print(f"{workers:7,}  {len(tasks):6,}  {times}  {out:9}  {back:10}", flush=True)


def main(workers: list[int]) -> None:
    print("workers   tasks  scheduler ms  client ms  wall ms  bytes out  bytes back", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        rng = np.random.default_rng(0)
        np.save("x.npy", rng.normal(size=(TASKS * 10, 20)))
        np.save("t.npy", rng.integers(0, 20, TASKS * 10))
        for number in workers:
            measured(number)


if __name__ == "__main__":
    if sys.argv[1:2] == ["host"]:
        asyncio.run(host(sys.argv[2], int(sys.argv[3])))
    else:
        main([int(word) for word in sys.argv[1:]] or [2, 100, 1000])
