"""The client of a Dask cluster: tasks go out in order, a bounded number at a time, and their outcomes come in order."""

import logging
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from itertools import chain, islice
from typing import Any

from lossctl.engine.dask.greeting import check_scheduler, within
from lossctl.engine.dask.signs_of_life import Needed, Watch
from lossctl.engine.dask.task_size import Task, Tasks
from lossctl.engine.dask.worker_task import Outcome, called, content, outcome
from lossctl.engine.scan import Blocks, Part, Range, Work
from lossctl.errors import InputError, located
from lossctl.version import __version__

TIMEOUT = 3  # seconds for a scheduler that has answered once to take a client, and for a client to leave
PATIENCE = 10  # seconds to wait for a worker
TASKS_AHEAD = 9  # tasks under way for each thread, so that no worker waits for this process
TASKS_AT_ONCE = 3  # are sent and fetched together; from three on Dask gives tasks to whoever is idle
MAX_BLOCKS = 1024  # a task: their ranges take some 10 kB

Function = Callable[[Task], Any]

_SAME_FILES = "each worker needs the same files, under the same names as here"


@contextmanager
def connected(address: str) -> "Iterator[Cluster]":
    """The cluster of this scheduler; InputError where no scheduler answers, or it has no worker."""
    with _quiet():
        client = _client(address)
        try:
            cluster = Cluster(client, address)
            cluster.check()
            yield cluster
        finally:
            with suppress(Exception):  # the scheduler may be frozen or gone
                client.close(timeout=TIMEOUT)


class Cluster:
    """Workers that calculate what is handed to them."""

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address, self._watch = client, address, Watch(client)

    def check(self) -> None:
        """InputError where there is no worker, or one that cannot import lossctl: its first task would end it."""
        try:
            self._answer(partial(self._client.wait_for_workers, 1, timeout=PATIENCE), "the scheduler")
        except TimeoutError:
            remedy = f"`dask worker {self._address}` starts one"
            raise InputError("the scheduler has no worker", self._address, remedy=remedy) from None
        question = partial(self._client.run, import_module, outcome.__module__, on_error="return")
        rooms = self._answer(question, "all workers")
        for worker, room in rooms.items():
            if isinstance(room, ImportError):
                remedy = f"install lossctl {__version__} there"
                raise InputError(f"cannot import lossctl ({room})", called(worker), remedy=remedy)

    def map(self, work: Work, ranges: Iterable[Range]) -> Iterator[Part]:
        """A `Map` with several blocks a task. A single block is calculated here."""
        rest = iter(ranges)
        first = list(islice(rest, 2))
        if len(first) < 2:
            yield from map(work, first)
            return
        most = 1 if work.losses or work.symbols else MAX_BLOCKS  # what is under way fits in memory, losses and all
        for _, part in self.each(Blocks(work), chain(first, rest), most):
            yield part

    def each(
        self,
        function: Function,
        items: Iterable[Any],
        most: int,
        ready: Callable[[], bool] = lambda: True,
        died: Callable[[Task, str], Any] | None = None,
    ) -> Iterator[tuple[Task, Any]]:
        """Tasks of up to `most` items each, in order, and what the function makes of them.

        Outcomes are yielded without waiting for an item that is not `ready`. InputError where a worker cannot do what
        this process could. `died` gives what stands for the outcome of a task of which one worker after the other died,
        called with the task and the last of them; without it that is an InputError.
        """
        tasks = Tasks(items, most, ready)
        # It is what a task makes, not scattered: where all workers that have it are lost, Dask makes it again.
        parcel = self._ask(self._client.submit, frozenset, [content(function)], pure=False)
        under_way: deque[tuple[list[Task], list[Any]]] = deque()
        while True:
            threads = max(1, sum(self._answer(self._client.nthreads).values()))
            room = (TASKS_AHEAD if tasks.known else TASKS_AT_ONCE) * threads - sum(len(lot) for lot, _ in under_way)
            while room > 0 and (lot := tasks.take(min(room, TASKS_AT_ONCE * threads), wait=not under_way)):
                under_way.append((lot, self._ask(self._client.map, outcome, [parcel] * len(lot), lot, pure=False)))
                room -= len(lot)
            if not under_way:
                return
            lot, futures = under_way.popleft()
            outcomes = self._outcomes(futures)
            tasks.see(lot, sum(found.seconds for found in outcomes), threads)
            for task, found in zip(lot, outcomes, strict=True):
                if found.died:
                    yield task, self._after_deaths(task, found, died)
                elif found.error:
                    raise _fault(function, task, found)
                else:
                    yield task, found.value

    def _outcomes(self, futures: list[Any]) -> list[Outcome]:
        """What became of these tasks; `died` where one worker after the other did."""
        from distributed import KilledWorker

        gathered = partial(self._client.gather, futures)
        try:
            outcomes: list[Outcome] = self._answer(gathered)
            return outcomes
        except KilledWorker as killed:
            if len(futures) == 1:
                return [Outcome(None, None, called(killed.last_worker.address), 0, died=True)]
        return [found for future in futures for found in self._outcomes([future])]

    def _after_deaths(self, task: Task, found: Outcome, died: Callable[[Task, str], Any] | None) -> Any:
        if died:
            return died(task, found.worker)
        remedy = "is their memory too small for their threads? Their logs tell"
        problem = f"one worker after the other died of the same task, the last was {found.worker}"
        raise InputError(problem, self._address, remedy=remedy)

    def _answer(self, question: Callable[[], Any], needed: Needed = "any worker") -> Any:
        """What the cluster answers, as long as it lives."""
        with located(self._address):
            return self._ask(self._watch.answer, question, needed)

    def _ask(self, question: Callable[..., Any], *words: Any, **options: Any) -> Any:
        """Ask Dask, with its exceptions in the user's words."""
        from distributed import CancelledError, KilledWorker

        try:
            return question(*words, **options)
        except (InputError, KilledWorker, TimeoutError):
            raise
        except (CancelledError, OSError):
            raise InputError("the scheduler is gone") from None
        except Exception:  # such as an AttributeError of a client that has lost its scheduler
            if self._client.status == "running":
                raise
            raise InputError("the scheduler is gone") from None


def _fault(function: Function, task: Task, found: Outcome) -> InputError:
    """The error that one worker alone found."""
    function(task)  # a fault of the data is raised here too, as in any other run
    assert found.error
    error = found.error
    return InputError(error.problem, found.worker, *error.where, remedy=error.remedy or _SAME_FILES)


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise InputError("--dask needs Dask's distributed", remedy="pip install 'lossctl[dask]'") from None
    check_scheduler(address)
    try:  # in a thread of its own, as it waits without end for a scheduler that is frozen just now
        return within(2 * TIMEOUT, partial(Client, address, timeout=TIMEOUT, set_as_default=False, name="lossctl"))
    except Exception as fault:
        said = f": {fault}" if str(fault) else ""
        raise InputError(f"the scheduler takes no client{said}", address, remedy="its log tells why") from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Without Dask's logs and warnings: its threads would write them between the lines of standard error."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
