"""Files that hold no jobs, and the names that people give to the keys and the losses of a job."""

import bz2
import gzip
import json
import lzma
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

JOB = {"criterion": "ce", "input": [[2, 0.5], [0.2, 2]], "target": [0, 1]}
LINES = json.dumps(JOB).encode() + b"\n"
LOSS = 0.17719544425441328
NO_TEXT = (
    "holds no text\n  jobs are lines of JSON, which name the files of arrays: "
    '{"criterion": "ce", "input": "x.npy", "target": "t.npy"}'
)


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["x.npy", "x.npz", "x.bin"])
def test_an_array_in_place_of_jobs_is_one_message(run: Callable, name: str) -> None:
    save = {"x.npy": np.save, "x.npz": np.savez, "x.bin": lambda name, array: array.tofile(name)}[name]
    save(name, np.random.default_rng(0).random((1000, 3)))
    ran = run("batch", name)
    assert (ran.status, ran.out, ran.err) == (2, "", f"lossctl batch: {name}: {NO_TEXT}\n")


@pytest.mark.parametrize(
    ("name", "content", "told", "way"),
    [
        ("j.gz", gzip.compress(LINES, mtime=0), "is packed by gzip", "gzip -dc j.gz | lossctl batch -"),
        ("my jobs.bz2", bz2.compress(LINES), "is packed by bzip2", "bzip2 -dc 'my jobs.bz2' | lossctl batch -"),
        ("j.xz", lzma.compress(LINES), "is packed by xz", "xz -dc j.xz | lossctl batch -"),
        ("j.txt", LINES.decode().encode("utf-16"), "is UTF-16; JSON Lines are UTF-8", "iconv -f UTF-16 -t UTF-8 j.txt"),
        (
            "j.json",
            json.dumps(JOB, indent=2).encode(),
            "is JSON over several lines",
            "jq -c . j.json | lossctl batch -",
        ),
        ("l.json", json.dumps([JOB], indent=2).encode(), "is JSON over several lines", "jq -c '.[]' l.json | lossctl"),
    ],
)
def test_jobs_in_another_form_come_with_the_way_to_read_them(
    run: Callable, name: str, content: bytes, told: str, way: str
) -> None:
    Path(name).write_bytes(content)
    ran = run("batch", name)
    assert (ran.status, ran.out) == (2, "")
    problem, remedy = ran.err.rstrip("\n").split("\n  ")
    assert problem == f"lossctl batch: {name}: {told}"
    assert way in remedy
    command = remedy.removeprefix("a job is one line: ")
    if os.name != "posix" or not shutil.which(command.split()[0]):
        pytest.skip(f"{command.split()[0]} is not here")
    command = command.replace("lossctl", f"{sys.executable} -m lossctl")
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["loss"]) == (0, LOSS)


def test_standard_input_is_told_the_same(program: Callable) -> None:
    read, write = os.pipe()
    os.write(write, gzip.compress(LINES, mtime=0))
    os.close(write)
    ran = program("batch", "-", stdin=read)
    os.close(read)
    told = "lossctl batch: standard input: is packed by gzip\n  gzip -dc | lossctl batch -\n"
    assert (ran.status, ran.out, ran.err) == (2, "", told)


def test_only_the_first_job_tells_what_the_file_is(run: Callable) -> None:
    Path("jobs.jsonl").write_bytes(b"# jobs\n\n" + LINES + b"{\n\x00\n" + LINES)
    ran = run("batch", "jobs.jsonl")
    assert ran.status == 1
    assert ["loss" in json.loads(line) for line in ran.out.splitlines()] == [True, False, False, True]


def told(run: Callable, job: Any) -> tuple[str, str]:
    Path("job.jsonl").write_text(json.dumps(job))
    error = json.loads(run("batch", "job.jsonl").out)["error"]
    assert error["place"] == "line 1"
    return error["problem"], error["remedy"]


def loss(run: Callable, job: Any) -> float:
    Path("job.jsonl").write_text(json.dumps(job))
    return float(json.loads(run("batch", "job.jsonl").out)["loss"])


