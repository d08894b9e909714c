"""Results of shards give the bits of one run."""

import json
import math
import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossctl.merge.state_checksum import checksum

LOSSES = {
    "ce": [
        "",
        "--weight 1,2,0.3",
        "--label-smoothing 0.1 --temperature 2",
        "--ignore-index 1",
        "--sample-weight s.npy",
        "--dtype float32",
        "--reduction sum",
    ],
    "bce": ["", "--weight 1,2,0.3", "--weight w.npy", "--ignore-index 1", "--dtype float32", "--reduction sum"],
    "bce-logits": ["", "--pos-weight 1,2,0.3", "--weight w.npy --sample-weight s.npy", "--reduction sum"],
    "kl": [
        "",
        "--reduction batchmean",
        "--target-from logits --temperature 3",
        "--sample-weight s.npy --reduction sum",
    ],
}
CASES = [(name, options) for name in LOSSES for options in LOSSES[name]]
OF_ONE = "  results of different options are not parts of one\n"
REPEAT = "lossctl merge: b.json: holds the same data as a.json\n  --allow-repeats lets them count more than once\n"
ROWS, SPLITS = 23, (0, 4, 4, 11, 12, 23)  # shards of 4, 0, 7, 1 and 11 rows


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def arrays(name: str, options: str) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(len(name + options))
    x = rng.normal(0, 3, (ROWS, 3))
    if name == "bce":
        x = 1 / (1 + np.exp(-x))
        x[3, 1] = 0  # a clamp that acts
    targets = {"ce": rng.integers(0, 3, ROWS), "kl": rng.dirichlet(np.ones(3), ROWS)}
    t = rng.normal(size=(ROWS, 3)) if "target-from" in options else targets.get(name, rng.integers(0, 2, (ROWS, 3)))
    return {"x": x, "t": t, "w": rng.uniform(0, 2, (ROWS, 3)), "s": rng.integers(0, 3, ROWS).astype(float)}


def saved(given: dict[str, np.ndarray], rows: Any = slice(None)) -> None:
    for name, array in given.items():
        np.save(f"{name}.npy", array[rows])


def result(run: Callable, name: str, options: str = "", output: str = "whole.json") -> Any:
    assert run(name, "x.npy", "t.npy", *options.split(), "-o", output).status == 0
    return json.loads(Path(output).read_text())


def sharded(run: Callable, name: str, options: str, given: dict[str, np.ndarray]) -> Any:
    """One run over all rows; the shards lie in `shard-0.json` and so on."""
    for number, (start, stop) in enumerate(pairwise(SPLITS)):
        saved(given, slice(start, stop))
        result(run, name, options, f"shard-{number}.json")
    saved(given)
    return result(run, name, options)


def alike(merged: Any, whole: Any) -> None:
    """All but what names the shards; the worst samples have their addresses in them."""
    for each in (merged, whole):
        each["state"].pop("inputs")
        each["state"].pop("checksum")
        each.pop("notes")
        for sample in each["distribution"]["worst"]:
            sample.pop("index")
            sample.pop("result", None)
    assert list(merged) == list(whole)
    assert merged == whole


@pytest.mark.parametrize(("name", "options"), CASES)
def test_merged_shards_are_one_run_bit_by_bit(run: Callable, name: str, options: str) -> None:
    whole = sharded(run, name, options, arrays(name, options))
    ran = run("merge", "shard-*.json", "--json")
    assert (ran.status, ran.err) == (0, "")
    alike(json.loads(ran.out), whole)


@pytest.mark.parametrize("name", LOSSES)
def test_merges_can_be_merged_in_any_order(run: Callable, name: str) -> None:
    whole = sharded(run, name, "", arrays(name, ""))
    run("merge", "shard-3.json", "shard-0.json", "-o", "some.json")
    merged = json.loads(run("merge", "some.json", "shard-4.json", "shard-2.json", "shard-1.json", "--json").out)
    for each in (merged, whole):
        each["state"].pop("marks")  # whose first sample depends on the order
    alike(merged, whole)


