"""Many jobs in one process: each is done when its line comes, and its result is written before the next is read."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from lossctl.command.call import Batch
from lossctl.command.line_stream import LineStream
from lossctl.command.no_jobs import check_first
from lossctl.engine.dask.task_size import at_hand
from lossctl.errors import InputError, located
from lossctl.inputs.files import locate_source, own_output
from lossctl.inputs.files.file import fault_text
from lossctl.report import streams
from lossctl.report.person import say_what_is_awaited
from lossctl.report.progress import DELAY, EVERY
from lossctl.settings import View

if TYPE_CHECKING:
    from lossctl.command.jobs import Done
    from lossctl.engine.scan import Map

AT_ONCE = 16  # jobs that a process or worker gets together at most
FEW = 64  # so many jobs are done in this process: to fork others would take longer
SUFFIXES = ("", ".jsonl", ".ndjson")

Job = tuple[int, str]  # the number of its line, and the line


def run_batch(call: Batch) -> bool:
    """Do all jobs, and say whether all went well; or write a schema."""
    if call.schema:
        return _schema(call.schema, call.output)
    if call.output and PurePath(call.output).suffix.lower() not in SUFFIXES and not call.output.startswith("/dev/"):
        raise InputError("batch writes JSON Lines", call.output, remedy="give it the suffix .jsonl")
    jobs = failed = first = 0
    with (
        _lines_of(call.jobs or locate_source.STDIN) as lines,
        _working(call, lines) as worked,
        streams.output_stream(call.output) as (stream, _),
    ):
        for number, job in worked:
            streams.put(stream, job.line)
            if not call.output:
                stream.flush()
            jobs, failed, first = jobs + 1, failed + (not job.well), first or (0 if job.well else number)
    if failed:
        of = "the job" if jobs == 1 else f"{failed} of {jobs} jobs"
        streams.say(f"lossctl batch: {of} failed or did not match, the first in line {first}")
    return not failed


@contextmanager
def _working(call: Batch, lines: LineStream) -> "Iterator[Iterator[tuple[int, Done]]]":
    """The number of each job and what it makes, in order: done here, or by the workers of a cluster."""
    jobs = _counted(lines)
    if call.dask is None:
        yield _do_here(jobs, call.threads, lines.ready)
        return
    from lossctl.engine.dask.client import connected

    with connected(call.dask) as cluster:
        function = partial(_do_jobs_there, _absolute(call.output))
        lots = cluster.each(function, jobs, AT_ONCE, lines.ready, _jobs_lost)
        yield (each for _, lot in lots for each in lot)


def _do_here(jobs: Iterator[Job], threads: int | None, ready: Callable[[], bool]) -> "Iterator[tuple[int, Done]]":
    """One job after the other; from `FEW` on in several processes, as most of a short job is Python's own work."""
    from lossctl.engine.fork_map import can_fork, cores, forked, in_order, processes

    workers = threads or cores()
    alone = processes(threads)
    for job in islice(jobs, FEW if can_fork(workers) else None):
        yield from _do_jobs(alone, (job,))
    lots = iter(lambda: tuple(islice(at_hand(jobs, ready), AT_ONCE)), ())
    if (first := next(lots, None)) is None:
        return
    with forked(partial(_do_jobs, map), workers) as links:
        for lot in in_order(links, chain((first,), lots), ready):
            yield from lot


def _do_jobs(map: "Map", jobs: Iterable[Job], worker: str = "") -> "list[tuple[int, Done]]":
    from lossctl.command.jobs import do_job

    return [(number, do_job(line, number, View(format="json"), map, worker)) for number, line in jobs]


def _do_jobs_there(output: str | None, jobs: Iterable[Job]) -> "list[tuple[int, Done]]":
    """Do some jobs on a worker, whose name goes into their errors; `output` is the file that none of them may read."""
    from lossctl.engine.dask.worker_task import this_worker

    with own_output.never_read(output):
        return _do_jobs(map, jobs, this_worker())


def _jobs_lost(jobs: Iterable[Job], worker: str) -> "list[tuple[int, Done]]":
    from lossctl.command.jobs import job_lost

    return [(number, job_lost(line, number, worker)) for number, line in jobs]


def _absolute(output: str | None) -> str | None:
    return str(Path(output).absolute()) if output and output != "-" else None


def _schema(name: str, output: str | None) -> bool:
    if name == "job":
        from lossctl.command.job_schema import schema
    else:
        from lossctl.command.result_schema import schema
    with streams.output_stream(output) as (stream, _):
        streams.put(stream, schema())
    return True


def _counted(lines: LineStream) -> Iterator[Job]:
    """Each job's line and its number, with the progress shown. Blank lines and `#` comments are no jobs."""
    begun, is_first = time.monotonic(), True
    due = begun + DELAY if streams.is_watched() else float("inf")
    try:
        for number, line in enumerate(lines, 1):
            if (now := time.monotonic()) >= due:
                streams.show(f"{number - 1} lines   {(number - 1) / (now - begun):.0f} a second")
                due = now + EVERY
            text = str(line, "utf-8-sig", "surrogateescape").rstrip()
            if text and not text.lstrip().startswith("#"):
                if is_first:
                    with located(lines.name or "standard input"):
                        check_first(line, lines.name)
                    is_first = False
                yield number, text
    finally:
        streams.show("")


@contextmanager
def _lines_of(jobs: str) -> Iterator[LineStream]:
    """The lines of a file or of standard input, as they come."""
    if jobs == locate_source.STDIN:
        if sys.stdin is None:
            raise InputError("is closed")
        say_what_is_awaited("batch", "jobs, each a line of JSON")
        with located("standard input"):
            own_output.check_other(sys.stdin.buffer)
        yield LineStream(sys.stdin.fileno())
        return
    found = locate_source.locate(jobs)
    if found is None or found.part is not None or len(found.files) > 1:
        raise locate_source.not_found(jobs)
    with located(found.name):
        try:
            file = Path(found.files[0]).open("rb")  # noqa: SIM115 - closed below, where its name has no part in errors
        except OSError as fault:
            raise InputError(fault_text(fault)) from None
    with file:
        with located(found.name):
            own_output.check_other(file)
        yield LineStream(file.fileno(), found.name)
