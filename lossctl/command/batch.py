"""Many jobs in one process: each is done as its line comes, and its line goes out before the next is read."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from lossctl.command.call import Batch
from lossctl.errors import InputError, located
from lossctl.inputs import opening
from lossctl.report import streams
from lossctl.report.progress import DELAY, EVERY
from lossctl.settings import View

STDIN = "-"
SUFFIXES = ("", ".jsonl", ".ndjson")


def done(call: Batch) -> bool:
    """Do all jobs, and say whether all went well; or write the schema of a job."""
    if call.output and PurePath(call.output).suffix.lower() not in SUFFIXES and not call.output.startswith("/dev/"):
        raise InputError("batch writes JSON Lines", call.output, remedy="give it the suffix .jsonl")
    if call.schema:
        return _schema(call)
    from lossctl.command.jobs import done as job_done
    from lossctl.sums.engine import threads

    view, workers = View(format="json"), threads(call.threads)
    jobs = failed = first = 0
    with _opened(call.jobs or STDIN) as lines, streams.opened(call.output) as (stream, _):
        for number, line in _counted(lines):
            job = job_done(line, number, view, workers)
            streams.put(stream, job.line)
            if not call.output:
                stream.flush()
            jobs, failed, first = jobs + 1, failed + (not job.well), first or (0 if job.well else number)
    if failed:
        of = "the job" if jobs == 1 else f"{failed:,} of {jobs:,} jobs"
        streams.say(f"lossctl batch: {of} failed or did not match, the first in line {first}")
    return not failed


def _schema(call: Batch) -> bool:
    from lossctl.command.schema import schema

    with streams.opened(call.output) as (stream, _):
        streams.put(stream, schema())
    return True


def _counted(lines: Iterable[bytes]) -> Iterator[tuple[int, str]]:
    """Each job's line and its number; blank lines and those that begin with `#` are none. How far it is, is shown."""
    begun = time.monotonic()
    due = begun + DELAY if streams.is_watched() else float("inf")
    try:
        for number, line in enumerate(lines, 1):
            if (now := time.monotonic()) >= due:
                streams.show(f"{number - 1:,} lines   {(number - 1) / (now - begun):,.0f} a second")
                due = now + EVERY
            text = str(line, "utf-8-sig", "surrogateescape").rstrip()
            if text and not text.lstrip().startswith("#"):
                yield number, text
    finally:
        streams.show("")


@contextmanager
def _opened(jobs: str) -> Iterator[Iterable[bytes]]:
    """The lines of a file or of standard input, as they come."""
    if jobs == STDIN:
        if sys.stdin is None:
            raise InputError("is closed", "standard input")
        yield sys.stdin.buffer
        return
    named = opening.named(jobs)
    if named is None or named.part is not None or len(named.files) > 1:
        raise opening.unknown(jobs)
    with located(named.name):
        try:
            file = Path(named.files[0]).open("rb")  # noqa: SIM115 - closed below, where its name has no part in errors
        except OSError as fault:
            raise InputError(opening.wording(fault)) from None
    with file:
        yield file
