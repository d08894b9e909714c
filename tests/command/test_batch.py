"""Jobs in, lines out: in order, each as it is done, and none stops the others."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lossctl
from lossctl.command.batch import FEW
from lossctl.command.call import options_of
from lossctl.command.job_schema import schema
from lossctl.losses import LOSSES

X, T = [[2, 0.5, 0.3], [0.2, 2, 0.5]], [0, 1]
SECONDS = 300  # after which something hangs
NO_STDIN = "a job has no standard input of its own"
ALL = "there are ce, bce, bce-logits, kl"
JOB = {"criterion": "ce", "input": X, "target": T}


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("x.npy", X)
    np.save("t.npy", T)


@pytest.fixture
def batch(run: Callable) -> Callable[..., list[Any]]:
    """The lines that these jobs make; a job may be a line as it stands."""

    def batch(*jobs: Any, status: int = 0) -> list[Any]:
        lines = (job if isinstance(job, str) else json.dumps(job) for job in jobs)
        Path("jobs.jsonl").write_text("".join(f"{line}\n" for line in lines))
        ran = run("batch", "jobs.jsonl")
        assert ran.status == status
        return [json.loads(line) for line in ran.out.splitlines()]

    return batch


def error(line: dict[str, Any]) -> tuple[str, str, str]:
    return line["error"]["place"], line["error"]["problem"], line["error"]["remedy"]


@pytest.mark.parametrize("name", LOSSES)
def test_a_job_gives_the_object_of_its_command_in_one_line(run: Callable, batch: Callable, name: str) -> None:
    np.save("p.npy", [[0.5, 0.25, 0.25], [0.1, 0.9, 0]])
    alone = json.loads(run(name, "p.npy", "p.npy", "--json").out)
    (line,) = batch({"criterion": name, "input": "p.npy", "target": "p.npy"})
    assert list(line.items()) == list(alone.items())


@pytest.mark.parametrize("input", [X, "x.npy", json.dumps(X)], ids=["list", "file", "literal"])
@pytest.mark.parametrize("target", [T, "t.npy", "0,1"], ids=["list", "file", "literal"])
def test_an_array_is_a_file_a_literal_or_a_list(batch: Callable, input: Any, target: Any) -> None:
    (line,) = batch({**JOB, "input": input, "target": target})
    assert line["loss"] == lossctl.ce(X, T).loss


def test_a_number_that_is_not_finite_is_written_as_json_has_it(batch: Callable) -> None:
    line, other = batch(
        {**JOB, "input": [[0, "-Infinity"], [0, "NaN"]], "reduction": "none"},
        '{"criterion": "ce", "input": [0, NaN], "target": 0}',
    )
    assert (line["loss"], other["loss"]) == ([0.0, "NaN"], "NaN")


def test_keys_are_the_options_as_python_names_them(batch: Callable) -> None:
    given = {"label_smoothing": 0.1, "ignore_index": 1, "reduction": "sum", "dtype": "float32", "weight": [1, 2, 3]}
    one, two = batch({**JOB, **given}, {**JOB, "input": [[0.5, 0.5], [0.25, 0.75]], "from": "probs", "weight": None})
    assert one["loss"] == lossctl.ce(X, T, **given).loss
    assert two["loss"] == lossctl.ce([[0.5, 0.5], [0.25, 0.75]], T, from_="probs").loss


def test_id_and_the_callers_own_keys_go_through_first(batch: Callable) -> None:
    own = {"x_run": {"seed": 3}, "id": "é"}
    line, bad = batch({**own, **JOB}, {**own, **JOB, "target": [0, 7]}, status=1)
    assert list(line)[:3] == [*list(bad)[:2], "loss"] == ["x_run", "id", "loss"]
    assert line["x_run"] == bad["x_run"] == own["x_run"]


def test_a_bad_job_has_a_line_with_its_error_and_the_others_go_on(batch: Callable) -> None:
    lines = batch(
        "# a comment",
        "",
        JOB,
        {**JOB, "input": "nope.npy"},
        "{",
        "[]",
        {**JOB, "target": "t.npy", "input": [[1, 2, 3]]},
        JOB,
        status=1,
    )
    assert [("error" in line) for line in lines] == [False, True, True, True, True, False]
    assert [error(line)[:2] for line in lines[1:4]] == [
        ("line 4, nope.npy", "no such file"),
        ("line 5, column 2", "is not JSON: expecting property name enclosed in double quotes"),
        ("line 6", "is no job"),
    ]
    assert error(lines[4])[0] == "line 7, t.npy"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"reductoin": "sum"}, ("line 1", "ce has no key reductoin", "did you mean reduction?")),
        ({"colour": 3}, ("line 1", "ce has no key colour", "x_colour would pass through")),
        ({"pos_weight": [1]}, ("line 1", "ce has no key pos_weight", "bce-logits has it")),
        ({"criterion": "bcee"}, ("line 1", f"no criterion bcee: {ALL}", "did you mean bce?")),
        ({"criterion": None}, ("line 1", "criterion is missing", "it is one of ce, bce, bce-logits, kl")),
        ({"criterion": ["ce"]}, ("line 1", f"no criterion ['ce']: {ALL}", "")),
        ({"input": None}, ("line 1", "input is missing", "")),
        ({"input": {"a": 1}}, ("line 1", "input is neither a word, a number nor a list", "")),
        ({"input": [[1, 2], [3]]}, ("line 1, INPUT, [1]", "1 value where the rows before have 2", "")),
        ({"input": [[1, 2], [3, "x"]]}, ("line 1, INPUT, [1][1]", "'x' is not a number", "")),
        *[
            ({"target": word}, ("line 1, target", NO_STDIN, "name a file, or give the numbers"))
            for word in ("-", "-:labels", "-[:5]", "-:labels[:, 1:]")
        ],
        ({"reduction": "avg"}, ("line 1", "--reduction avg is none of mean, sum, none", "")),
        ({"reduction": ["sum"]}, ("line 1", "--reduction ['sum'] is none of mean, sum, none", "")),
        ({"ignore_index": "3"}, ("line 1", "--ignore-index '3' is not a whole number", "")),
        ({"no_header": 1}, ("line 1", "--no-header 1 is not true or false", "")),
        ({"expect": True}, ("line 1", "expect is neither a number, a word nor a list", "")),
        ({"rtol": "x", "expect": 1}, ("line 1", "--rtol 'x' is not a number", "")),
        ({"rtol": -1, "expect": 1}, ("line 1, --rtol", "-1 is no tolerance: 0 or more is", "")),
    ],
)  # fmt: skip
def test_each_error_is_told_with_its_place_and_remedy(batch: Callable, change: dict[str, Any], told: Any) -> None:
    (line,) = batch({**JOB, **change}, status=1)
    assert error(line) == told


def test_a_key_twice_is_an_error(batch: Callable) -> None:
    (line,) = batch('{"criterion": "ce", "input": 1, "input": 2}', status=1)
    assert error(line)[1] == "the key 'input' stands twice in one object"


def test_bytes_that_are_no_text_are_an_error_of_their_line(run: Callable) -> None:
    Path("jobs.jsonl").write_bytes(b'{"criterion": "\xff"}\n' + json.dumps(JOB).encode() + b"\n")
    ran = run("batch", "jobs.jsonl")
    assert ran.status == 1
    assert [("error" in json.loads(line)) for line in ran.out.splitlines()] == [True, False]


@pytest.mark.parametrize(
    ("expect", "matches"), [("0.334", True), ("0.3340", False), ('"0.3344"', True), ("[0.5, 0.5]", False)]
)
def test_a_number_is_expected_as_it_is_written(batch: Callable, expect: str, matches: bool) -> None:
    reduction = ', "reduction": "none"' if "[" in expect else ""
    job = f'{json.dumps(JOB)[:-1]}, "expect": {expect}{reduction}}}'
    (line,) = batch(job, status=0 if matches else 1)
    assert line["matches"] is matches
    assert ("diagnosis" in line) is not matches


def test_what_failed_is_summed_up_on_standard_error(run: Callable) -> None:
    Path("jobs.jsonl").write_text(f"{json.dumps(JOB)}\n" + '{"criterion": "ce"}\n' * 2)
    assert run("batch", "jobs.jsonl").err == "lossctl batch: 2 of 3 jobs failed or did not match, the first in line 2\n"


def test_a_file_is_written_whole_or_not_at_all(run: Callable) -> None:
    Path("jobs.jsonl").write_text(json.dumps(JOB))
    assert run("batch", "jobs.jsonl", "-o", "out.jsonl") == run("batch", "jobs.jsonl", "-o", "out.jsonl")
    assert json.loads(Path("out.jsonl").read_text())["loss"] == lossctl.ce(X, T).loss
    assert (
        run("batch", "jobs", "-o", "other.jsonl").err
        == "lossctl batch: jobs: no such file\n  did you mean jobs.jsonl?\n"
    )
    assert not Path("other.jsonl").exists()


def start(**streams: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "lossctl", "batch", "-"], stdin=subprocess.PIPE, **streams)


def test_a_line_comes_out_before_the_next_goes_in() -> None:
    with start(stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        for number in (*range(3), *[3] * FEW, *range(4, 8)):  # by several processes, at last
            process.stdin.write(json.dumps({**JOB, "id": number}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(SECONDS) == 0


def test_many_jobs_are_done_by_several_processes_with_the_same_lines(program: Callable) -> None:
    jobs = [{**JOB, "id": number} for number in range(3 * FEW)]
    jobs[FEW // 2] = {**JOB, "id": "differs here", "expect": 0.5}
    jobs[2 * FEW] = {"id": "bad"}
    jobs[2 * FEW + 1] = {**JOB, "id": "differs there", "expect": 0.5}
    lines = "# jobs\n" + "".join(json.dumps(job) + "\n" for job in jobs)
    one, several = (program("batch", "-", "--threads", number, input=lines.encode()) for number in ("1", "3"))
    assert one == several
    assert [json.loads(line)["id"] for line in several.out.splitlines()] == [job["id"] for job in jobs]
    assert several.status == 1


@pytest.mark.unix
def test_control_c_and_a_closed_pipe_end_it_silently() -> None:
    for how, status in (("signal", 130), ("close", 141)):
        with start(stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdin
            assert process.stdout
            assert process.stderr
            process.stdin.write(json.dumps(JOB).encode() + b"\n")
            process.stdin.flush()
            process.stdout.readline()
            if how == "signal":
                process.send_signal(signal.SIGINT)
            else:
                process.stdout.close()
                with suppress(BrokenPipeError):
                    process.stdin.write((json.dumps(JOB).encode() + b"\n") * 1000)
                    process.stdin.flush()
            assert process.wait(SECONDS) == status
            assert process.stderr.read() == b""


def test_batch_and_merge_give_the_bits_of_one_run(program: Callable) -> None:
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(30, 4)), rng.integers(0, 4, 30)
    np.save("x.npy", x)
    np.save("t.npy", t)
    jobs = [
        {"criterion": "ce", "input": x[i : i + 7].tolist(), "target": t[i : i + 7].tolist()} for i in range(0, 30, 7)
    ]
    lines = program("batch", "-", input="\n".join(map(json.dumps, jobs)).encode()).out
    merged = json.loads(program("merge", "-", "--json", input=lines.encode()).out)
    whole = json.loads(program("ce", "x.npy", "t.npy", "--json").out)
    for made in (merged, whole):
        made["distribution"].pop("worst")  # whose addresses are those of the results
        made["state"].pop("inputs")
        made["state"].pop("checksum")
        made.pop("notes")
    assert merged == whole


JOBS = [
    JOB,
    {**JOB, "id": 3, "x_a": [1], "weight": "w.npy", "expect": 0.3, "label_smoothing": None, "from": "probs"},
    {"criterion": "kl", "input": "x.npy", "target": "t.npy", "reduction": "batchmean", "log_target": True},
    {"criterion": "bce", "input": "all.npz", "expect": [0.1, "NaN"], "no_header": True},
]
WRONG = [
    {"input": X},
    {**JOB, "pos_weight": 1},
    {**JOB, "reduction": "batchmean"},
    {**JOB, "ignore_index": 0.5},
    {**JOB, "input": {"a": 1}},
    {**JOB, "colour": 1},
]


def test_the_schema_is_that_of_the_options(run: Callable) -> None:
    ran = run("batch", "--schema")
    assert (ran.status, ran.err, ran.out) == (0, "", schema())
    described = json.loads(ran.out)["properties"]
    known = {name.rstrip("_") for criterion in LOSSES for name in options_of(criterion)}
    assert set(described) == known | {"criterion", "input", "target", "id"}


def test_the_schema_takes_jobs_and_no_others() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json.loads(schema()))
    jsonschema.Draft202012Validator.check_schema(json.loads(schema()))
    assert [job for job in JOBS if not validator.is_valid(job)] == []
    assert [job for job in WRONG if validator.is_valid(job)] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("expect", "1e300"), ("expect", "NaN"), ("expect", "Infinity")]
    + [(key, "1" + "0" * 400) for key in ("temperature", "label_smoothing", "ignore_index", "class_axis", "rtol")],
)
def test_a_number_of_any_size_fails_its_own_job_alone(key: str, value: str) -> None:
    job = json.dumps(JOB)
    Path("jobs.jsonl").write_text(f'{job[:-1]}, "{key}": {value}}}\n{job}\n')
    run = subprocess.run(
        [sys.executable, "-m", "lossctl", "batch", "jobs.jsonl"], capture_output=True, text=True, timeout=SECONDS
    )
    first, second = map(json.loads, run.stdout.splitlines())
    assert run.returncode == 1
    assert "error" in first or first["matches"] is False
    assert second["loss"] == lossctl.ce(X, T).loss
