"""What can be wrong with a cluster is said in one message, soon, and nothing else is."""

import shutil
import signal
import sys
from collections.abc import Callable, Iterator
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
def error(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What a call says that ends with status 2."""

    def error(address: str) -> str:
        assert cli.main(("ce", "x.npy", "t.npy", "--dask", address)) == 2
        said = capsys.readouterr()
        assert said.out == ""
        return said.err

    return error


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


@pytest.mark.parametrize("address", ["localhost:8786", "tcp://localhost", "tcp://", "8786"])
def test_what_is_no_address(error: Callable, address: str) -> None:
    assert error(address) == f"lossctl ce: --dask {address} is no address\n  it is like tcp://localhost:8786\n"


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tcp://no.such.host:8786", "pigeon://localhost:8786"])
def test_nobody_is_there(error: Callable, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(client, "TIMEOUT", 0.5)
    remedy = "`dask scheduler` starts one, and shows its address"
    assert error(address) == f"lossctl ce: {address}: no scheduler answers there\n  {remedy}\n"


def test_a_scheduler_without_workers(cluster: Any, error: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PATIENCE", 1)
    for worker in list(cluster.workers):
        cluster.stop(worker)
    remedy = f"`dask worker {cluster.address}` starts one"
    assert error(cluster.address) == f"lossctl ce: {cluster.address}: the scheduler has no worker\n  {remedy}\n"


def test_the_last_worker_goes_on_the_way(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PATIENCE", 1)

    def change() -> None:
        for worker in list(cluster.workers):
            cluster.stop(worker)

    assert told_after(change, cluster.address, "x.npy", "t.npy") == f"{cluster.address}: the last worker is gone"


def test_distributed_is_not_installed(error: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = "lossctl ce: --dask needs Dask's distributed\n  pip install 'lossctl[dask]'\n"
    assert error("tcp://127.0.0.1:8786") == said


def test_threads_of_this_machine_beside_a_cluster(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(("ce", "x.npy", "t.npy", "--dask", "tcp://127.0.0.1:8786", "--threads", "2")) == 2
    said = "--threads are this machine's; with --dask the workers calculate, each with its own"
    assert capsys.readouterr().err == f"lossctl ce: {said}\n"
