"""The program: `python -m lossctl`, and the console script `lossctl`."""

import gc
import os
import sys

TYPE_CHECKING = False  # typing takes 10 ms to import, in which Control-C would be Python's own
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> "NoReturn":
    """Run the command line and end with its status."""
    try:
        from lossctl import signals

        signals.take_over()
        status = _run()
    except KeyboardInterrupt:  # during the first import, before the signals are taken over
        status = 130
    except RuntimeError as error:  # before Python 3.12 this is how one ends that comes while a class is made
        if not isinstance(error.__cause__, KeyboardInterrupt):
            raise
        status = 130
    else:
        signals.let_go()
    gc.freeze()  # no search for garbage at the exit: all memory goes with the process
    sys.exit(status)


def _run() -> int:
    # NumPy's OpenBLAS starts its threads on import, half of that import's processor time; nothing here uses BLAS.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # By default Python looks for garbage after every 700 new objects. The imports make some 50,000, which all live on:
    # looking among them takes a tenth of the time of a short call.
    gc.set_threshold(100_000)
    from lossctl.command import cli

    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    main()
