"""Control-C while the program starts: what is imported before it is prepared, and what Python makes of it."""

import subprocess
import sys

SECONDS = 300  # after which something hangs


def test_the_first_instructions_import_nothing_that_takes_long() -> None:
    """Until the signals are taken over, Control-C is Python's own, and shows where the program was."""
    imported = (
        "import os, sys; before = {*sys.modules}; import lossctl.__main__; print(*sorted({*sys.modules} - before))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", imported], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["gc", "lossctl", "lossctl.__main__"]


WRAPPED = """
from lossctl.command import cli
from lossctl.__main__ import main

def interrupted(typed):
    raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()

cli.main = interrupted
main()
"""


def test_while_a_class_is_made() -> None:
    """Python 3.11 wraps what is raised there in a RuntimeError."""
    done = subprocess.run([sys.executable, "-c", WRAPPED], capture_output=True, timeout=SECONDS, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
