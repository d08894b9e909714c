"""What the formats have in common: a table in a file, of which some columns are read in some rows."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from lossctl.errors import InputError
from lossctl.inputs.array_names import listed, repeated
from lossctl.inputs.readers.arrow.library import damage_told, pyarrow

SMALL = 1 << 20  # cells of a small file: more of them stay in it, as few bytes may hold many equal ones
BATCH = 8 << 20  # bytes of rows that are in memory at once
MOST_ROWS = 1 << 16
FIRST_ROWS = 64  # by which the size of a row is known


class StoredTable(Protocol):
    """A table of pyarrow that stays in its file. Several threads may read at once; another process opens it itself."""

    @property
    def size(self) -> int:
        """The number of rows."""

    @property
    def schema(self) -> Any:
        """The names and types of the columns, as a pyarrow.Schema."""

    @property
    def is_small(self) -> bool:
        """Whether all of it may be read into memory."""

    @property
    def is_packed(self) -> bool:
        """Whether rows are found only by unpacking those before them."""

    def batches(self, columns: tuple[int, ...]) -> Iterator[Any]:
        """All rows of these columns, in batches that `in_small_batches` makes."""

    def read(self, columns: tuple[int, ...], start: int, stop: int) -> Any:
        """These columns, in increasing order, in the rows from `start` to `stop`, as a pyarrow.Table."""


def check_names(schema: Any) -> None:
    """InputError where two columns have one name: neither can be asked for."""
    with damage_told():
        names = schema.names
    twice = repeated(names)
    if twice:
        raise InputError(f"several columns are called {listed(twice, 4)}", remedy="give each a name of its own")


def in_small_batches(batches: Iterable[Any]) -> Iterator[Any]:
    """The same rows: some first ones, then as many at once as take BATCH bytes if they are like those before."""
    rows = FIRST_ROWS
    for batch in batches:
        with damage_told():
            batch.validate()  # a slice behind the end of a column would end the process
        at = 0
        while at < batch.num_rows:
            piece = batch.slice(at, rows)
            with damage_told():
                piece.validate(full=True)
            yield piece
            at += piece.num_rows
            rows = rows_at_once(piece)


def all_rows(batches: Iterable[Any], names: list[str], size: int) -> Iterator[Any]:
    """The same with these columns alone; InputError behind the last one where they are not so many rows."""
    done = 0
    for batch in in_small_batches(batches):
        done += batch.num_rows
        yield batch.select(names)
    if done != size:
        raise InputError(f"is damaged ({done} rows where there should be {size})", f"column {names[0]}")


def rows_at_once(batch: Any) -> int:
    """How many rows like these take BATCH bytes."""
    return int(min(MOST_ROWS, max(1, BATCH * batch.num_rows // max(1, batch.nbytes))))


def head(rows: StoredTable, columns: tuple[int, ...], stop: int) -> Any:
    """The rows before `stop`, or only some of these where they are long."""
    found: list[Any] = []
    for batch in rows.batches(columns):
        found.append(batch.slice(0, stop))
        stop -= batch.num_rows
        if stop <= 0 or len(found) > 1:
            break
    return table_of(found, rows.schema, columns)


def table_of(batches: list[Any], schema: Any, columns: tuple[int, ...]) -> Any:
    """The batches as a table with these columns of the schema."""
    pa = pyarrow()
    with damage_told():
        table = pa.Table.from_batches(batches, pa.schema([schema.field(i) for i in columns]))
        table.validate(full=True)
    return table
