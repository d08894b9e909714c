"""What the formats have in common: a table in a file, of which some columns are read in some rows."""

from collections import Counter
from typing import Any, Protocol

from lossctl.errors import InputError
from lossctl.inputs.array_names import listed
from lossctl.inputs.readers.arrow.library import damage_told

SMALL = 1 << 20  # cells of a small file: more of them stay in it, as few bytes may hold many equal ones


class StoredTable(Protocol):
    """A table of pyarrow that stays in its file. Several threads may read at once."""

    @property
    def size(self) -> int:
        """The number of rows."""

    @property
    def schema(self) -> Any:
        """The names and types of the columns, as a pyarrow.Schema."""

    @property
    def is_small(self) -> bool:
        """Whether all of it may be read into memory."""

    def read(self, columns: tuple[int, ...], start: int, stop: int) -> Any:
        """These columns, in increasing order, in the rows from `start` to `stop`, as a pyarrow.Table."""

    def head(self, columns: tuple[int, ...], stop: int) -> Any:
        """The rows before `stop`, which are looked at once."""


def check_names(schema: Any) -> None:
    """InputError where two columns have one name: neither can be asked for."""
    with damage_told():
        names = schema.names
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise InputError(f"several columns are called {listed(twice, 4)}", remedy="give each a name of its own")
