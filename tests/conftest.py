"""What all tests share."""

import re
import signal
from collections.abc import Callable

import pytest

# A shell's background job ignores Control-C, and so would every program that is started here.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

FULL = re.compile(r"(?<![\w.])\d+\.\d{10,}(?:e[+-]\d+)?(?![\w.])|\b[0-9a-f]{10,}p-?\d+\b")


@pytest.fixture
def rounded() -> Callable[[str], str]:
    """Numbers in full precision with 13 digits: exp and log of another processor's SIMD may differ in the last one."""
    return lambda text: FULL.sub(lambda number: _rounded(number.group()), text)


def _rounded(number: str) -> str:
    if "p" in number:
        digits, exponent = number.split("p")
        return f"{float(int(digits, 16)) * 2.0 ** int(exponent):.12e}"
    return f"{float(number):.12e}"
