"""Parse, calculate, print. However a run ends, it becomes an exit status here."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lossctl import signals
from lossctl.command import typed_words
from lossctl.command.call import Batch, Call, Merge, commands, is_silent
from lossctl.errors import InputError
from lossctl.report import person, streams

if TYPE_CHECKING:
    from lossctl.result import Result

DIFFERS = FAILED = 1  # the loss differs from what --expect says; some job of a batch failed
INTERRUPTED, READER_GONE = 130, 141  # as a shell reports a program that SIGINT or SIGPIPE ended


def main(typed: Sequence[str]) -> int:
    """Do what these words of a command line ask, and give the exit status.

    Only what lossctl foresees ends with a message or silently; anything else is a bug, and is shown as one.
    """
    typed = typed_words.with_command(typed_words.for_parser(typed), commands())
    try:
        streams.open_standard()
        with signals.undone_by(streams.wipe):
            status = _run(typed)
            streams.flush()
    except InputError as error:
        if "FILE" in error.remedy:
            from lossctl.inputs.files.typed_file import with_file

            error.remedy = with_file(error.remedy, error.where)
        return _complain(typed, str(error))
    except MemoryError as error:
        return _complain(typed, f"not enough memory: {error}".rstrip(": "))
    except BrokenPipeError:
        streams.hush()
        return READER_GONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except ImportError as error:  # a library that cannot be mapped into memory, or an installation that is not whole
        if not (found := _why_not_loaded(error)):
            raise
        return _complain(typed, found)
    except OSError as error:
        if error.errno not in streams.TOO_MANY_FILES:
            raise
        return _complain(typed, "the system opens no more files for this program\n  `ulimit -n 256` allows more")
    return status


def _run(typed: Sequence[str]) -> int:
    from lossctl.command.parser import parse

    with streams.write_faults():
        call = parse(typed)
    if call is None:  # help, the version or a completion has been printed
        streams.check_open()
        return 0
    output = call.output if isinstance(call, Batch) else call.view.output
    if output is not None:
        from lossctl.report.output_files import check_name

        check_name(output)
    from lossctl.inputs.files.own_output import never_read

    with never_read(output):
        return _done(call)


def _done(call: Call | Merge | Batch) -> int:
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


def _why_not_loaded(error: ImportError) -> str:
    """What stands in the way of a package that lossctl needs, in a line; '' for a bug of its own."""
    whole = str(error).strip()
    if isinstance(error, ModuleNotFoundError):
        return "" if (error.name or "").startswith("lossctl") else f"{whole}: install lossctl again"
    last = whole.rpartition("\n")[2].removeprefix("Original error was: ")
    return f"NumPy cannot be loaded: {last}" if "numpy" in whole.lower() else ""


def _complain(typed: Sequence[str], message: str) -> int:
    command = f"lossctl {typed[0]}" if typed and typed[0] in commands() else "lossctl"
    streams.say(f"{command}: {person.error_mark()}{message}")
    return 2
