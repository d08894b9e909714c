"""Arrays in shards: joined without being loaded, refused where they do not fit, and named in errors."""

import gzip
import json
import os
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import lossctl
from lossctl.errors import InputError
from lossctl.inputs import Given, read, read_array
from lossctl.inputs.files import file
from lossctl.inputs.readers import line_index
from lossctl.inputs.shards import concatenated
from lossctl.inputs.shards.concatenated import Concatenated

RANDOM = np.random.default_rng(0)
LOGITS = RANDOM.standard_normal((30, 4)).round(6)
LABELS = RANDOM.integers(0, 4, 30)
NAMES = "abcd"
CUTS = {1: (0, 3), 2: (3, 3), 3: (3, 10), 10: (10, 11), 20: (11, 30)}  # one of them is empty


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for number, (start, stop) in CUTS.items():
        save(number, LOGITS[start:stop], LABELS[start:stop])
    return tmp_path


def save(number: int, logits: np.ndarray, labels: np.ndarray) -> None:
    """The same samples in all formats."""
    np.save(f"logits-{number}.npy", logits)
    np.save(f"targets-{number}.npy", labels)
    np.savez(f"batch-{number}.npz", logits=logits, labels=labels)
    np.savez_compressed(f"packed-{number}.npz", logits=np.asfortranarray(logits), labels=labels)
    rows = [(*map(repr, row), NAMES[label]) for row, label in zip(logits.tolist(), labels, strict=True)]
    table = "\n".join(map(",".join, [(*NAMES, "label"), *rows])) + "\n"
    Path(f"rows-{number}.csv").write_text(table)
    Path(f"zipped-{number}.csv.gz").write_bytes(gzip.compress(table.encode()))
    records = [{"logits": row, "label": int(label)} for row, label in zip(logits.tolist(), labels, strict=True)]
    Path(f"object-{number}.json").write_text(json.dumps({"logits": logits.tolist(), "labels": labels.tolist()}))
    if records:
        Path(f"rows-{number}.jsonl").write_text("\n".join(map(json.dumps, records)) + "\n")


def error(*words: str, **options: str) -> str:
    with pytest.raises(InputError) as caught:
        read(words[0], words[1] if len(words) > 1 else None, options)
    return str(caught.value)


def same(found: Given) -> bool:
    arrays = {role: np.asarray(array) for role, array in found.arrays.items()}
    return np.array_equal(arrays["input"], LOGITS) and np.array_equal(arrays["target"], LABELS)


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


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(("input", "target"), FORMS)
def test_shards_of_any_format_are_one_array(
    input: str, target: str | None, large: bool, monkeypatch: pytest.MonkeyPatch
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
    assert read("rows-*.csv", None, {}).class_names == tuple(NAMES)


def test_formats_may_be_mixed() -> None:
    for number in (1, 3):
        Path(f"logits-{number}.npy").unlink()
        Path(f"batch-{number}.npz").rename(f"logits-{number}.npz")
    assert same(read("logits-*", "targets-*.npy", {}))


def test_dtypes_are_promoted() -> None:
    np.save("logits-1.npy", LOGITS[:3].astype("f4"))
    np.save("logits-3.npy", np.ones((7, 4), "i1"))
    array = read_array("logits-*.npy", "input")
    assert array.dtype == np.float64
    np.testing.assert_array_equal(np.asarray(array)[:10], np.vstack([LOGITS[:3].astype("f4"), np.ones((7, 4))]))


def test_an_empty_list_is_an_empty_shard() -> None:
    Path("logits-2.npy").write_text("[]")
    Path("targets-2.npy").write_text("[]")
    assert same(read("logits-*.npy", "targets-*.npy", {}))


def test_any_range_is_that_of_the_array(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concatenated, "HELD", 1)  # each shard is read again
    array = read_array("logits-*.npy", "input")
    assert isinstance(array, Concatenated)
    ranges = [(start, stop) for start in range(120) for stop in range(start, 121)]
    with ThreadPoolExecutor(4) as pool:
        for (start, stop), part in zip(ranges, pool.map(array.read, *zip(*ranges, strict=True)), strict=True):
            np.testing.assert_array_equal(part, LOGITS.reshape(-1)[start:stop])


def test_few_files_are_open_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "LARGE", 1)
    for number in range(100):
        np.save(f"many-{number}.npy", LOGITS)
    before = len(list(Path("/proc/self/fd").iterdir()))
    array = read_array("many-*.npy", "input")
    np.testing.assert_array_equal(np.asarray(array), np.tile(LOGITS, (100, 1)))
    assert len(list(Path("/proc/self/fd").iterdir())) - before <= concatenated.OPEN


