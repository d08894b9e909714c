from collections.abc import Callable

import pytest

from lossctl.command import calculate


def raising(error: BaseException) -> Callable:
    def fail(*_: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (MemoryError("Unable to allocate 8 GiB"), 2, "lossctl ce: not enough memory: Unable to allocate 8 GiB\n"),
        (MemoryError(), 2, "lossctl ce: not enough memory\n"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 141, ""),
    ],
)
def test_what_can_be_foreseen_ends_in_order(
    run: Callable, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int, message: str
) -> None:
    monkeypatch.setattr("lossctl.report.streams.hush", lambda: None)  # it would silence pytest
    monkeypatch.setattr(calculate, "calculation_of", raising(error))
    ran = run("ce", "1,2", "0")
    assert (ran.status, ran.out, ran.err) == (status, "", message)


def test_a_bug_is_shown_as_one(run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calculate, "calculation_of", raising(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        run("ce", "1,2", "0")
