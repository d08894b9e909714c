"""JSON as Python parses it, with errors that have a place; no key may stand twice in one object."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from lossctl.errors import InputError
from lossctl.inputs.array_names import repeated

if TYPE_CHECKING:
    from json import JSONDecoder


def parse_json(text: str, where: Callable[[int], str] | None = None) -> Any:
    """The value of a JSON text that may hold NaN and Infinity; raises with line and column, and for a key twice.

    `where(at)` words the place of letter `at`, for a text that is only a part of its file.
    """
    from json import JSONDecodeError

    try:
        return decoder().decode(text)
    except JSONDecodeError as fault:
        place = where(fault.pos) if where else f"line {fault.lineno}, column {fault.colno}"
        raise InputError(f"is not JSON: {fault.msg[0].lower()}{fault.msg[1:]}", place) from None
    except ValueError:
        raise InputError("a whole number of thousands of digits") from None
    except RecursionError:
        raise InputError("nested too deep to be an array") from None


@cache
def decoder() -> "JSONDecoder":
    """Made once: making one for every line would take as long as parsing the lines."""
    from json import JSONDecoder

    return JSONDecoder(object_pairs_hook=_unique)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise InputError(f"the key {repeated(key for key, _ in pairs)[0]!r} stands twice in one object")
    return found
