"""The program: `python -m lossctl`, and the console script `lossctl`."""

import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and end with its status."""
    # NumPy's OpenBLAS starts its threads on import, half of that import's processor time; nothing here uses BLAS.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from lossctl.command import cli

    sys.exit(cli.main(sys.argv[1:]))


if __name__ == "__main__":
    main()
