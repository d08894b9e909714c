"""The door: parse, calculate, print. Every way to end meets here, as a status."""

from collections.abc import Sequence

from lossctl.command import words
from lossctl.errors import InputError
from lossctl.losses import LOSSES
from lossctl.report import streams

DIFFERS = 1  # from what --expect says
INTERRUPTED, READER_GONE = 130, 141  # as a shell reports a program that SIGINT or SIGPIPE ended


def main(typed: Sequence[str]) -> int:
    """Do what these words of a command line ask, and give the exit status.

    Only what lossctl foresees ends with a message or silently; anything else is a bug, and is shown as one.
    """
    try:
        streams.open_standard()
        status = _run(words.readable(typed))
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

    with streams.written():
        call = parse(typed)
    if call is None:  # help, the version or a completion has been printed
        return 0
    from lossctl import report
    from lossctl.command.answer import answer

    calculation = answer(call)
    by_status = call.view.quiet and "expect" in call.check and not call.view.output
    verdict = (calculation.result if by_status else report.write(calculation, call.view)).verdict
    return 0 if verdict is None or verdict.matches else DIFFERS


def _complain(typed: Sequence[str], message: str) -> int:
    command = f"lossctl {typed[0]}" if typed and typed[0] in LOSSES else "lossctl"
    streams.say(f"{command}: {message}")
    return 2
