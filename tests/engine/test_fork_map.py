"""A map over processes: the same parts in the same order, and nobody is left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from lossctl.engine.fork_map import BLOCKS_PER_ITEM, MAX_BLOCKS_PER_ITEM, MAX_WAITING, MIN_BLOCKS, _items, processes
from lossctl.engine.scan import Part, joined, scan
from lossctl.errors import InputError
from lossctl.losses import LOSSES
from lossctl.problem import Problem
from lossctl.settings import Settings
from lossctl.sums.exact import Exact
from lossctl.sums.tally import Tally

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are needed"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
]
SECONDS = 300  # after which something hangs
R = np.random.default_rng(1)
RANGES = [(start, start + 1) for start in range(5 * MIN_BLOCKS)]


@pytest.fixture(autouse=True)
def as_in_a_process_of_its_own(monkeypatch):
    """The processes in which tests run in parallel have threads of their own."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    yield
    assert multiprocessing.active_children() == []


def part(range_):
    return Part(*range_, Tally(Exact(1)), np.array([os.getpid()]))


def slow(range_):
    time.sleep(0.002)
    return part(range_)


@pytest.mark.parametrize("work", [part, slow, lambda range_: slow(range_) if range_[0] < 8 else part(range_)])
def test_parts_come_in_order_and_from_several_processes(work):
    parts = list(processes(3)(work, iter(RANGES)))
    assert [start for part in parts for start in range(part.start, part.stop)] == list(range(len(RANGES)))
    assert sum((part.tally for part in parts), Tally()).sum == Exact(len(RANGES))
    workers = set(np.concatenate([part.loss for part in parts]).tolist())
    assert os.getpid() not in workers
    assert (1 if work is part else 2) <= len(workers) <= 3


@pytest.mark.parametrize("number", [MIN_BLOCKS - 1, 1, 0])
def test_little_work_is_done_here(number):
    parts = list(processes(3)(part, RANGES[:number]))
    assert {int(part.loss[0]) for part in parts} <= {os.getpid()}
    assert len(parts) == number


def test_beside_threads_nothing_is_forked(monkeypatch):
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert {int(part.loss[0]) for part in processes(3)(part, RANGES)} == {os.getpid()}


@pytest.mark.parametrize("name", LOSSES)
def test_the_same_tally_and_the_same_losses(name):
    logits = R.standard_normal((3 * MIN_BLOCKS, 4))
    target = R.integers(0, 4, len(logits)) if name == "ce" else R.dirichlet(np.ones(4), len(logits))
    arrays = {"input": 1 / (1 + np.exp(-logits)) if name == "bce" else logits, "target": target}
    prepared = Problem(LOSSES[name].load(), arrays, Settings.of()).prepared()
    here, there = (joined(scan(prepared, map_, 4, digested=True, spread=True)) for map_ in (map, processes(2)))
    assert here.tally == there.tally
    np.testing.assert_array_equal(here.loss, there.loss)


def test_the_first_fault_in_order_is_the_one_that_is_raised():
    def faulty(range_):
        if range_[0] in (2 * BLOCKS_PER_ITEM, 40):
            time.sleep(0.05 if range_[0] == 2 * BLOCKS_PER_ITEM else 0)
            raise InputError("is wrong", f"index {range_[0]}", remedy="mend it")
        return part(range_)

    seen = []
    with pytest.raises(InputError) as error:
        seen.extend(processes(2)(faulty, RANGES))
    first = f"index {2 * BLOCKS_PER_ITEM}"
    assert (error.value.problem, error.value.where, error.value.remedy) == ("is wrong", (first,), "mend it")
    assert [part.start for part in seen] == [0, BLOCKS_PER_ITEM]


def test_a_killed_process_is_told_of():
    def killed(range_):
        if range_[0] == 30:
            os.kill(os.getpid(), signal.SIGKILL)
        return part(range_)

    with pytest.raises(InputError, match="a process that calculated was killed\n  is there enough memory"):
        list(processes(2)(killed, RANGES))


def test_a_process_that_cannot_be_started_is_told_of(monkeypatch):
    def refused():
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refused)
    with pytest.raises(InputError, match="no more processes can be started\n  --threads 1 needs no other"):
        list(processes(2)(part, RANGES))


def test_who_stops_listening_leaves_nobody_behind_and_little_was_done_in_vain(tmp_path):
    def noted(range_):
        (tmp_path / str(range_[0])).touch()
        return part(range_)

    parts = processes(2)(noted, ((start, start + 1) for start in range(10**6)))
    assert next(iter(parts)).start == 0
    time.sleep(0.2)
    parts.close()
    assert multiprocessing.active_children() == []
    assert len(list(tmp_path.iterdir())) <= 2 * MAX_WAITING * BLOCKS_PER_ITEM


ORPHANS = """
import os, signal, sys, time
from lossctl.engine.scan import Part
from lossctl.engine.fork_map import processes
from lossctl.sums.tally import Tally
def work(range_):
    os.write(1, b"%d\\n" % os.getpid())
    time.sleep(0.01)
    return Part(*range_, Tally())
for part in processes(2)(work, ((i, i + 1) for i in range(10**6))):
    if part.start > 40:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_they_end_with_the_process_that_started_them(tmp_path):
    output = tmp_path / "ids"
    with output.open("ab") as file:  # so that their lines do not mix
        status = subprocess.run([sys.executable, "-c", ORPHANS], stdout=file, timeout=SECONDS, check=False).returncode
    assert status == -signal.SIGKILL
    ids = set(output.read_text().split())
    assert len(ids) in (1, 2), ids
    deadline = time.monotonic() + SECONDS
    while any(Path(f"/proc/{id_}").exists() for id_ in ids):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_items_grow_until_they_take_long_enough(monkeypatch):
    monkeypatch.setattr(time, "monotonic", iter([0.0, *(0.5 * given for given in range(1, 10_000))]).__next__)
    assert {len(item) for item in _items(iter(RANGES), 2, True)} == {BLOCKS_PER_ITEM}
    monkeypatch.setattr(time, "monotonic", iter([0.0, *(1e-6 * given for given in range(1, 10_000))]).__next__)
    quick = list(_items(iter(RANGES), 2, True))
    assert max(map(len, quick)) == MAX_BLOCKS_PER_ITEM
    assert [range_ for item in quick for range_ in item] == RANGES
    assert {len(item) for item in _items(iter(RANGES), 2, False)} == {BLOCKS_PER_ITEM}
