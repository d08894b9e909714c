"""Results of shards in Python: those of calls, and files that were saved."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from lossctl.api.calls import expected
from lossctl.api.result import Result, result_of
from lossctl.errors import InputError
from lossctl.option import options
from lossctl.settings import Merging

if TYPE_CHECKING:
    from lossctl.merge.read_result import Shard


def merge_results(
    results: "Iterable[Result | str]",
    *,
    reduction: str | None = None,
    allow_repeats: bool = False,
    expect: Any = None,
    rtol: float | None = None,
    atol: float | None = None,
) -> Result:
    """The one result of the parts of a data set, exactly as if one call had seen all of it.

    `results` are Results, or a str or Path for each file that `save("part.json")` or the command wrote; a str may be
    a pattern, `"part-*.json"`. InputError where they answer different questions, and where the same data went into two
    of them unless `allow_repeats`.

    >>> parts = [lossctl.ce([[2.0, 0.5, 0.3]], [0]), lossctl.ce([[0.2, 2.0, 0.5]], [1])]
    >>> lossctl.merge_results(parts).loss == lossctl.ce([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1]).loss
    True

    reduction: how the losses become one number [default: as in the results].
    expect, rtol, atol: a number from elsewhere, as in the functions of the losses.
    """
    from lossctl.api.told import python_errors
    from lossctl.merge.merged import merge
    from lossctl.option import check_value

    check = {"expect": expect, "rtol": rtol, "atol": atol}
    with python_errors():
        if reduction is not None:
            check_value(options(Merging)["reduction"], reduction)
        shards = [shard for number, each in enumerate(_listed(results)) for shard in _shards(each, number)]
        if not shards:
            raise InputError("there are no results to merge", "results")
        wanted = expected({name: value for name, value in check.items() if value is not None})
        made = merge(shards, reduction, repeats=allow_repeats, expected=wanted)
    return result_of(made.result, made)


def _listed(results: Any) -> list[Any]:
    from lossctl.inputs.objects.words_of_objects import is_word

    return [results] if is_word(results) or isinstance(results, Result) else list(results)


def _shards(result: Any, number: int) -> "Iterator[Shard]":
    from lossctl.inputs.objects.words_of_objects import is_word
    from lossctl.merge.read_result import Shard
    from lossctl.merge.result_files import shards_of

    if is_word(result):
        yield from shards_of(str(result))
    elif isinstance(result, Result):
        from lossctl.api.written import digested

        yield Shard(f"results[{number}]", digested(result))
    else:
        raise InputError(f"is a {type(result).__name__}, and no Result", f"results[{number}]")
