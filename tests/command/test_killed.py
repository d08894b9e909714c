"""However and whenever a run ends, its output is the old file or the whole new one, and there is no other file."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.unix
SECONDS = 300  # after which something hangs
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGKILL")


def test_a_run_that_is_ended_at_any_moment_leaves_the_old_file_or_the_whole_new_one(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    np.save(tmp_path / "x.npy", rng.normal(size=(200_000, 4)))
    np.save(tmp_path / "t.npy", rng.integers(0, 4, 200_000))
    words = [sys.executable, "-m", "lossctl", "ce", *(str(tmp_path / name) for name in ("x.npy", "t.npy")), "-o"]
    begin = time.monotonic()
    subprocess.run([*words, str(tmp_path / "whole.csv")], check=True, timeout=SECONDS)
    takes = time.monotonic() - begin
    whole = (tmp_path / "whole.csv").read_bytes()
    for number, (name, old) in enumerate((name, old) for name in SIGNALS for old in (b"as it was\n", None)):
        if not hasattr(signal, name):
            continue  # no program of this system hears of it
        if name != "SIGKILL" and signal.getsignal(signal.Signals[name]) is signal.SIG_IGN:
            continue  # the tests were started by nohup
        folder = tmp_path / str(number)
        folder.mkdir()
        if old is not None:
            (folder / "x.csv").write_bytes(old)
        delay = random.uniform(0, takes)
        process = subprocess.Popen([*words, str(folder / "x.csv")], stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.Signals[name])
        process.wait(SECONDS)
        found = {path.name: path.read_bytes() for path in folder.iterdir()}
        if name == "SIGKILL" and not hasattr(os, "O_TMPFILE"):
            found = {path: data for path, data in found.items() if not path.startswith(".lossctl-")}
        allowed = [{"x.csv": whole}, {} if old is None else {"x.csv": old}]
        assert found in allowed, (
            f"{name} after {delay:.3f} of {takes:.3f} s left { ({n: len(d) for n, d in found.items()}) }"
        )
        if process.returncode == 0:
            assert found == allowed[0]
