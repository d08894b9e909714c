"""Two ways to run lossctl: in this process, and as the real program."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from lossctl.command import cli


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


@pytest.fixture(params=["SIGINT", "SIGTERM", "SIGHUP"])
def how(request: pytest.FixtureRequest) -> signal.Signals:
    """Each signal that ends the program in an orderly way."""
    if (number := getattr(signal, request.param, None)) is None:
        pytest.skip("this system has no such signal")
    if signal.getsignal(number) is signal.SIG_IGN:
        pytest.skip("the tests were started by nohup")
    return number


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def run(*words: str) -> Ran:
        status = cli.main(words)
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return run


@pytest.fixture
def program() -> Callable[..., Ran]:
    def program(*words: str, env: dict[str, str] | None = None, **options: Any) -> Ran:
        unset = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONUNBUFFERED")
        clean = {name: value for name, value in os.environ.items() if name not in unset}
        done = subprocess.run(
            [sys.executable, "-m", "lossctl", *words],
            env=clean | (env or {}),
            check=False,
            timeout=300,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
        )
        return Ran(done.returncode, (done.stdout or b"").decode(), (done.stderr or b"").decode())

    return program
