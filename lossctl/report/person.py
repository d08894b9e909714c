"""What a person at the terminal is told in other words than a log: that an error is one, and what is waited for."""

import os
import sys

from lossctl.report import streams


def error_mark() -> str:
    """`error: ` before a message that a person reads at a terminal, in red if it has colours."""
    if sys.stderr is None:
        return ""
    paper = streams.paper_of(sys.stderr)
    if paper.colour:
        return "\x1b[1;31merror:\x1b[0m "
    return "" if paper.width is None else "error: "


def say_what_is_awaited(command: str, what: str) -> None:
    """Tell whoever sits at the terminal what to type, and how it ends: nothing else would happen on the screen."""
    if all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        end = "Ctrl-Z and Enter" if os.name == "nt" else "Ctrl-D"
        streams.say(f"lossctl {command}: type or paste {what}, then {end} on a line of its own")