def test_what_was_marked_keeps_its_address(run: Callable) -> None:
    given = arrays("bce", "")
    given["x"][:] = 0.5
    given["x"][17, 2], given["t"][17, 2] = 0, 1
    whole = sharded(run, "bce", "", given)
    merged = json.loads(run("merge", "shard-*.json", "--json").out)
    assert merged["state"]["marks"] == {"clamped": [1, 17 * 3 + 2]}
    assert whole["notes"] == ["a log was clamped at -100, as in PyTorch, 1 time, the first at [17, 2]"]
    assert whole["notes"][0] in merged["notes"]


def test_single_samples_are_a_batch(run: Callable) -> None:
    given = arrays("ce", "")
    for number in range(3):
        saved({name: np.asarray(given[name][number]) for name in ("x", "t")}, ...)
        result(run, "ce", "", f"one-{number}.json")
    saved({name: given[name] for name in ("x", "t")}, slice(3))
    alike(json.loads(run("merge", "one-*.json", "--json").out), result(run, "ce"))


def test_sequences_of_different_lengths_are_laid_out_flat(run: Callable) -> None:
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(20, 5)), rng.integers(0, 5, 20)
    for number, rows in enumerate((slice(0, 12), slice(12, 20))):
        saved({"x": x[rows].reshape(2, -1, 5), "t": t[rows].reshape(2, -1)})
        result(run, "ce", "--class-axis -1", f"batch-{number}.json")
    saved({"x": x, "t": t})
    alike(json.loads(run("merge", "batch-*.json", "--json").out), result(run, "ce"))


def test_a_batch_of_jobs_is_merged_from_its_lines(run: Callable, program: Callable) -> None:
    whole = sharded(run, "ce", "", arrays("ce", ""))
    lines = [" ".join(Path(f"shard-{number}.json").read_text().split()) for number in range(5)]
    alike(json.loads(program("merge", "-", "--json", input="\n".join(lines).encode()).out), whole)


def test_a_pattern_is_taken_in_natural_order(run: Callable) -> None:
    saved(arrays("ce", ""))
    result(run, "ce", "", "part-2.json")
    saved(arrays("ce", ""), slice(5))
    result(run, "ce", "", "part-10.json")
    assert [line.split()[0] for line in run("merge", "part-*.json").out.splitlines()[3:5]] == [
        "part-2.json",
        "part-10.json",
    ]


def small(run: Callable, name: str = "ce", options: str = "", output: str = "a.json", rows: slice = slice(4)) -> Any:
    saved(arrays(name, options), rows)
    return result(run, name, options, output)


def test_the_table_and_the_mean_of_the_means(run: Callable) -> None:
    np.save("x.npy", np.zeros((3, 2)))
    np.save("t.npy", [0, 1, 0])
    result(run, "ce", "", "a.json")
    np.save("x.npy", [[0.0, 5.0]])
    np.save("t.npy", [0])
    result(run, "ce", "", "b.json")
    assert run("merge", "a.json", "b.json").out.splitlines() == [
        "ce, mean of 2 results   input (4, 2)",
        "",
        "result  count       sum      loss",
        "a.json      3  2.079442  0.693147",
        "b.json      1  5.006715  5.006715",
        "Σ           4  7.086157",
        "",
        "sum / denominator = loss   7.086157 / 4  =  1.771539",
        "count 4   perplexity 5.8799   bits 2.5558   stderr 1.0784",
        "",
        "note: the mean of the 2 results' losses is 2.84993: in it small shards count like large",
        "",
        "loss  1.771539",
    ]
    ran = run("merge", "a.json", "b.json", "--expect", "2.8499")
    assert ran.status == 1
    assert ran.out.splitlines()[-2:] == [
        "expected 2.8499: no match, off 1.078, allowed 1.0e-04",
        "  most likely: the mean of the 2 results' losses = 2.84993: small shards count like large",
    ]
    assert run("merge", "a.json", "b.json", "--expect", "1.7715", "-q") == run(
        "merge", "a.json", "-q", "--expect", "0.6931"
    )
    assert run("merge", "a.json", "b.json", "--expect", "7.0862").out.splitlines()[-1] == "    with --reduction sum"


