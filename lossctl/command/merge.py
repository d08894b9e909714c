"""Results of shards in, one result out."""

import json
import re
from collections.abc import Iterator
from typing import Any

from lossctl import report
from lossctl.command.calculate import expectation_of
from lossctl.command.call import Merge, is_silent
from lossctl.errors import InputError, located
from lossctl.inputs.files import locate_source
from lossctl.merge.merged import merge
from lossctl.merge.read_result import Shard, shard_of
from lossctl.result import Result

FORMS = ("table", "json", "quiet", "md", "svg", "html")  # the others are of single samples


def run_merge(call: Merge) -> Result:
    """Merge the results, write the one that they make, and give it."""
    if call.form not in FORMS:
        raise InputError(f"the form {call.form} is of single samples, of which merge has none", remedy="table or json")
    shards = [shard for word in call.results for name in _names(word) for shard in _shards(name)]
    whole = merge(shards, call.reduction, repeats=call.allow_repeats, expected=expectation_of(call.check))
    if not is_silent(call):
        report.write_merged(whole, call.view, call.form)
    return whole.result


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
        values = list(_values(source.text))
    for line, value in values:
        yield shard_of(value, name if len(values) == 1 else f"{name}, line {line}")


def _values(text: str) -> Iterator[tuple[int, Any]]:
    """Each JSON value with the number of its first line."""
    decoder, at, line = json.JSONDecoder(), 0, 1
    while rest := re.compile(r"\s*").match(text, at):
        line, at = line + text.count("\n", at, rest.end()), rest.end()
        if at == len(text):
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError as fault:
            raise InputError(f"is not JSON: {fault.msg[0].lower()}{fault.msg[1:]}", f"line {fault.lineno}") from None
        except (ValueError, RecursionError):
            raise InputError("is no result of lossctl", f"line {line}") from None
        yield line, value
        line, at = line + text.count("\n", at, end), end
