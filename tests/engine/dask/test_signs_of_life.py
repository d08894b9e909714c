"""What is taken for a cluster that lives, and from when on for one that does not; by a clock of the test's own."""

from collections.abc import Callable

import pytest

from lossctl.engine.dask import signs_of_life
from lossctl.engine.dask.signs_of_life import FROZEN, GONE, _Signs
from lossctl.errors import InputError

HOUR = range(0, 3600, 5)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Set the clock, which begins at 0."""

    def at(seconds: float) -> None:
        monkeypatch.setattr(signs_of_life.time, "monotonic", lambda: seconds)

    at(0)
    return at


def test_a_worker_whose_heart_beats_is_waited_for_without_end(at: Callable) -> None:
    signs = _Signs("all workers")
    for seconds in HOUR:
        at(seconds)
        signs.see({"a": seconds // 50})


def test_one_worker_that_lives_is_enough_for_what_any_can_do(at: Callable) -> None:
    signs = _Signs("any worker")
    for seconds in HOUR:
        at(seconds)
        signs.see({"a": 0, "b": seconds})


def test_a_worker_that_must_answer_is_named_when_it_is_frozen(at: Callable) -> None:
    signs = _Signs("all workers")
    for seconds in range(0, FROZEN, 5):
        at(seconds)
        signs.see({"a": seconds, "b": 0})
    at(FROZEN)
    with pytest.raises(InputError, match=f"^the worker b: no sign of life for {FROZEN} s"):
        signs.see({"a": FROZEN, "b": 0})


def test_silence_counts_from_the_last_heartbeat_on(at: Callable) -> None:
    signs = _Signs("any worker")
    signs.see({"a": 1})
    at(40)
    signs.see({"a": 2, "new": 9})
    at(40 + FROZEN - 1)
    signs.see({"a": 2, "new": 9})
    at(40 + FROZEN)
    with pytest.raises(InputError, match=f"^no worker has given a sign of life for {FROZEN} s"):
        signs.see({"a": 2, "new": 9})


def test_a_scheduler_that_answers_now_and_then_lives(at: Callable) -> None:
    signs = _Signs("the scheduler")
    for seconds in HOUR:
        at(seconds)
        signs.see(None if seconds % 50 else {})
    at(HOUR[-1] + FROZEN + 50)
    with pytest.raises(InputError, match=f"^the scheduler has not answered for {FROZEN} s"):
        signs.see(None)


def test_workers_that_start_again_may_be_missing_for_a_while(at: Callable) -> None:
    signs = _Signs("any worker")
    for seconds in HOUR:
        at(seconds)
        signs.see({} if seconds % GONE else {"a": seconds})
    at(HOUR[-1] + GONE)
    with pytest.raises(InputError, match="the last worker is gone"):
        signs.see({})