@pytest.mark.parametrize(
    ("expect", "sentence"),
    [
        ("5.87990", "exp of the loss = 5.8799: the perplexity"),
        ("2.555790", "the loss / ln 2 = 2.55579: the logarithm to base 2, bits"),
        ("75.7066", "the mean of the 2 results' perplexities = 75.7066: perplexity is exp of the mean of all"),
    ],
)
def test_perplexities_and_bits_are_named(run: Callable, expect: str, sentence: str) -> None:
    """Evaluations of language models print these; the mean of batches' perplexities is a known slip."""
    for name, logits, target in (("a", np.zeros((3, 2)), [0, 1, 0]), ("b", np.array([[0.0, 5.0]]), [0])):
        np.save("x.npy", logits)
        np.save("t.npy", target)
        result(run, "ce", "", f"{name}.json")
    ran = run("merge", "a.json", "b.json", "--expect", expect)
    assert (ran.status, ran.out.splitlines()[-1]) == (1, f"  most likely: {sentence}")


def test_results_of_one_size_average_rightly(run: Callable) -> None:
    small(run, rows=slice(0, 4))
    small(run, output="b.json", rows=slice(4, 8))
    assert json.loads(run("merge", "a.json", "b.json", "--json").out)["notes"] == []


def test_the_reduction_can_be_chosen_and_must_be_where_it_differs(run: Callable) -> None:
    one = small(run)
    two = small(run, output="b.json", rows=slice(4, 9), options="--reduction none")
    ran = run("merge", "a.json", "b.json")
    problem = (
        "lossctl merge: b.json: was reduced by none, a.json by mean\n  --reduction says how all are to be reduced\n"
    )
    assert (ran.status, ran.err) == (2, problem)
    assert float(run("merge", "a.json", "b.json", "--reduction", "sum", "-q").out) == math.fsum(
        (one["sum"], two["sum"])
    )
    assert run("merge", "b.json").err == (
        "lossctl merge: b.json: is of --reduction none: its sums can be merged, the single losses cannot\n"
        "  --reduction mean or --reduction sum says what to make of the sums\n"
    )
    assert run("merge", "b.json", "--reduction", "none").err == (
        "lossctl merge: --reduction none needs the single losses, and merge has their sums: ce has mean, sum\n"
    )
    assert run("merge", "b.json", "--reduction", "batchmean").err == (
        "lossctl merge: --reduction batchmean: ce has mean, sum\n"
    )


@pytest.mark.parametrize(
    ("name", "options", "problem"),
    [
        ("bce", "", "is a result of bce; a.json is one of ce"),
        ("ce", "--label-smoothing 0.1", "--label-smoothing is 0.1; in a.json it is 0.0"),
        ("ce", "--ignore-index 2", "--ignore-index is 2; in a.json it is -100"),
        ("ce", "--dtype float32", "--dtype is float32; in a.json it is float64"),
        ("ce", "--from log-probs", "--from is log-probs; in a.json it is logits"),
    ],
)
def test_results_of_different_options_are_refused(run: Callable, name: str, options: str, problem: str) -> None:
    small(run)
    small(run, name, options, "b.json", slice(4, 8))
    ran = run("merge", "a.json", "b.json")
    assert (ran.status, ran.out) == (2, "")
    assert re.sub("[0-9a-f]{16}", "DIGEST", ran.err) == (
        f"lossctl merge: b.json: {problem}\n{OF_ONE if name == 'ce' else ''}"
    )


@pytest.mark.parametrize("option", ["--weight 1,2,3", "--sample-weight s.npy"])
def test_a_result_without_the_weights_of_the_others_is_refused(run: Callable, option: str) -> None:
    small(run)
    small(run, "ce", option, "b.json", slice(4, 8))
    told = f"lossctl merge: b.json was calculated with {option.split()[0]}, a.json without\n{OF_ONE}"
    assert run("merge", "a.json", "b.json").err == run("merge", "b.json", "a.json").err == told


def test_a_file_that_is_given_twice_is_named_so(run: Callable) -> None:
    small(run)
    way = "--allow-repeats lets them count more than once"
    assert run("merge", "a.json", "a.json").err == f"lossctl merge: a.json: is given twice\n  {way}\n"
    assert run("merge", "a.json", "a.json", "--allow-repeats").status == 0


