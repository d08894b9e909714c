"""The README's scripts for many files run as they stand, and end in the bits of one run."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

README = (Path(__file__).parents[2] / "README.md").read_text()
PAGE = README.partition("## Many files, many machines\n")[2].partition("\n## ")[0]
SCRIPTS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SHARDS = 8

# A stand-in for Slurm's: an array's tasks run one after the other, here from the last to the first.
SBATCH = r"""#!/bin/bash
if [ "$1" = --parsable ]; then
    for i in 7 6 5 4 3 2 1 0; do SLURM_ARRAY_TASK_ID=$i SLURM_CPUS_PER_TASK=1 bash "$2" >&2 || exit 1; done
    echo 4711
else
    [ "$1" = --dependency=afterok:4711 ] && [ "$2" = --wrap ] && bash -c "$3"
fi
"""

pytestmark = pytest.mark.skipif(not PAGE, reason="the README has no such page")


def script(word: str) -> str:
    return next(each for each in SCRIPTS if word in each)


@pytest.fixture(autouse=True)
def _shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(100, 5)), rng.integers(0, 5, 100)
    ends = np.sort(rng.integers(0, 100, SHARDS - 1))
    for name, array in (("logits", x), ("labels", t)):
        np.save(f"whole-{name}.npy", array)
        for number, piece in enumerate(np.split(array, ends)):
            np.save(f"{name}-{number}.npy", piece)


def loss_of(text: str) -> str:
    tmp_bin = Path("bin")
    tmp_bin.mkdir()
    (tmp_bin / "sbatch").write_text(SBATCH)
    (tmp_bin / "sbatch").chmod(0o755)
    scripts = Path(sys.executable).parent
    env = {**os.environ, "PATH": f"{tmp_bin.resolve()}:{scripts}:{os.environ['PATH']}", "PYTHONIOENCODING": "utf-8"}
    command = ["bash", "-e", "-o", "pipefail", "-c", text]
    return subprocess.run(command, env=env, capture_output=True, check=True, encoding="utf-8").stdout


def whole(digits: bool) -> str:
    words = ["ce", "whole-logits.npy", "whole-labels.npy", *([] if digits else ["-q"])]
    command, env = [sys.executable, "-m", "lossctl", *words], os.environ | {"PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, env=env, capture_output=True, check=True, encoding="utf-8").stdout


@pytest.mark.parametrize("word", ["for x in", "xargs", "parallel"])
def test_a_script_that_ends_in_merge_prints_the_loss_of_the_whole(word: str) -> None:
    if word == "parallel" and not shutil.which("parallel"):
        pytest.skip("GNU parallel is not installed")
    assert loss_of(script(word)).splitlines()[-1] == whole(digits=True).splitlines()[-1]


def test_a_slurm_array_ends_in_merge() -> None:
    Path("shard.sh").write_text(script("#SBATCH"))
    loss_of(script("sbatch --parsable"))
    assert f"{json.loads(Path('whole.json').read_text())['loss']!r}\n" == whole(digits=False)


@pytest.mark.skipif(find_spec("distributed") is None, reason="distributed is not installed")
def test_a_dask_cluster_prints_the_loss_of_the_whole() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
    *cluster, calculation = script("dask scheduler").replace("8786", port).splitlines()
    waited = f"until (echo > /dev/tcp/localhost/{port}) 2>/dev/null; do sleep 0.1; done"
    ended = "trap 'kill -KILL $(jobs -p)' EXIT"  # asked to end together, they wait for each other, for seconds
    printed = loss_of("\n".join((ended, *cluster, waited, calculation)))
    assert printed == whole(digits=True).replace("whole-logits", "logits")
