"""What a look at the arrays beside an array needs of a container."""

from collections.abc import Callable, Mapping
from typing import Protocol

from lossctl.inputs.contents import Content


class ArraysByName(Protocol):
    """The members by name, and what each holds."""

    @property
    def members(self) -> Mapping[str, Callable[[], Content]]: ...

    def content(self, name: str) -> Content: ...
