"""What is sent to the workers, and the one function of lossctl that they call by name."""

import pickle
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.files.base_dir import working_in
from lossctl.version import __version__

Versions = tuple[tuple[str, str], ...]
# A function, the folder that names of files are relative to, the sender's versions.
Content = tuple[bytes, str, Versions]

# A frozenset of its one content. Every worker can unpack this type; Dask would wait in vain for a worker that cannot.
# It can be a weak key too, so that what was unpacked goes when Dask drops the parcel.
Parcel = frozenset[Content]

_unpacked: "WeakKeyDictionary[Parcel, Callable[[Any], Any]]" = WeakKeyDictionary()
_lock = threading.Lock()


def content(function: Callable[[Any], Any]) -> Content:
    """A function, pickled once for all workers."""
    return pickle.dumps(function, pickle.HIGHEST_PROTOCOL), str(Path.cwd()), versions()


def versions() -> Versions:
    """What must be the same here and on the workers for the same bits."""
    return ("lossctl", __version__), ("NumPy", np.__version__), ("Python", "{}.{}".format(*sys.version_info))


class Outcome(NamedTuple):
    """What a task gave, or the error that it ended with; which worker did it, and how long it took.

    `died`: nothing came of it, as all workers that had it died.
    """

    value: Any
    error: InputError | None
    worker: str
    seconds: float
    died: bool = False


def outcome(parcel: Parcel, task: Any) -> Outcome:
    """What a worker runs. Bad input is returned like any other outcome: if it were raised, Dask would log it."""
    value, error, begun = None, None, time.perf_counter()
    ((packed, folder, sent),) = parcel
    try:
        with working_in(folder):
            with _lock:  # once, however many threads the worker has
                if parcel not in _unpacked:
                    _unpacked[parcel] = _function(packed, sent)
                function, begun = _unpacked[parcel], time.perf_counter()  # unpacking is not part of a task's time
            value = function(task)
    except InputError as raised:
        error = raised
    except MemoryError as raised:
        error = InputError(f"not enough memory: {raised}".rstrip(": "), remedy="give it more, or fewer threads")
    return Outcome(value, error, this_worker(), time.perf_counter() - begun)


def this_worker() -> str:
    """The worker that runs this, as errors name it; nothing in a process that is none."""
    from distributed import get_worker

    try:
        return called(get_worker().address)
    except ValueError:
        return ""


def called(address: str) -> str:
    """How errors name the worker at this address."""
    return f"the worker {address}"


def _function(packed: bytes, sent: Versions) -> Callable[[Any], Any]:
    for (name, here), (_, there) in zip(versions(), sent, strict=True):
        if here != there:
            remedy = "install the same there: the last bits of a result may depend on it"
            raise InputError(f"has {name} {here}, where you have {there}", remedy=remedy)
    function: Callable[[Any], Any] = pickle.loads(packed)
    return function