def test_weights_of_other_classes_are_refused_even_of_one_shape(run: Callable) -> None:
    small(run, options="--weight 1,2,3")
    small(run, options="--weight 1,3,2", output="b.json", rows=slice(4, 8))
    assert run("merge", "a.json", "b.json").status == 2


def test_another_number_of_classes_is_refused(run: Callable) -> None:
    small(run)
    np.save("x.npy", np.zeros((2, 4)))
    np.save("t.npy", [0, 1])
    result(run, "ce", "", "b.json")
    assert run("merge", "a.json", "b.json").err == "lossctl merge: b.json: has 4 classes; a.json has 3\n"


def test_the_same_data_twice_are_refused_unless_allowed(run: Callable) -> None:
    one = small(run)
    shutil.copy("a.json", "b.json")
    ran = run("merge", "a.json", "b.json")
    assert (ran.status, ran.out, ran.err) == (2, "", REPEAT)
    assert float(run("merge", "a.json", "b.json", "--allow-repeats", "-q").out) == one["loss"]
    small(run, output="other.json", rows=slice(4, 9))
    run("merge", "a.json", "other.json", "-o", "both.json")
    assert run("merge", "both.json", "b.json").status == 2


@pytest.mark.parametrize("form", ["x.csv", "x.json", "x.npy"])
def test_the_same_data_in_another_file_or_by_another_reduction_are_the_same(run: Callable, form: str) -> None:
    small(run)
    x = np.load("x.npy")
    Path("x.csv").write_text("\n".join(",".join(map(repr, row)) for row in x.tolist()))
    Path("x.json").write_text(json.dumps(x.tolist()))
    assert run("ce", form, "t.npy", "--reduction", "sum", "-o", "b.json").status == 0
    assert run("merge", "a.json", "b.json", "--reduction", "mean").err == REPEAT


def test_other_data_of_equal_losses_are_no_repeat(run: Callable) -> None:
    for number, (x, t) in enumerate(
        [([[2.0, 0], [0, 2]], [0, 1]), ([[0, 2.0], [2, 0]], [1, 0]), ([[4.0, 2], [2, 4]], [0, 1])]
    ):
        np.save("x.npy", x)
        np.save("t.npy", t)
        result(run, "ce", "", f"shard-{number}.json")
    assert run("merge", "shard-*.json").status == 0


def test_padding_alone_may_come_again(run: Callable) -> None:
    np.save("x.npy", np.zeros((2, 3)))
    np.save("t.npy", [-100, -100])
    result(run, "ce", "", "a.json")
    shutil.copy("a.json", "b.json")
    assert run("merge", "a.json", "b.json").status == 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{}", "b.json: is no result of lossctl\n"),
        ("[1, 2]", "b.json: is no result of lossctl\n"),
        ("", "b.json: is empty\n"),
        ("{", "b.json, line 1: is not JSON: expecting property name enclosed in double quotes\n"),
        (
            '{"id": 3, "error": {"place": "line 7", "problem": "no such file"}}',
            "b.json, line 7: is a job that failed: no such file\n",
        ),
    ],
)
def test_what_is_no_result_is_refused(run: Callable, text: str, problem: str) -> None:
    small(run)
    Path("b.json").write_text(text)
    ran = run("merge", "a.json", "b.json")
    assert (ran.status, ran.out) == (2, "")
    assert f"{ran.err.splitlines()[0]}\n" == f"lossctl merge: {problem}"


