"""What a diagnosis says."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cause:
    """What gives the number: an id, the sentence, the number that it gives, the options that reproduce it."""

    cause: str
    sentence: str
    value: Any
    options: str | None