def test_another_process_opens_the_shards_again() -> None:
    array = read_array("logits-*.npy", "input")
    np.testing.assert_array_equal(np.asarray(pickle.loads(pickle.dumps(array))), LOGITS)


def test_options_may_be_in_shards() -> None:
    for number, (start, stop) in CUTS.items():
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
    assert (found.loss, found.arrays["input"].shape) == (None, (2, 2))


def gone() -> None:
    Path("targets-3.npy").unlink()


def short() -> None:
    np.save("targets-3.npy", LABELS[3:9])


def unreadable() -> None:
    os.truncate("targets-20.npy", 150)


def dangling() -> None:
    Path("targets-20.npy").unlink()
    Path("targets-20.npy").symlink_to("nowhere")


def no_numbers() -> None:
    Path("targets-20.npy").write_bytes(b"\x00\x01\x02")


def linked() -> None:
    Path("targets-4.npy").symlink_to("targets-3.npy")
    Path("logits-4.npy").symlink_to("logits-3.npy")


def a_folder() -> None:
    Path("targets-30.npy").mkdir()


def a_pipe() -> None:
    os.mkfifo("targets-30.npy")


def other_classes() -> None:
    np.save("logits-3.npy", LOGITS[3:10, :3])


def one_number() -> None:
    np.save("logits-3.npy", 1.5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            gone,
            (
                "logits-3.npy: has no partner in targets-*.npy\n"
                "  shards are partners where * stands for the same in both names"
            ),
        ),
        (
            short,
            (
                "targets-3.npy: length 6 does not fit that of its partner logits-3.npy, 7\n"
                "  they must be equal along the first axis"
            ),
        ),
        (unreadable, "targets-20.npy: is cut off: 22 bytes of numbers where its header promises 152"),
        (dangling, "targets-20.npy: cannot be read: no such file or directory"),
        (
            no_numbers,
            (
                "targets-20.npy: is binary (a zero at byte 0), and in no format that lossctl reads\n"
                "  save the numbers with numpy.save('x.npy', x)"
            ),
        ),
        (
            linked,
            "logits-4.npy: is the same file as logits-3.npy\n  each shard counts once: leave one of the two names out",
        ),
        (a_folder, "targets-30.npy: is a folder, not a file"),
        (a_pipe, "targets-30.npy: is a pipe or a device, not a file"),
        (
            other_classes,
            (
                "logits-3.npy: shape (7, 3) does not fit that of logits-1.npy, (3, 4): "
                "they must agree behind the first axis"
            ),
        ),
        (one_number, "logits-3.npy: holds one number: shards are joined along their first axis"),
    ],
)
def test_what_does_not_fit_is_refused_before_the_work(change: Callable[[], None], message: str) -> None:
    change()
    assert error("logits-*.npy", "targets-*.npy") == message
    with pytest.raises(InputError):
        lossctl.ce("logits-*.npy", "targets-*.npy")


def test_files_with_nothing_in_common_are_partners_by_their_order() -> None:
    for name, number in zip("vwxyz", CUTS, strict=True):
        Path(f"targets-{number}.npy").rename(f"labels-{name}.npy")
    assert same(read("logits-*.npy", "labels-*.npy", {}))
    Path("labels-z.npy").unlink()
    assert error("logits-*.npy", "labels-*.npy") == "labels-*.npy: is 4 shards, and logits-*.npy is 5"