EDITED = "a.json: is no result that lossctl wrote: "
AGAIN = "\n  calculate it again, or leave it out"


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("sum", "x", f"{EDITED}its state.sum is 'x'{AGAIN}"),
        ("sum", 3, f"{EDITED}its state.sum is 3{AGAIN}"),
        ("count", -1, f"{EDITED}its state.count is -1{AGAIN}"),
        ("count", "4", f"{EDITED}its state.count is '4'{AGAIN}"),
        ("options", [], f"{EDITED}its state.options is []{AGAIN}"),
        ("options", {"temperature": -1}, "a.json: --temperature -1 is not a finite number above 0"),
        ("class_axis", 9, f"{EDITED}its class_axis is none of its shape{AGAIN}"),
        ("marks", {"clamped": 3}, f"{EDITED}its state.marks is {{'clamped': 3}}{AGAIN}"),
        ("inputs", 4, f"{EDITED}its state.inputs is 4{AGAIN}"),
        ("sum", "1p999999999999", f"{EDITED}its state.sum is '1p999999999999'{AGAIN}"),
        ("spread", 3, f"{EDITED}its state.spread is 3{AGAIN}"),
        ("spread", {"count": 4}, f"{EDITED}it has no state.spread.sum{AGAIN}"),
    ],
)
def test_a_damaged_state_is_one_message(run: Callable, key: str, value: Any, problem: str) -> None:
    whole = small(run)
    whole["state"][key] = value
    whole["state"]["checksum"] = checksum(whole)
    Path("a.json").write_text(json.dumps(whole))
    ran = run("merge", "a.json")
    assert (ran.status, ran.out, ran.err) == (2, "", f"lossctl merge: {problem}\n")


def test_a_state_of_a_newer_version_is_refused(run: Callable) -> None:
    whole = small(run)
    whole["state"]["version"] = 4
    Path("a.json").write_text(json.dumps(whole))
    assert run("merge", "a.json").err == (
        "lossctl merge: a.json: was written by a newer lossctl: its state is version 4, and this lossctl knows 3\n"
    )


def test_a_missing_file_and_a_form_of_single_samples_are_wrong_calls(run: Callable) -> None:
    small(run)
    assert run("merge", "a.jso").err == "lossctl merge: a.jso: no such file\n  did you mean a.json?\n"
    assert run("merge", "b-*.json").status == 2
    assert run("merge").err == "lossctl merge: RESULTS is missing\n  lossctl merge -h shows examples\n"
    assert run("merge", "a.json", "-o", "x.csv").err == (
        "lossctl merge: the form csv is of single samples, of which merge has none\n  table or json\n"
    )
    assert not Path("x.csv").exists()


def test_a_batch_and_a_merge_keep_the_names_of_classes(run: Callable) -> None:
    Path("one.csv").write_text("cat,dog,fox,label\n1,2,3,cat\n")
    Path("two.csv").write_text("cat,dog,fox,label\n2,1,0,dog\n")
    Path("other.csv").write_text("ant,bee,gnu,label\n2,1,3,bee\n")
    Path("jobs.jsonl").write_text('{"criterion": "ce", "input": "one.csv"}\n')
    assert json.loads(run("batch", "jobs.jsonl").out)["classes"] == ["cat", "dog", "fox"]
    for name in ("one", "two", "other"):
        run("ce", f"{name}.csv", "-o", f"{name}.json")
    run("ce", "[[1,2,4]]", "0", "-o", "bare.json")
    assert json.loads(run("merge", "one.json", "two.json", "--json").out)["classes"] == ["cat", "dog", "fox"]
    assert "\nclasses  cat, dog, fox\n" in run("merge", "one.json", "two.json").out
    mixed = json.loads(run("merge", "one.json", "bare.json", "other.json", "--json").out)
    assert "classes" not in mixed
    assert mixed["notes"][0] == (
        "the results have classes of other names: cat, dog, fox in one.json and ant, bee, gnu in other.json"
    )
    assert "classes" not in json.loads(run("merge", "one.json", "bare.json", "--json").out)
    assert run("merge", "two.json", "one.json").status == 0


# What lossctl wrote before results had a distribution.
VERSION_1: dict[str, Any] = {
    "ce": {
        "criterion": "ce",
        "reduction": "mean",
        "shape": [3, 2],
        "state": {
            "version": 1,
            "options": {
                "ignore_index": -100,
                "label_smoothing": 0.0,
                "from_": "logits",
                "temperature": 1.0,
                "dtype": "float64",
                "target": "indices",
            },
            "class_axis": 1,
            "likelihood": True,
            "sum": "6abad1dec815cdp-54",
            "denominator": "3p0",
            "count": 3,
            "ignored": 0,
            "squares": "393c6c0053dbb65404215599f655p-109",
            "marks": {},
            "inputs": ["3x2-70e69ac87aa8c036"],
        },
    },
    "bce": {
        "criterion": "bce",
        "reduction": "mean",
        "shape": [2],
        "state": {
            "version": 1,
            "options": {"ignore_index": None, "dtype": "float64", "target": "probabilities"},
            "class_axis": None,
            "likelihood": False,
            "sum": "428ac8fceeadcdp-53",
            "denominator": "1p1",
            "count": 2,
            "ignored": 0,
            "squares": "0p0",
            "marks": {},
            "inputs": ["2-49c7a8af446b54ec"],
        },
    },
}


