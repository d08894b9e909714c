"""A cluster that freezes or goes while it is waited for; its sockets stay open, so that only its silence tells."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossctl.command import cli
from lossctl.command.calculate import calculation_of
from lossctl.command.call import call_of
from lossctl.engine.dask import client, signs_of_life
from lossctl.engine.dask.client import connected
from lossctl.errors import InputError
from lossctl.sums import block


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(block, "INDEXED_BLOCK", 10_000)
    rng = np.random.default_rng(0)
    np.save("x.npy", rng.normal(size=(20_000, 8)))
    np.save("t.npy", rng.integers(0, 8, 20_000))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is frozen is given up soon; heartbeats come twice a second."""
    monkeypatch.setattr(signs_of_life, "CHECK", 0.5)
    monkeypatch.setattr(signs_of_life, "FROZEN", 2)
    monkeypatch.setattr(signs_of_life, "GONE", 1)
    monkeypatch.setattr(client, "TIMEOUT", 1)


def told_after(change: Callable[[], Any], address: str) -> str:
    """What is said where the cluster changes after the files were opened here, before it works."""
    with connected(address) as cluster:
        calculation = calculation_of(call_of("ce", {"input": "x.npy", "target": "t.npy"}), cluster.map)
        change()
        with pytest.raises(InputError) as raised:
            list(calculation.parts())
    return str(raised.value)


@pytest.mark.usefixtures("impatient")
def test_the_last_worker_goes_on_the_way(cluster: Any) -> None:
    def change() -> None:
        for worker in list(cluster.workers):
            cluster.stop(worker)

    assert told_after(change, cluster.address) == f"{cluster.address}: the last worker is gone"


@contextmanager
def frozen(*processes: Any) -> Iterator[None]:
    for each in processes:
        each.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for each in processes:
            each.send_signal(signal.SIGCONT)


@pytest.mark.usefixtures("impatient")
def test_the_scheduler_freezes_on_the_way(cluster: Any) -> None:
    from distributed import Client

    with ExitStack() as until_said:
        change = partial(until_said.enter_context, frozen(cluster.scheduler))
        message = told_after(change, cluster.address)
    said = f"the scheduler has not answered for {signs_of_life.FROZEN} s\n  is it frozen? Restart it"
    assert message == f"{cluster.address}: {said}"
    with Client(cluster.address, set_as_default=False) as other:
        other.run_on_scheduler(forget_lossctl)


def forget_lossctl(dask_scheduler: Any) -> None:
    """The scheduler could not be told that the client leaves; in the program its end would tell."""
    for name in [each for each in dask_scheduler.clients if "lossctl" in each]:
        dask_scheduler.remove_client(name)


@pytest.mark.usefixtures("impatient")
def test_all_workers_freeze_on_the_way(cluster: Any) -> None:
    with ExitStack() as until_said:
        change = partial(until_said.enter_context, frozen(*cluster.workers.values()))
        message = told_after(change, cluster.address)
    said = f"no worker has given a sign of life for {signs_of_life.FROZEN} s"
    assert message == f"{cluster.address}: {said}\n  their logs tell why; what is frozen must be restarted"


@pytest.mark.usefixtures("impatient")
def test_a_worker_that_is_frozen_from_the_first_is_named(cluster: Any, capsys: pytest.CaptureFixture[str]) -> None:
    worker, process = next(iter(cluster.workers.items()))
    with frozen(process):
        assert cli.main(("ce", "x.npy", "t.npy", "--dask", cluster.address)) == 2
    place = f"{cluster.address}, the worker {worker}: no sign of life for {signs_of_life.FROZEN} s"
    said = f"lossctl ce: {place}\n  their logs tell why; what is frozen must be restarted\n"
    assert capsys.readouterr().err == said
