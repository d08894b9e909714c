"""What all tests share."""

import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is. A test that names its own checks names this one again.
settings.register_profile("any machine", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# A shell's background job ignores Control-C, and so would every program that is started here.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

FULL = re.compile(r"(?<![\w.])\d+\.\d{10,}(?:e[+-]\d+)?(?![\w.])|\b[0-9a-f]{10,}p-?\d+\b")

# With this variable the tests run as on a system that has less than Linux: see the folder.
AS_OTHER_SYSTEM = bool(os.environ.get("LOSSCTL_TEST_OTHER_SYSTEM"))
OTHER_SYSTEM = str(Path(__file__).parent / "other_system")


def pytest_configure(config: pytest.Config) -> None:
    # The process that only starts those of pytest-xdist stays as it is: they would inherit its PYTHONPATH, and with it
    # what is for the programs alone, such as a `select` that refuses the terminals of tests.
    starts_others = not hasattr(config, "workerinput") and config.getoption("numprocesses", None)
    if AS_OTHER_SYSTEM and not starts_others:
        sys.path.append(OTHER_SYSTEM)
        from taken_away import take_away

        take_away()
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (OTHER_SYSTEM, os.environ.get("PYTHONPATH"))))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.name != "posix":
        for item in items:
            if item.get_closest_marker("unix"):
                item.add_marker(pytest.mark.skip(reason="it needs what only Unix has"))


@pytest.fixture
def rounded() -> Callable[[str], str]:
    """Numbers in full precision with 13 digits: exp and log of another processor's SIMD may differ in the last one."""
    return lambda text: FULL.sub(lambda number: _rounded(number.group()), text)


def _rounded(number: str) -> str:
    if "p" in number:
        digits, exponent = number.split("p")
        return f"{float(int(digits, 16)) * 2.0 ** int(exponent):.12e}"
    return f"{float(number):.12e}"
