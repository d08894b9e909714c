"""What can be wrong with a cluster is said in one message, soon, and nothing else is."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossctl.command import cli
from lossctl.command.calculate import calculation_of
from lossctl.command.call import call_of
from lossctl.engine.dask import client
from lossctl.engine.dask.client import connected
from lossctl.errors import InputError
from lossctl.sums import block

SAME = "each worker needs the same files, under the same names as here"


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(block, "INDEXED_BLOCK", 10_000)
    rng = np.random.default_rng(0)
    np.save("x.npy", rng.normal(size=(20_000, 8)))
    np.save("t.npy", rng.integers(0, 8, 20_000))
    for number in (1, 2):  # small enough to be read whole, and again by each worker
        np.save(f"x-{number}.npy", rng.normal(size=(2_000, 8)))
        np.save(f"t-{number}.npy", rng.integers(0, 8, 2_000))


@pytest.fixture
def odd(cluster: Any) -> Iterator[Callable[[str], str]]:
    """A worker, for this test only, which first runs these lines; its address."""
    started: list[str] = []

    def odd(before: str) -> str:
        started.append(cluster.worker(before))
        return started[-1]

    yield odd
    for worker in started:
        cluster.stop(worker, signal.SIGTERM)


def told_after(change: Callable[[], Any], address: str, input: str, target: str) -> str:
    """What is wrong when the files change after they were opened here, before a worker opens them."""
    with connected(address) as cluster:
        calculation = calculation_of(call_of("ce", {"input": input, "target": target}), cluster.map)
        change()
        with pytest.raises(InputError) as raised:
            list(calculation.parts())
    return str(raised.value)


def one_of(addresses: Any, message: str) -> str:
    """The message without the worker, which is one of these."""
    (worker,) = (each for each in addresses if each in message)
    return message.replace(worker, "WORKER")


def test_a_file_that_a_worker_does_not_find(cluster: Any) -> None:
    path = Path("x.npy").absolute()
    message = told_after(path.unlink, cluster.address, "x.npy", "t.npy")
    said = f"the worker WORKER, {path}: cannot be read: no such file or directory\n  {SAME}"
    assert one_of(cluster.workers, message) == said


def test_another_file_of_the_same_name(cluster: Any) -> None:
    def change() -> None:
        shutil.copy("t-1.npy", "other.npy")
        Path("other.npy").replace("x.npy")

    message = told_after(change, cluster.address, "x.npy", "t.npy")
    said = f"the worker WORKER, {Path('x.npy').absolute()}: is not the same file in another process\n  {SAME}"
    assert one_of(cluster.workers, message) == said


def test_a_shard_that_a_worker_does_not_find(cluster: Any) -> None:
    message = told_after(Path("x-2.npy").unlink, cluster.address, "x-*.npy", "t-*.npy")
    assert (
        one_of(cluster.workers, message)
        == f"the worker WORKER, x-2.npy: cannot be read: no such file or directory\n  {SAME}"
    )


def test_a_worker_without_lossctl(cluster: Any, odd: Callable, error: Callable) -> None:
    worker = odd("import sys; sys.modules['lossctl.engine.dask'] = None")
    said = error(cluster.address)
    assert said.startswith(f"lossctl ce: the worker {worker}: cannot import lossctl (")
    assert said.endswith(")\n  install lossctl 0.1.0 there\n")


@pytest.mark.parametrize(
    ("before", "has"),
    [
        ("import lossctl.version; lossctl.version.__version__ = '0.0.9'", "lossctl 0.0.9, where you have 0.1.0"),
        ("import numpy; numpy.__version__ = '1.9'", f"NumPy 1.9, where you have {np.__version__}"),
    ],
)
def test_a_worker_with_another_version(cluster: Any, odd: Callable, error: Callable, before: str, has: str) -> None:
    worker = odd(before)
    remedy = "install the same there: the last bits of a result may depend on it"
    assert error(cluster.address) == f"lossctl ce: the worker {worker}: has {has}\n  {remedy}\n"


def test_a_scheduler_without_workers(cluster: Any, error: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PATIENCE", 1)
    for worker in list(cluster.workers):
        cluster.stop(worker)
    remedy = f"`dask worker {cluster.address}` starts one"
    assert error(cluster.address) == f"lossctl ce: {cluster.address}: the scheduler has no worker\n  {remedy}\n"


@pytest.mark.usefixtures("deadly")
def test_one_worker_after_the_other_dies_of_a_task(cluster: Any) -> None:
    suicide = partial(subprocess.check_output, shell=True)
    workers = list(cluster.workers)
    with connected(cluster.address) as calculating, pytest.raises(InputError) as raised:
        list(calculating.each(suicide, ["kill -9 $PPID"], 1))
    said = "one worker after the other died of the same task, the last was the worker WORKER"
    remedy = "is their memory too small for their threads? Their logs tell"
    assert one_of(workers, str(raised.value)) == f"{cluster.address}: {said}\n  {remedy}"
    for worker in [each for each, process in cluster.workers.items() if process.poll() is not None]:
        cluster.stop(worker)


def test_distributed_is_not_installed(error: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = "lossctl ce: --dask needs Dask's distributed\n  pip install 'lossctl[dask]'\n"
    assert error("tcp://127.0.0.1:8786") == said


def test_threads_of_this_machine_beside_a_cluster(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(("ce", "x.npy", "t.npy", "--dask", "tcp://127.0.0.1:8786", "--threads", "2")) == 2
    said = "--threads are this machine's; with --dask the workers calculate, each with its own"
    assert capsys.readouterr().err == f"lossctl ce: {said}\n"
