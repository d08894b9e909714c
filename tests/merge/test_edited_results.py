"""A result that was edited or damaged is an error, and never another number."""

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossctl.command import cli
from lossctl.errors import InputError
from lossctl.merge.merged import merge
from lossctl.merge.read_result import shard_of
from lossctl.merge.state_checksum import checksum
from lossctl.report.result_json import json_of_result

X, T = "[[2,0.5],[0.2,2],[1,3],[0,0]]", "[[0.5,0.5],[0.1,0.9],[0,1],[1,0]]"
CALLS = (
    ("ce", X, "0,1,0,-100"),
    ("ce", X, "0,1,0,1", "--reduction", "sum"),
    ("ce", X, "0,1,0,1", "--weight", "1,2", "--temperature", "2"),
    ("ce", X, T, "--label-smoothing", "0.1", "--dtype", "float32"),
    ("ce", X, "0,1,0,1", "--sample-weight", "1,0,2,1"),
    ("ce", "[[2,-inf],[0,1]]", "1,0", "--reduction", "none"),
    ("kl", X, T),
    ("kl", X, T, "--reduction", "batchmean"),
    ("bce", T, "[[1,0],[0,1],[1,1],[1,0]]", "--reduction", "none"),
    ("bce-logits", X, "[[1,0],[0,1],[1,1],[1,0]]", "--pos-weight", "1,2"),
    ("bce-logits", "[nan,1]", "[1,0]"),
)
NUMBERS = ("loss", "count", "ignored", "sum", "denominator", "perplexity", "bits", "stderr", "accuracy", "same_top")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    written = []
    for number, call in enumerate(CALLS):
        file = tmp_path_factory.mktemp("results") / f"{number}.json"
        assert cli.main([*call, "-o", str(file)]) == 0
        written.append(json.loads(file.read_text()))
    return written


def numbers(value: Any) -> dict[str, Any]:
    """What a merge of this result tells, but for the addresses of the worst samples."""
    result = merge([shard_of(value, "a.json")], "mean" if value["reduction"] == "none" else None).result
    made = json.loads("".join(json_of_result(result)))
    spread = {key: each for key, each in made.get("distribution", {}).items() if key != "worst"}
    return {key: json.dumps(made[key]) for key in NUMBERS if key in made} | {
        key: json.dumps(each) for key, each in spread.items()
    }


ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 3, 0.5, 1e308, 10**400, 2**59, "", "x", "NaN", "-Infinity", "1p0", "1_0p0", "\x1b[31m",
    [], [1], ["mean"], [[]], {}, {"a": 1}, [2**59, 3],
)  # fmt: skip
PASSED_OVER = {"notes", "steps"}  # words that give no number


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of each entry inside nested objects and lists."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        if key not in PASSED_OVER:
            yield (*path, key)
            yield from places(entry, (*path, key))


def mutated(value: Any, random: Random) -> tuple[str, Any]:
    """A copy of a result with one change, and what was changed."""
    changed = copy.deepcopy(value)
    path = random.choice(list(places(changed)))
    inside = changed
    for key in path[:-1]:
        inside = inside[key]
    last, old = path[-1], inside[path[-1]]
    how = random.choice(("delete", "retype", "negate", "scale", "exchange", "bump"))
    if how == "delete":
        del inside[last]
    elif how == "retype":
        inside[last] = random.choice(ODD)
    elif how == "exchange":
        other = random.choice(list(inside) if isinstance(inside, dict) else range(len(inside)))
        inside[last], inside[other] = inside[other], old
    else:
        inside[last] = _counted_otherwise(old, how, random)
    return f"{how} {'.'.join(map(str, path))}", changed


def _counted_otherwise(old: Any, how: str, random: Random) -> Any:
    if isinstance(old, str):
        return {"negate": "-" + old, "scale": old + "0", "bump": old[1:]}[how]
    if isinstance(old, bool) or not isinstance(old, int | float):
        return random.choice(ODD)
    return {"negate": -old, "scale": old * random.choice((2, 10, 0.5, 1.001)), "bump": old + 1}[how]