def test_shards_and_a_whole_are_no_partners() -> None:
    np.save("t.npy", LABELS)
    np.save("x.npy", LOGITS)
    assert error("logits-*.npy", "t.npy") == (
        "t.npy: is one array, and logits-*.npy is 5 shards\n  give as many, each as long as its partner"
    )
    assert error("x.npy", "targets-*.npy") == "targets-*.npy: is 5 shards, and x.npy is one array"
    assert error("logits-*.npy", "targets-*.npy", sample_weight="logits-?.npy").startswith(
        "logits-10.npy: has no partner"
    )


def test_columns_in_another_order_are_refused() -> None:
    Path("rows-3.csv").write_text("b,a,c,d,label\n1,2,3,4,a\n")
    assert error("rows-*.csv") == "rows-3.csv: the columns are b, a, c, d where rows-1.csv has a, b, c, d"


def test_probabilities_among_logits_are_refused() -> None:
    np.savez("batch-3.npz", probs=LOGITS[3:10], labels=LABELS[3:10])
    assert error("batch-*.npz") == "batch-3.npz: the input is called probs, and that of batch-1.npz is called logits"


def test_a_shard_without_what_the_others_hold() -> None:
    np.savez("batch-3.npz", logits=LOGITS[3:10])
    assert error("batch-*.npz").startswith("batch-3.npz: no array has the name of a target")
    for number, more in ((1, ""), (2, "weight: [1, 2]\n")):
        Path(f"post-{number}.txt").write_text(f"input: [[1, 2]]\ntarget: [0]\n{more}")
    assert error("post-*.txt") == "post-2.txt: holds input, target, weight where post-1.txt holds input, target"


@pytest.mark.parametrize("large", [1, 1 << 20])
def test_a_shard_that_changes_is_named(large: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "LARGE", large)
    monkeypatch.setattr(concatenated, "HELD", 1)
    os.utime("logits-3.npy", (1, 1))
    array = read_array("logits-*.npy", "input")
    np.save("logits-3.npy", LOGITS[3:10] + 1)
    with pytest.raises(InputError) as caught:
        np.asarray(array)
    assert str(caught.value) == "logits-3.npy: changed while it was read"


def test_the_maths_names_the_shard_and_the_index_in_it() -> None:
    np.save("targets-20.npy", np.where(np.arange(19) == 7, 9, LABELS[11:]))
    with pytest.raises(InputError) as caught:
        lossctl.ce("logits-*.npy", "targets-*.npy")
    assert str(caught.value) == "targets-20.npy, index [7]: 9 is not a class: there are 4, 0 to 3"
    for number, (start, stop) in CUTS.items():
        np.save(f"probs-{number}.npy", np.where((np.arange(start, stop) == 9)[:, None], [0, 0, 1, 1.5], 0.25))
    np.save("targets-20.npy", LABELS[11:])
    with pytest.raises(InputError) as caught:
        lossctl.ce("probs-*.npy", "targets-*.npy", from_="probs")
    assert str(caught.value).startswith("probs-3.npy, index [6, 3]: 1.5 is not a probability")


def test_the_text_of_a_shard_is_named_by_its_line() -> None:
    Path("rows-20.csv").write_text("a,b,c,d,label\n1,2,3,4,a\n1,2,x,4,a\n")
    assert error("rows-*.csv").startswith("rows-20.csv, line 3, column c: 'x' is not a number")
    Path("rows-20.csv").write_text("a,b,c,d,label\n1,2,3,4,e\n")
    assert error("rows-*.csv").startswith("rows-20.csv, line 2, column label: 'e' is not a number")


def test_progress_is_counted_over_all_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "LARGE", 1)
    monkeypatch.setattr(line_index, "LONG", 1)
    seen: list[tuple[int, int]] = []
    read("rows-*.csv", None, {}, watch=lambda done, total: seen.append((done, total)))
    total = sum(Path(f"rows-{number}.csv").stat().st_size for number in CUTS)
    assert {each for _, each in seen} == {total}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert total - 2 <= seen[-1][0] <= total
