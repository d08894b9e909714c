"""JSON: one array, an object of arrays (nested ones by dotted keys), or a list of records."""

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from lossctl.errors import InputError
from lossctl.inputs import nested_lists
from lossctl.inputs.document import Array, Members, Text
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers.json.json_records import arrays_of_records, flattened, is_records, scalar_names

if TYPE_CHECKING:
    from json import JSONDecoder


def recognises(source: SourceBytes) -> bool:
    """Begins with a brace, or has quotes within brackets: an array printed by Python has neither."""
    text = source.text.lstrip()
    quoted = text[0] == "[" and '"' in text
    return text[0] == "{" or quoted or (source.suffix == ".json" and text[0] in '["-0123456789tfnNI')


def read(source: SourceBytes) -> Members:
    text = source.text
    value = parse_json(text)
    if is_records(value):
        return arrays_of_records(value, lambda i: (*_line(text, "", (i,)), f"[{i}]"))
    if not isinstance(value, dict):
        return Members({"": partial(_array, text, "", value)})
    found = flattened(value)
    return Members(
        {name: partial(_array, text, name, entry) for name, entry in found.items()}, scalars=scalar_names(found)
    )


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


def _array(text: str, name: str, value: Any) -> Array | Text:
    def where(index: nested_lists.Index) -> tuple[str, ...]:
        return (*_line(text, name, index), *filter(None, [name + nested_lists.index_text(index)]))

    return nested_lists.array_of(value, where)


def _line(text: str, name: str, index: nested_lists.Index) -> tuple[str, ...]:
    from lossctl.inputs.readers.json.entry_line import entry_line

    return entry_line(text, name, index)
