"""Files of any format, named by a pattern, are read as one array."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import lossctl
from lossctl.errors import InputError
from lossctl.inputs import Given, read, read_array
from lossctl.inputs.files import file
from lossctl.inputs.readers import line_index
from lossctl.inputs.shards.concatenated import Concatenated

Message = Callable[..., str]
Same = Callable[[Given], bool]
Cuts = dict[int, tuple[int, int]]


FORMS = [
    ("logits-*.npy", "targets-*.npy"),
    ("batch-*.npz", None),
    ("batch-*.npz:logits", "batch-*.npz:labels"),
    ("packed-*.npz", None),
    ("rows-*.csv", None),
    ("rows-*.csv:a,b,c,d", "targets-*.npy"),
    ("zipped-*.csv.gz", None),
    ("rows-*.jsonl", None),
    ("object-*.json", None),
]


def unreadable() -> None:
    os.truncate("targets-20.npy", 150)


def no_numbers() -> None:
    Path("targets-20.npy").write_bytes(b"\x00\x01\x02")


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(("input", "target"), FORMS)
def test_shards_of_any_format_are_one_array(
    input: str, target: str | None, large: bool, monkeypatch: pytest.MonkeyPatch, same: Same
) -> None:
    if large:  # all that can stays in its file
        monkeypatch.setattr(file, "LARGE", 1)
        monkeypatch.setattr("lossctl.inputs.readers.containers.npz.LARGE", 1)
        monkeypatch.setattr(line_index, "LONG", 1)
    found = read(input, target, {})
    assert isinstance(found.arrays["input"], Concatenated)
    assert found.arrays["input"].shape == (30, 4)
    assert same(found)


def test_class_names_are_those_of_the_shards() -> None:
    assert read("rows-*.csv", None, {}).class_names == tuple("abcd")


def test_formats_may_be_mixed(same: Same) -> None:
    for number in (1, 3):
        Path(f"logits-{number}.npy").unlink()
        Path(f"batch-{number}.npz").rename(f"logits-{number}.npz")
    assert same(read("logits-*", "targets-*.npy", {}))


def test_dtypes_are_promoted(logits: np.ndarray) -> None:
    np.save("logits-1.npy", logits[:3].astype("f4"))
    np.save("logits-3.npy", np.ones((7, 4), "i1"))
    array = read_array("logits-*.npy", "input")
    assert array.dtype == np.float64
    np.testing.assert_array_equal(np.asarray(array)[:10], np.vstack([logits[:3].astype("f4"), np.ones((7, 4))]))


def test_an_empty_list_is_an_empty_shard(same: Same) -> None:
    Path("logits-2.npy").write_text("[]")
    Path("targets-2.npy").write_text("[]")
    assert same(read("logits-*.npy", "targets-*.npy", {}))


def test_options_may_be_in_shards(cuts: Cuts) -> None:
    for number, (start, stop) in cuts.items():
        np.save(f"w-{number}.npy", np.arange(start, stop))
    found = read("logits-*.npy", "targets-*.npy", {"sample_weight": "w-*.npy"})
    assert np.asarray(found.arrays["sample_weight"]).tolist() == list(range(30))
    assert read("logits-*.npy", "targets-*.npy", {"weight": "1,2,3,4"}).arrays["weight"].shape == (4,)


def test_notes_are_told_once() -> None:
    assert read("rows-*.csv", "targets-*.npy", {}).notes == ("rows-*.csv: column label left out (TARGET is given)",)
    for number in (3, 20):
        Path(f"t-{number}.csv").write_text("id,t\n0,1\n")
    Path("t-4.csv").write_text("2\n")
    Path("t-5.csv").write_text("2\n")
    notes = read("t-*.csv", "t-*.csv", {}).notes
    assert notes == ("t-3.csv (and 1 more): column id left out (an index)",)


def test_a_loss_in_a_shard_is_no_loss_of_all() -> None:
    for number in (1, 2):
        Path(f"post-{number}.txt").write_text("input: [[1, 2]]\ntarget: [0]\nloss: tensor(1.3133)\n")
    found = read("post-*.txt", None, {})
    assert (found.block, found.arrays["input"].shape) == (None, (2, 2))


def test_the_text_of_a_shard_is_named_by_its_line(error: Message) -> None:
    Path("rows-20.csv").write_text("a,b,c,d,label\n1,2,3,4,a\n1,2,x,4,a\n")
    assert error("rows-*.csv") == (
        "rows-20.csv, line 3, column c: 'x' is not a number\n  a number looks like 0.5, -1e-3, nan or inf"
    )
    Path("rows-20.csv").write_text("a,b,c,d,label\n1,2,3,4,e\n")
    assert error("rows-*.csv") == (
        "rows-20.csv, line 2, column label: 'e' is not the name of a class\n  the classes are a, b, c, d"
    )


def test_progress_is_counted_over_all_shards(monkeypatch: pytest.MonkeyPatch, cuts: Cuts) -> None:
    monkeypatch.setattr(file, "LARGE", 1)
    monkeypatch.setattr(line_index, "LONG", 1)
    seen: list[tuple[int, int]] = []
    read("rows-*.csv", None, {}, watch=lambda done, total: seen.append((done, total)))
    total = sum(Path(f"rows-{number}.csv").stat().st_size for number in cuts)
    assert {each for _, each in seen} == {total}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert total - 2 <= seen[-1][0] <= total


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (unreadable, "targets-20.npy: is cut off: 22 bytes of numbers where its header promises 152"),
        (
            no_numbers,
            (
                "targets-20.npy: is binary (a zero at byte 0), and in no format that lossctl reads\n"
                "  save the numbers with numpy.save('x.npy', x)"
            ),
        ),
    ],
)
def test_what_does_not_fit_is_refused_before_the_work(change: Callable[[], None], message: str, error: Message) -> None:
    change()
    assert error("logits-*.npy", "targets-*.npy") == message
    with pytest.raises(InputError):
        lossctl.ce("logits-*.npy", "targets-*.npy")


def test_shards_whose_rows_have_other_ids_are_no_partners(error: Message) -> None:
    for number, ids in ((1, "12"), (2, "34")):
        Path(f"x-{number}.csv").write_text("id,a,b\n" + "".join(f"{i},{i}.5,1\n" for i in ids))
        Path(f"y-{number}.csv").write_text("id,label\n" + "".join(f"{i},1\n" for i in ids))
    assert read("x-*.csv", "y-*.csv", {}).arrays["target"].shape == (4,)
    Path("y-2.csv").write_text("id,label\n4,1\n3,1\n")
    assert error("x-*.csv", "y-*.csv") == (
        "y-2.csv:label: the ids in column id are not those of x-2.csv in the same order\n"
        "  sort both by this column, or name the columns: FILE:COLUMN"
    )
    assert read("x-*.csv", "y-*.csv:label", {}).arrays["target"].shape == (4,)