@pytest.mark.parametrize(
    ("criterion", "members"),
    [
        ("cross_entropy", {"criterion": "ce"}),
        ("nn.CrossEntropyLoss()", {"criterion": "ce"}),
        ("nll", {"criterion": "ce", "from": "log-probs"}),
        ("log_loss", {"criterion": "ce", "from": "probs"}),
        ("binary_cross_entropy", {"criterion": "bce"}),
        ("BCEWithLogitsLoss", {"criterion": "bce-logits"}),
        ("F.kl_div", {"criterion": "kl", "from": "log-probs"}),
    ],
)
def test_losses_as_others_call_them(run: Callable, criterion: str, members: dict[str, str]) -> None:
    written = json.dumps(members)[1:-1]
    problem = f"no criterion {criterion}: there are ce, bce, bce-logits, kl"
    assert told(run, {**JOB, "criterion": criterion}) == (problem, f"write {written}")
    named = {key: value for key, value in JOB.items() if key != "criterion"}
    assert told(run, {**named, "loss": criterion}) == ("criterion is missing", f"write {written} for loss")
    rows = [[0.5, 0.25], [0.125, 1]] if "probs" in members.values() or members["criterion"] == "bce" else [[-2, -1]] * 2
    target = [0, 1] if members["criterion"] == "ce" else [[0, 1], [1, 0]]
    assert np.isfinite(loss(run, {**JOB, "input": rows, "target": target, **members}))  # what is advised works


def test_losses_as_commands_may_be_typed(run: Callable) -> None:
    assert loss(run, {**JOB, "criterion": "CE"}) == LOSS
    assert loss(run, {"criterion": "BCE_Logits", "input": [0.5], "target": [1]}) == pytest.approx(0.474077)
    assert told(run, {**JOB, "criterion": "hinge"})[1] == ""
    assert told(run, {**JOB, "criterion": None}) == ("criterion is missing", "it is one of ce, bce, bce-logits, kl")


@pytest.mark.parametrize(
    ("criterion", "key", "remedy"),
    [
        ("ce", "logits", "the key is input"),
        ("ce", "predictions", "the key is input"),
        ("ce", "probs", 'the key is input, with "from": "probs"'),
        ("bce", "probs", "the key is input"),
        ("ce", "labels", "the key is target"),
        ("ce", "y_true", "the key is target"),
        ("kl", "teacher", "the key is target"),
        ("kl", "student", "the key is input"),
        ("ce", "teacher", "x_teacher would pass through"),
        ("ce", "class_weights", "the key is weight"),
        ("ce", "dim", "the key is class_axis"),
        ("ce", "sum", 'write "reduction": "sum"'),
        ("ce", "pos_weight", "bce-logits has it"),
        ("ce", "log_target", "kl has it"),
        ("bce", "label_smoothing", "ce has it"),
        ("ce", "explain", "leave it out: a job makes a line of JSON"),
        ("ce", "wieght", "did you mean weight?"),
        ("ce", "bogus", "x_bogus would pass through"),
    ],
)
def test_keys_as_others_call_them(run: Callable, criterion: str, key: str, remedy: str) -> None:
    assert told(run, {**JOB, "criterion": criterion, key: 1}) == (f"{criterion} has no key {key}", remedy)


def test_a_list_of_jobs_on_one_line(run: Callable) -> None:
    way = "write each of its jobs on a line of its own: jq -c '.[]' does"
    assert told(run, [JOB, JOB]) == ("is a list, not a job", way)
    assert told(run, [1])[0] == "is no job"


def test_no_place_is_told_twice(run: Callable) -> None:
    Path("rows.csv").write_text("1,2\n3,4\n5,6\n7\n")
    Path("rows.jsonl").write_text('{"a":1}\n{"a":2}\n\n{"a":,}\n')
    wrong = ['{"criterion":', "{}{}", "nul", "[", '{"criterion":"ce","input":[[1,2],[3]],"target":0}']
    wrong += [
        f'{{"criterion":"ce","input":"{name}","target":0}}' for name in ("rows.csv:z", "rows.jsonl", "[[1,\\n2],[3]]")
    ]
    Path("jobs.jsonl").write_text("".join(f"{line}\n" for line in ("# one", "# two", "# three", *wrong)))
    lines = run("batch", "jobs.jsonl").out.splitlines()
    assert len(lines) == len(wrong)
    for number, line in enumerate(lines, 4):
        places = json.loads(line)["error"]["place"].split(", ")
        assert places[0] == f"line {number}"
        assert not places[1:] or not places[1].startswith("line ")
