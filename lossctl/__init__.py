"""lossctl: classification losses, exact, instant, and able to explain themselves.

    >>> import lossctl
    >>> lossctl.ce([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1]).loss
    0.33439461...

The functions `ce`, `bce`, `bce_logits` and `kl` take arrays and the options of the commands of the same names.
"""

from lossctl.api import function
from lossctl.errors import InputError
from lossctl.version import __version__

__all__ = ["InputError", "__version__", "bce", "bce_logits", "ce", "kl"]

ce = function("ce")
bce = function("bce")
bce_logits = function("bce-logits")
kl = function("kl")
