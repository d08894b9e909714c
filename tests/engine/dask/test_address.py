"""Addresses at which no scheduler can be, or none that this Dask can reach: what is wrong, and what would be right."""

from collections.abc import Callable
from typing import Any

import pytest

from lossctl.engine.dask import greeting

dask = pytest.importorskip("dask")
pytest.importorskip("distributed")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:1", f"nothing listens there\n  {greeting.STARTS_ONE}"),
        ("tcp://no.such.host.invalid:8786", f"there is no host no.such.host.invalid\n  {greeting.STARTS_ONE}"),
        ("tcp://a..b:8786", f"there is no host a..b\n  {greeting.STARTS_ONE}"),
        ("foo://h:8786", "Dask has no foo://\n  is it tcp://h:8786? `dask scheduler` shows its address"),
        ("http://h:8787", "Dask has no http://\n  is it tcp://h:8787? `dask scheduler` shows its address"),
        ("tls://h:8786", f"tls:// needs certificates, and not all are set\n  name their files in {greeting.SETTINGS}"),
        ("wss://h:8786", f"wss:// needs certificates, and not all are set\n  name their files in {greeting.SETTINGS}"),
    ],
)
def test_nobody_can_be_there(error: Callable[..., str], address: str, said: str) -> None:
    assert error(address) == f"lossctl ce: {address}: {said}\n"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("localhost:8786", " is no address\n  is it tcp://localhost:8786?"),
        ("tcp://localhost", " has no port\n  a scheduler's is 8786, if not told otherwise: tcp://localhost:8786"),
        ("tcp://[::1]", " has no port\n  a scheduler's is 8786, if not told otherwise: tcp://[::1]:8786"),
        ("tcp://", " is no address\n  it is like tcp://localhost:8786"),
        ("8786", " is no address\n  it is like tcp://localhost:8786"),
        ("tcp://::1:8786", " is no address\n  it is like tcp://localhost:8786"),
        ("tcp://[:8786", " is no address\n  it is like tcp://localhost:8786"),
        ("tcp://me@host:8786", " is no address\n  it is like tcp://localhost:8786"),
        ("tcp://host:65536", ": no port is 65536\n  they are 1 … 65535; a scheduler's is 8786"),
        ("tcp://host:0", ": no port is 0\n  they are 1 … 65535; a scheduler's is 8786"),
        (f"tcp://host:{'9' * 5000}", f": no port is {'9' * 5000}\n  they are 1 … 65535; a scheduler's is 8786"),
    ],
)
def test_what_is_no_address(error: Callable[..., str], address: str, said: str) -> None:
    assert error(address) == f"lossctl ce: --dask {address}{said}\n"


def test_a_worker_s_address(cluster: Any, error: Callable[..., str]) -> None:
    worker = next(iter(cluster.workers))
    said = f"a worker answers there, no scheduler\n  {greeting.SHOWS_IT}"
    assert error(worker) == f"lossctl ce: {worker}: {said}\n"


def test_certificates_that_are_no_files(error: Callable[..., str]) -> None:
    names = {f"distributed.comm.tls.{name}": "nope.pem" for name in ("ca-file", "client.cert", "client.key")}
    with dask.config.set(names):
        said = error("tls://127.0.0.1:1")
    problem = "Dask's certificates cannot be used: [Errno 2] No such file or directory"
    assert said == f"lossctl ce: tls://127.0.0.1:1: {problem}\n  they are the files named in {greeting.SETTINGS}\n"


def test_encryption_that_dask_must_have(error: Callable[..., str]) -> None:
    with dask.config.set({"distributed.comm.require-encryption": True}):
        said = error("tcp://127.0.0.1:1")
    assert said == "lossctl ce: tcp://127.0.0.1:1: Dask's configuration requires encryption, which tcp:// has not\n"
