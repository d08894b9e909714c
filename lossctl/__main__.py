"""The program: `python -m lossctl`, and the console script `lossctl`."""

import os
import signal
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and end with its status."""
    # NumPy's OpenBLAS starts its threads on import, half of that import's processor time; nothing here uses BLAS.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from lossctl.command import cli

        status = cli.main(sys.argv[1:])
    except KeyboardInterrupt:  # while this imports, before the door could see to it
        status = 130
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # nothing is left to interrupt: a second Control-C says nothing
    sys.exit(status)


if __name__ == "__main__":
    main()
