"""The files of results: a word names them, and a file holds one or many."""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any

from lossctl.errors import InputError, located
from lossctl.inputs.files import locate_source
from lossctl.inputs.files.file import LARGE
from lossctl.inputs.files.source_bytes import Bytes
from lossctl.inputs.readers.json.json_parser import decoder
from lossctl.merge.read_result import WRITTEN_BY, Shard, shard_of

LONGEST = 1 << 28  # bytes of results that are read at once


def shards_of(word: str) -> Iterator[Shard]:
    """The results in all files that a word names; InputError where there is none, or one is no result."""
    for name in _names(word):
        yield from _shards(name)


def _names(word: str) -> tuple[str, ...]:
    """The files that a word names: itself, or those that fit a quoted pattern, 2 before 10."""
    if word == locate_source.STDIN:
        return (locate_source.STDIN,)
    found = locate_source.locate(word)
    if found is None or found.part is not None:
        raise locate_source.not_found(word)
    return found.files


def _shards(file: str) -> Iterator[Shard]:
    """The results in a file, one after the other, each an object over one line or many."""
    name = "standard input" if file == locate_source.STDIN else file
    with located(name):
        source = (
            locate_source.read_standard_input(header=None)
            if file == locate_source.STDIN
            else locate_source.read_source(file, header=None)
        )
        _check_size(source.data)
        values = list(_values(source.text))
    for line, value in values:
        yield shard_of(value, name if len(values) == 1 else f"{name}, line {line}")


def _check_size(data: Bytes) -> None:
    """Raise before anything that no results can be is read whole."""
    if len(data) >= LARGE and not data[:LARGE].lstrip().startswith((b"{", BOM_UTF8)):
        raise InputError("is no result of lossctl", remedy=WRITTEN_BY)
    if len(data) >= LONGEST:
        problem = f"{len(data) >> 20} MiB are more than can be read at once"
        raise InputError(problem, remedy="write the results into several files, and merge these")


def _values(text: str) -> Iterator[tuple[int, Any]]:
    """Each JSON value with the number of its first line."""
    decoding, at, line = decoder(), 0, 1
    while rest := re.compile(r"\s*").match(text, at):
        line, at = line + text.count("\n", at, rest.end()), rest.end()
        if at == len(text):
            return
        try:
            value, end = decoding.raw_decode(text, at)
        except InputError as error:  # a key that stands twice
            error.where = (f"line {line}",)
            raise
        except json.JSONDecodeError as fault:
            problem, remedy = f"is not JSON: {fault.msg[0].lower()}{fault.msg[1:]}", "" if at else WRITTEN_BY
            raise InputError(problem, f"line {fault.lineno}", remedy=remedy) from None
        except (ValueError, RecursionError):
            raise InputError("is no result of lossctl", f"line {line}") from None
        yield line, value
        line, at = line + text.count("\n", at, end), end
