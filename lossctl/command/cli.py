"""Parse, calculate, print. However a run ends, it becomes an exit status here."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lossctl.command import typed_words
from lossctl.command.call import Batch, Call, Merge, commands, is_silent
from lossctl.errors import InputError
from lossctl.report import streams

if TYPE_CHECKING:
    from lossctl.result import Result

DIFFERS = FAILED = 1  # the loss differs from what --expect says; some job of a batch failed
INTERRUPTED, READER_GONE = 130, 141  # as a shell reports a program that SIGINT or SIGPIPE ended


def main(typed: Sequence[str]) -> int:
    """Do what these words of a command line ask, and give the exit status.

    Only what lossctl foresees ends with a message or silently; anything else is a bug, and is shown as one.
    """
    try:
        streams.open_standard()
        status = _run(typed_words.for_parser(typed))
        streams.flush()
    except InputError as error:
        return _complain(typed, str(error))
    except MemoryError as error:
        return _complain(typed, f"not enough memory: {error}".rstrip(": "))
    except BrokenPipeError:
        streams.hush()
        return READER_GONE
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _run(typed: Sequence[str]) -> int:
    from lossctl.command.parser import parse

    with streams.write_faults():
        call = parse(typed)
    if call is None:  # help, the version or a completion has been printed
        return 0
    match call:
        case Batch():
            from lossctl.command.batch import run_batch

            return 0 if run_batch(call) else FAILED
        case Merge():
            from lossctl.command.merge import run_merge

            verdict = run_merge(call).verdict
        case Call():
            verdict = _calculated(call).verdict
    return 0 if verdict is None or verdict.matches else DIFFERS


def _calculated(call: Call) -> "Result":
    from lossctl import report
    from lossctl.command.calculate import calculation_of, workers

    with workers(call.view.threads, call.view.dask) as team:
        calculation = calculation_of(call, team)
        return calculation.run() if is_silent(call) else report.write(calculation, call.view, call.form)


def _complain(typed: Sequence[str], message: str) -> int:
    command = f"lossctl {typed[0]}" if typed and typed[0] in commands() else "lossctl"
    streams.say(f"{command}: {message}")
    return 2
