"""The program: `python -m lossctl`, and the console script `lossctl`."""

import gc
import os
import signal
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and end with its status."""
    # NumPy's OpenBLAS starts its threads on import, half of that import's processor time; nothing here uses BLAS.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # The objects of an import live on: to look for garbage among them takes a tenth of the time of a short call. By
    # default Python looks after 700 new objects. All imports make some 50,000.
    gc.set_threshold(100_000)
    try:
        from lossctl.command import cli

        status = cli.main(sys.argv[1:])
    except KeyboardInterrupt:  # while this imports, before the door could see to it
        status = 130
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # nothing is left to interrupt: a second Control-C says nothing
    gc.freeze()  # what is left goes with the process: no search for garbage at the exit
    sys.exit(status)


if __name__ == "__main__":
    main()
