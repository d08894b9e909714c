from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

LOGITS, TARGET = "[[2,0.5,0.3],[0.2,2,0.5]]", "0,1"


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_loss(run: Callable) -> None:
    assert float(run("ce", LOGITS, TARGET, "-q").out) == pytest.approx(0.33439459839617525, rel=1e-15)


def test_an_error_names_the_file_that_an_array_came_from(run: Callable) -> None:
    np.save("labels.npy", [0, 9])
    np.savez("batch.npz", logits=[[1.0, 2.0], [3.0, 4.0]], labels=[0, 9])
    message = "index [1]: 9 is not a class: there are 3, 0 to 2"
    assert run("ce", LOGITS, "labels.npy").err.splitlines()[0] == f"lossctl ce: labels.npy, {message}"
    assert run("ce", LOGITS, "batch.npz:labels").err.splitlines()[0] == f"lossctl ce: batch.npz:labels, {message}"
    assert run("ce", "batch.npz").err == (
        "lossctl ce: batch.npz:labels, index [1]: 9 is not a class: there are 2, 0 to 1\n"
    )


def test_an_error_names_a_literal_by_its_argument(run: Callable) -> None:
    assert run("ce", LOGITS, "0,9").err == ("lossctl ce: TARGET, index [1]: 9 is not a class: there are 3, 0 to 2\n")
    ran = run("ce", LOGITS, TARGET, "--weight", "1,2")
    assert ran.err == (
        "lossctl ce: --weight: shape (2,) does not fit: it must be (3,), one number per class\n"
        "  one number per sample is --sample-weight\n"
    )
    assert (ran.status, ran.out) == (2, "")


def test_the_name_of_a_member_says_what_it_holds(run: Callable) -> None:
    np.savez("batch.npz", probs=[[0.5, 0.5], [0.25, 0.75]], labels=[0, 1])
    expected = run("ce", "[[0.5,0.5],[0.25,0.75]]", TARGET, "--from", "probs", "-q")
    assert run("ce", "batch.npz", "-q") == expected
    stated = run("ce", "batch.npz", "--from", "logits", "-q")
    assert stated.out == run("ce", "[[0.5,0.5],[0.25,0.75]]", TARGET, "-q").out
    assert "--from probs" not in stated.err


def test_a_name_that_says_probabilities_may_be_wrong(run: Callable) -> None:
    np.savez("batch.npz", probs=[[2.0, -1.0]], labels=[0])
    ran = run("ce", "batch.npz")
    assert (ran.status, ran.err) == (
        2,
        (
            "lossctl ce: batch.npz:probs, index [0, 0]: 2 is not a probability: it is outside [0, 1]\n"
            "  its name says that it holds probabilities; if they are logits, --from logits\n"
        ),
    )
    assert run("ce", "batch.npz", "--from", "logits").status == 0


def test_the_classes_have_the_names_of_a_header(run: Callable) -> None:
    Path("logits.csv").write_text("cat,dog\n2,1\n0,3\n")
    rows = run("ce", "logits.csv", "1,0").out.splitlines()[4:6]
    assert [row.split()[:2] for row in rows] == [["0", "dog"], ["1", "cat"]]
    ran = run("ce", "logits.csv", "1,1", "--no-header")
    assert (ran.status, ran.err.splitlines()) == (
        2,
        [
            "lossctl ce: logits.csv, line 1, value 1: 'cat' is not a number",
            "  a number looks like 0.5, -1e-3, nan or inf",
        ],
    )


