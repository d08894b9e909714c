"""JSON: one array, an object of arrays (nested ones by dotted keys), or a list of records."""

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from lossctl.errors import InputError
from lossctl.inputs import nested_lists
from lossctl.inputs.document import Document, Members
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers.json.json_records import document_of_records, is_records

if TYPE_CHECKING:
    from json import JSONDecoder


def recognises(source: SourceBytes) -> bool:
    """Begins with a brace, or has quotes within brackets: an array printed by Python has neither."""
    text = source.text.lstrip()
    quoted = text[0] == "[" and '"' in text
    return text[0] == "{" or quoted or (source.suffix == ".json" and text[0] in '["-0123456789tfnNI')


def read(source: SourceBytes) -> Document:
    text = source.text
    return document_of(parse_json(text), partial(_where, text))


def document_of(value: Any, where: Callable[[str, nested_lists.Index], tuple[str, ...]]) -> Document:
    """What a value holds; `where(name, index)` says where an entry of it is."""
    if is_records(value):
        return document_of_records(value, lambda i: where("", (i,)))
    if isinstance(value, dict):
        from lossctl.inputs.readers.json.table_forms import document_of_object

        return document_of_object(value, where)
    if isinstance(value, str):
        check_encoded_once(value)
    if isinstance(value, list) and any(isinstance(row, list) for row in value):
        from lossctl.inputs.readers.json.table_rows import table_of_lists

        table = table_of_lists(value, lambda i: where("", (i,)))
        if table is not None:
            return table
    return Members({"": lambda: nested_lists.array_of(value, partial(where, ""))})


def check_encoded_once(value: str, *where: str) -> None:
    """Raises for a string that holds JSON."""
    if value.lstrip()[:1] in ("[", "{"):
        remedy = "write what json.loads(…) makes of it"
        raise InputError("is a string that holds JSON: it was encoded twice", *where, remedy=remedy)


def parse_json(text: str, where: Callable[[int], str] | None = None) -> Any:
    """The value of a JSON text that may hold NaN and Infinity; raises with line and column, and for a key twice.

    `where(at)` words the place of letter `at`, for a text that is only a part of its file.
    """
    from json import JSONDecodeError

    try:
        return _decoder().decode(text)
    except JSONDecodeError as fault:
        place = where(fault.pos) if where else f"line {fault.lineno}, column {fault.colno}"
        raise InputError(f"is not JSON: {fault.msg[0].lower()}{fault.msg[1:]}", place) from None
    except ValueError:
        raise InputError("a whole number of thousands of digits") from None
    except RecursionError:
        raise InputError("nested too deep to be an array") from None


@cache
def _decoder() -> "JSONDecoder":
    """Made once: making one for every line would take as long as parsing the lines."""
    from json import JSONDecoder

    return JSONDecoder(object_pairs_hook=_unique)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise InputError(f"the key {next(key for key in keys if keys.count(key) > 1)!r} stands twice in one object")
    return found


def _where(text: str, name: str, index: nested_lists.Index) -> tuple[str, ...]:
    from lossctl.inputs.readers.json.entry_line import entry_line

    return (*entry_line(text, name, index), *filter(None, [name + nested_lists.index_text(index)]))
