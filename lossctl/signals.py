"""The signals that end the program: what it has begun is undone, then it ends at once, and says nothing.

No exception is raised for them: one that comes out of an import, a destructor or a library's C code is printed, wrapped
or swallowed there. What must not stay behind is registered while it exists, by `undone_by`.
"""

import os
import signal

# Only `os` and `signal`: until these are imported and `take_over` has run, Control-C is Python's own.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

# Windows has no SIGHUP.
ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))

_steps: "list[Callable[[], object]]" = []
_taken: "list[signal.Signals]" = []


def take_over() -> None:
    """From now on these signals end the program. One that is ignored, as SIGHUP is under nohup, stays ignored."""
    for each in ENDING:
        if signal.getsignal(each) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(each, _end)
            _taken.append(each)


def let_go() -> None:
    """Nothing is left to undo: Control-C changes nothing any more, the others end the program by the system's means."""
    for each in _taken:
        signal.signal(each, signal.SIG_IGN if each == signal.SIGINT else signal.SIG_DFL)


def ignore() -> None:
    """In a process that another one ends: all signals of a group go to both."""
    for each in ENDING:
        signal.signal(each, signal.SIG_IGN)


class undone_by:  # noqa: N801 - used as a function; contextlib would take 3 ms more before `take_over`
    """A step that a signal takes, if it comes within this block; the block's own errors are the caller's matter.

    It runs between any two instructions of the block, so it must not use what they may be changing, such as a
    stream's buffer, and it may run when there is nothing to undo yet, or no longer.
    """

    def __init__(self, step: "Callable[[], object]") -> None:
        self._step = step

    def __enter__(self) -> None:
        _steps.append(self._step)

    def __exit__(self, *_: object) -> None:
        _steps.remove(self._step)


def _end(number: int, _: "FrameType | None") -> None:
    for each in _taken:
        signal.signal(each, signal.SIG_IGN)
    for step in reversed(_steps):
        try:  # noqa: SIM105 - nothing is imported here
            step()
        except Exception:  # the other steps are taken whatever this one meets
            pass
    os._exit(128 + number)