def test_what_lossctl_writes_is_accepted(results: list[dict[str, Any]]) -> None:
    for each in results:
        whole = numbers(each)
        assert each["reduction"] == "none" or whole["loss"] == json.dumps(each["loss"])


@given(st.integers(0, len(CALLS) - 1), st.integers(0, 1 << 32))
def test_a_result_with_one_change_is_an_error_or_gives_the_same_numbers(
    results: list[dict[str, Any]], which: int, seed: int
) -> None:
    what, changed = mutated(results[which], Random(seed))
    try:
        told = numbers(changed)
    except InputError:
        return
    before = numbers(results[which])
    assert {key: before.get(key) for key in told} == told, what


def edited(value: dict[str, Any], path: str, new: Any) -> dict[str, Any]:
    """A copy with another value at `state.spread.count`; `...` deletes it."""
    changed = copy.deepcopy(value)
    *outer, last = path.split(".")
    inside = changed
    for key in outer:
        inside = inside[key]
    inside[last] = new
    if new is ...:
        del inside[last]
    return changed


def forged(value: dict[str, Any], path: str, new: Any) -> dict[str, Any]:
    """The same, with the checksum of what it is now."""
    changed = edited(value, path, new)
    changed["state"]["checksum"] = checksum(changed)
    return changed


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("reduction", "sum"),
        ("shape", [2, 4]),
        ("criterion", "kl"),
        ("classes", ["a", "b"]),
        ("distribution.worst", []),
        ("state.version", 2),
        ("state.sum", "1p0"),
        ("state.denominator", "1p2"),
        ("state.count", 999),
        ("state.inputs", []),
        ("state.inputs", ["4x2-0123456789abcdef"]),
        ("state.spread", None),
        ("state.spread.squares", "1p9"),
        ("state.spread.distribution.buckets", [[1, 3]]),
        ("state.options.temperature", 2.0),
        ("state.checksum", "00000000"),
    ],
)
def test_the_checksum_tells_that_it_was_edited(results: list[dict[str, Any]], path: str, new: Any) -> None:
    with pytest.raises(InputError, match=r"its checksum is '[0-9a-f]{8}' where its numbers give '[0-9a-f]{8}'"):
        numbers(edited(results[0], path, new))


def test_another_tool_may_pass_it_on(results: list[dict[str, Any]]) -> None:
    """With the keys in another order, whole numbers without `.0`, and keys of its own."""
    for each in results:
        passed_on = json.loads(json.dumps(each, sort_keys=True).replace(".0,", ",")) | {"id": 7}
        assert numbers(passed_on) == numbers(each)


@given(st.integers(0, len(CALLS) - 1), st.integers(0, 1 << 32), st.booleans())
def test_without_its_checksum_an_edit_is_an_error_or_a_result(
    results: list[dict[str, Any]], which: int, seed: int, old: bool
) -> None:
    """Of an old state, and of one that was edited by somebody who knows the checksum."""
    value = copy.deepcopy(results[which])
    if old:
        value["state"]["version"] = 2
        del value["state"]["checksum"]
    _, changed = mutated(value, Random(seed))
    if not old and isinstance(changed.get("state"), dict):
        with suppress(AttributeError, TypeError):  # of a distribution that is none
            changed["state"]["checksum"] = checksum(changed)
    with suppress(InputError):
        numbers(changed)


NO_RESULT = "a.json: is no result that lossctl wrote: {}\n  calculate it again, or leave it out"