def test_the_loss_printed_in_a_block_is_checked(run: Callable) -> None:
    block = "input:\ntensor([[2.0, 0.5], [0.2, 2.0]])\ntarget: tensor([0, 1])\nloss:\ntensor({})\n"
    Path("post.txt").write_text(block.format("0.1772"))
    ran = run("ce", "post.txt", "-q")
    taken = "note: {}: input = input (2, 2), target = target (2,), 1 loss judged"
    assert (ran.status, ran.out, ran.err) == (0, "0.17719544425441328\n", taken.format("post.txt") + "\n")
    Path("other.txt").write_text(block.format("0.3544"))
    ran = run("ce", "other.txt", "-q")
    assert ran.status == 1
    assert ran.err.splitlines() == [
        taken.format("other.txt"),
        "expected 0.3544: no match, off 0.1772, allowed 1.0e-04",
        "  most likely: Σ l = 0.354391: the sum of the losses was taken; mean divides by 2",
        "    with --reduction sum",
    ]
    assert run("ce", "other.txt", "-q", "--expect", "0.1772").status == 0


def test_what_a_block_names_and_the_loss_has_no_use_for_is_told(run: Callable) -> None:
    block = "input: tensor([[0.5, 1.0]])\ntarget: tensor([[0.3, 0.7]])\nweight: tensor([1.0, 2.0])\n"
    Path("post.txt").write_text(block)
    ran = run("kl", "post.txt", "-q", "--reduction", "sum")
    assert ran.err.splitlines() == [
        "note: post.txt: input = input (1, 2), target = target (1, 2), weight = weight (2,), no loss judged",
        "note: post.txt:weight is not used: kl has no such option",
    ]
    assert ran.status == 0


def test_notes_come_in_the_order_of_the_work(run: Callable) -> None:
    Path("post.txt").write_text("input: tensor([[2.0, 0.5]])\ntarget: tensor([0])\nloss: tensor(0.2)\n")
    ran = run("ce", "post.txt", "--weight", "2,1", "--size_average", "-q")
    assert [line.split()[1] for line in ran.err.splitlines() if "note:" in line] == ["post.txt:", "--size-average:"]


def test_a_stated_reduction_makes_no_note_of_it(run: Callable) -> None:
    words = ("kl", "[[1,2],[3,4]]", "[[0.5,0.5],[0.5,0.5]]", "-q")
    assert run(*words).err == (
        "note: mean divides by all 4 elements; --reduction batchmean, the mathematical KL, is 0.120115\n"
    )
    assert run(*words, "--reduction", "mean").err == ""


def test_the_threads_do_not_show_in_the_result(run: Callable) -> None:
    rng = np.random.default_rng(0)
    np.save("x.npy", rng.normal(size=(60_000, 4)))
    np.save("t.npy", rng.integers(0, 4, 60_000))
    words = ("ce", "x.npy", "t.npy", "--json", "--threads")
    assert run(*words, "1") == run(*words, "3")


@pytest.mark.parametrize("name", ["losses.csv", "losses.jsonl", "losses.npy", "losses.json"])
@pytest.mark.parametrize("before", [b"as it was", None])
def test_a_fault_in_a_later_block_leaves_files_as_they_were(run: Callable, name: str, before: bytes | None) -> None:
    save_with_a_bad_last_target()
    if before:
        Path(name).write_bytes(before)
    ran = run("ce", "x.npy", "t.npy", "--reduction", "none", "-o", name)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "lossctl ce: t.npy, index [199999]: 9 is not a class: there are 4, 0 to 3\n"
    assert sorted(str(path) for path in Path().iterdir()) == sorted(["t.npy", "x.npy", *([name] if before else [])])
    assert not before or Path(name).read_bytes() == before


def test_a_fault_in_a_later_block_is_told_after_the_records_before_it(run: Callable) -> None:
    save_with_a_bad_last_target()
    ran = run("ce", "x.npy", "t.npy", "--format", "csv")
    assert (ran.status, ran.err.splitlines()[0]) == (
        2,
        "lossctl ce: t.npy, index [199999]: 9 is not a class: there are 4, 0 to 3",
    )
    assert ran.out.startswith("index,target,predicted,correct,p,loss,ignored\n0,0,0,true,0.25,")


def save_with_a_bad_last_target() -> None:
    np.save("x.npy", np.zeros((200_000, 4), np.float32))
    np.save("t.npy", np.r_[np.zeros(199_999, int), 9])
