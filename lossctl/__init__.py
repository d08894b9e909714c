"""lossctl: classification losses, exact, instant, and able to explain themselves.

    >>> import lossctl
    >>> lossctl.ce([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1]).loss
    0.33439461...

Each loss of the command line is a function that takes arrays and the options of its command: `ce`, `bce`,
`bce_logits` and `kl`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from lossctl.errors import InputError
from lossctl.losses import LOSSES
from lossctl.version import __version__

if TYPE_CHECKING:
    from lossctl.result import Result

__all__ = ["InputError", "__version__", *(name.replace("-", "_") for name in LOSSES)]


def __getattr__(name: str) -> "Callable[..., Result]":
    """The function of a loss, made when it is first asked for: the command line needs none."""
    if (loss := name.replace("_", "-")) not in LOSSES:
        raise AttributeError(f"module 'lossctl' has no attribute {name!r}")
    from lossctl.api import function

    made = globals()[name] = function(loss)
    return made


def __dir__() -> list[str]:
    return __all__