@pytest.mark.parametrize(
    ("path", "new", "problem"),
    [
        ("shape", [2**59, 3], "its count and ignored do not add up to its shape"),
        ("shape", [4, True], "its shape is [4, True]"),
        ("shape", [2**62], "its shape is [4611686018427387904]"),
        ("reduction", ["mean"], "its reduction is ['mean']"),
        ("reduction", "batchmean", "its criterion has no such reduction"),
        ("criterion", ["ce"], "its criterion is ['ce']"),
        ("criterion", "kl", "its options are not those of its criterion"),
        ("loss", 0.5, "its loss is 0.5 where its state gives 0.8271062998505998"),
        ("loss", "1_0", "its loss is '1_0' where its state gives 0.8271062998505998"),
        ("sum", 7.0, "its sum is 7.0 where its state gives 2.481318899551799"),
        ("sum", "x", "its sum is 'x'"),
        ("count", 999, "its count is 999 where its state gives 3"),
        ("accuracy", 1.0, "its accuracy is 1.0 where its state gives 0.6666666666666666"),
        ("stderr", 0.5, "its stderr is 0.5 where its state gives 0.6500612443290235"),
        ("distribution.min", 0.1, "its distribution.min is 0.1 where its state gives 0.15297761052607414"),
        ("distribution.worst", 3, "its distribution.worst is 3"),
        ("classes", ["a", "b", "c"], "its classes do not fit its shape"),
        ("notes", "x", "its notes is 'x'"),
        ("state.version", ..., "its state has the version None"),
        ("state.version", "2", "its state has the version '2'"),
        ("state.version", 0, "its state has the version 0"),
        ("state.version", True, "its state has the version True"),
        ("state.class_axis", 1.0, "its state.class_axis is 1.0"),
        ("state.class_axis", None, "its class_axis is none of its shape"),
        ("state.likelihood", False, "its likelihood does not fit its options"),
        ("state.sum", "1p9999999999", "its state.sum is '1p9999999999'"),
        ("state.sum", "1_0p0", "its state.sum is '1_0p0'"),
        ("state.sum", "٣p٣", "its state.sum is '\\u0663p\\u0663'"),
        ("state.denominator", "1p2", "its denominator does not fit its count"),
        ("state.count", 999, "its count and ignored do not add up to its shape"),
        ("state.inputs", [], "its inputs do not fit its shape"),
        ("state.inputs", ["4x2-xyz"], "its state.inputs is ['4x2-xyz']"),
        ("state.marks", {"clamped": [9, 0]}, "its marks lie outside its shape"),
        ("state.options.temperature", [1], "its state.options is {"),
        ("state.options.weight", "heavy", "its options are not those of its criterion"),
        ("state.spread.hits", 4, "its spread contradicts itself"),
        ("state.spread.distribution.buckets", [[[1], 3]], "its state.spread.distribution.buckets is [[[1], 3]]"),
    ],
)
def test_each_contradiction_is_named(results: list[dict[str, Any]], path: str, new: Any, problem: str) -> None:
    with pytest.raises(InputError) as error:
        numbers(forged(results[0], path, new))
    assert str(error.value).startswith(NO_RESULT.format(problem).split("\n")[0])


def test_losses_of_none_must_add_up(results: list[dict[str, Any]]) -> None:
    losses = results[8]["loss"]
    for wrong in ([0.0, *losses[1:]], losses[1:], 3, [*losses, losses[0]]):
        with pytest.raises(InputError, match="its losses do not add up"):
            numbers(edited(results[8], "loss", wrong))


def test_control_characters_never_reach_the_terminal(
    results: list[dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, new in (
        ("notes", ["a\x1b[31m note\x9b\r\nloss 0"]),
        ("classes", ["\x1b]0;x\x07", "b\u202e"]),
        ("criterion", "\x1b[2J"),
        ("state.options", {"\x1b[2J": "\x1b[2J"}),
        ("state.version", "\x1b[2J"),
    ):
        (tmp_path / "a.json").write_text(json.dumps(forged(results[0], path, new)))
        cli.main(["merge", str(tmp_path / "a.json")])
    (tmp_path / "a.json").write_text(json.dumps({"error": {"problem": "\x1b[2J", "place": "\x1b[2J"}}))
    cli.main(["merge", str(tmp_path / "a.json")])
    captured = capsys.readouterr()
    shown = (captured.out + captured.err).replace("\n", "")
    assert "\\x1b[31m note\\x9b\\r\\nloss 0" in shown
    assert shown.isprintable()
