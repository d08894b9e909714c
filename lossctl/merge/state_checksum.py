"""A checksum over all that a merge believes of a result.

CRC-32, which finds damage and edits by hand but for a chance of 2^-32. It is no seal against someone who means to
deceive: he could as well calculate a result of data that he made up.
"""

import json
from collections.abc import Mapping
from typing import Any
from zlib import crc32

_BELIEVED = ("criterion", "reduction", "shape", "classes", "state")
KEY = "checksum"  # in the state


def checksum(value: Mapping[str, Any]) -> str:
    """The checksum of a result in its JSON form, whatever the order of its keys, and `1` the same number as `1.0`.

    The state is taken without its own checksum. `distribution` has the worst samples, the rest of it follows from the
    state, as do the keys that are left out here.
    """
    believed = {key: value[key] for key in _BELIEVED if key in value}
    believed["state"] = {key: each for key, each in believed["state"].items() if key != KEY}
    believed["worst"] = value.get("distribution", {}).get("worst", [])
    written = json.dumps(_plain(believed), sort_keys=True, separators=(",", ":"))
    return f"{crc32(written.encode()):08x}"


def _plain(value: Any) -> Any:
    """Numbers that are whole as integers: tools that pass JSON on write 1.0 as 1."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() and str(value) != "-0.0" else value