def test_results_of_version_1_still_merge_without_a_distribution(run: Callable) -> None:
    Path("old.json").write_text(json.dumps(VERSION_1["ce"]))
    alone = json.loads(run("merge", "old.json", "--json").out)
    x, t = [[2.0, 0.5], [0.2, 2.0], [1.0, 0.0]], [0, 1, 1]
    np.save("x.npy", x)
    np.save("t.npy", t)
    new = result(run, "ce", "", "new.json")
    assert (alone["loss"], alone["stderr"]) == (new["loss"], pytest.approx(new["stderr"], rel=1e-15))
    np.save("x.npy", [[1.0, 3.0]])
    np.save("t.npy", [1])
    result(run, "ce", "", "more.json")
    both = json.loads(run("merge", "old.json", "more.json", "--json").out)
    np.save("x.npy", [*x, [1.0, 3.0]])
    np.save("t.npy", [*t, 1])
    whole = result(run, "ce")
    assert (both["loss"], both["stderr"]) == (whole["loss"], pytest.approx(whole["stderr"], rel=1e-15))
    for made in (alone, both):
        assert not {"distribution", "accuracy"} & made.keys()
    Path("old.json").write_text(json.dumps(VERSION_1["bce"]))
    assert not {"distribution", "stderr"} & json.loads(run("merge", "old.json", "--json").out).keys()


def test_a_key_that_stands_twice_is_an_error(run: Callable) -> None:
    small(run)
    text = Path("a.json").read_text()
    Path("a.json").write_text(text + text.replace('"denominator":', '"sum": "1p0", "denominator":'))
    lines = len(text.splitlines())
    assert run("merge", "a.json").err == (
        f"lossctl merge: a.json, line {lines + 1}: the key 'sum' stands twice in one object\n"
    )
    job = '{"criterion": "ce", "input": [1, 2], "target": 0, "target": 1}'
    Path("jobs.jsonl").write_text(job)
    ran = run("batch", "jobs.jsonl")
    assert json.loads(ran.out)["error"]["problem"] == "the key 'target' stands twice in one object"


def test_what_is_large_and_no_result_is_not_read_whole(run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.json").write_text("1\n" * (1 << 20))
    assert run("merge", "a.json").err == (
        "lossctl merge: a.json: is no result of lossctl\n  lossctl ce … -o FILE.json writes one\n"
    )
    monkeypatch.setattr("lossctl.merge.result_files.LONGEST", 1 << 21)
    Path("a.json").write_text('{"a": 1}\n' * (1 << 18))
    assert run("merge", "a.json").err == (
        "lossctl merge: a.json: 2 MiB are more than can be read at once\n"
        "  write the results into several files, and merge these\n"
    )


def worst(text: str) -> list[tuple[str, list[int], float]]:
    made = json.loads(text)["distribution"]["worst"]
    return [(each["result"], each["index"], each["loss"]) for each in made]


def test_the_worst_samples_have_the_name_of_their_result_and_their_address_in_it(run: Callable) -> None:
    for name, losses in {"a": [1.0, 5.0], "b": [7.0], "c": [2.0, 5.0, 9.0]}.items():
        np.save("x.npy", np.exp(-np.array(losses)))
        np.save("t.npy", np.ones(len(losses)))
        result(run, "bce", "", f"{name}.json")
    assert "result" not in json.loads(Path("a.json").read_text())["distribution"]["worst"][0]
    close = pytest.approx
    wanted = [("c.json", [2], close(9)), ("b.json", [0], close(7)), ("a.json", [1], close(5))]
    assert worst(run("merge", "a.json", "b.json", "c.json", "--json").out) == wanted
    run("merge", "a.json", "c.json", "-o", "ac.json")
    assert worst(run("merge", "ac.json", "b.json", "--json").out) == wanted
