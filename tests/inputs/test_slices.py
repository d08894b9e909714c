"""A slice of what a word names is what NumPy's own slicing gives, wherever the numbers are."""

import io
import json
import pickle
import sys
from pathlib import Path
from time import process_time
from types import EllipsisType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lossctl
from lossctl.errors import InputError
from lossctl.inputs import lazy_slice, read, read_array, slices
from lossctl.inputs.files import file
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers import line_index

LOGITS = np.random.default_rng(0).standard_normal((4, 5, 3))
LABELS = np.arange(20).reshape(4, 5) % 3
Item = int | slice | EllipsisType


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def in_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything stays in its file."""
    for name in ("lossctl.inputs.files.file", "lossctl.inputs.readers.containers.npz"):
        monkeypatch.setattr(f"{name}.LARGE", 1)
    for name, value in (("LONG", 1), ("PIECE", 16), ("STEP", 64)):
        monkeypatch.setattr(line_index, name, value)
    monkeypatch.setattr(lazy_slice, "KEPT", 0)


def error(word: str, target: str = "0") -> str:
    with pytest.raises(InputError) as caught:
        read(word, target, {})
    return str(caught.value)


def typed(items: tuple[Item, ...]) -> str:
    def text(item: Item) -> str:
        if isinstance(item, slice):
            parts = ["" if each is None else str(each) for each in (item.start, item.stop)]
            return ":".join(parts if item.step is None else [*parts, str(item.step)])
        return "..." if item is ... else str(item)

    return f"[{', '.join(map(text, items))}]"


AT = st.none() | st.integers(-9, 9)
ITEMS = (
    st.integers(-3, 3) | st.builds(slice, AT, AT, st.none() | st.integers(-3, 3).filter(bool)) | st.just(slice(None))
)
CUTS = st.tuples(st.lists(ITEMS, min_size=1, max_size=4), st.none() | st.integers(0, 3)).map(
    lambda cut: tuple(cut[0]) if cut[1] is None else (*cut[0][: cut[1]], ..., *cut[0][cut[1] :])
)


def saved(array: np.ndarray, place: str) -> str:
    """A word for the array, written into a file of this kind."""
    if place == "safetensors":
        save_file = pytest.importorskip("safetensors.numpy").save_file
        save_file({"x": array}, "x.safetensors")
        return "x.safetensors"
    if place == "pt":
        torch = pytest.importorskip("torch")
        torch.save(
            {"x": torch.tensor(array.T.copy()).movedim(tuple(range(array.ndim))[::-1], tuple(range(array.ndim)))},
            "x.pt",
        )
        return "x.pt:x"
    if place == "json":
        Path("x.json").write_text(json.dumps({"x": array.tolist(), "y": 1}))
        return "x.json:x"
    if place == "npz":
        np.savez("x.npz", x=array, more=np.zeros(3))
        return "x.npz:x"
    np.save("x.npy", np.asfortranarray(array) if place == "fortran" else array)
    return "x.npy"


def check(place: str, shape: list[int], cut: tuple[Item, ...], data: st.DataObject) -> None:
    array = np.arange(np.prod(shape), dtype=data.draw(st.sampled_from([np.float64, np.int16]))).reshape(shape)
    word = saved(array, place) + typed(cut)
    array = array.astype(read_array(word.removesuffix(typed(cut)), "input").dtype)  # JSON does not know int16
    try:
        expected = array[cut]
    except IndexError:
        expected = np.empty(0)
    if array.size and not expected.size:
        with pytest.raises(InputError):
            read_array(word, "input")
        return
    found = read_array(word, "input")
    assert (found.shape, found.dtype, found.size) == (expected.shape, expected.dtype, expected.size)
    np.testing.assert_array_equal(found, expected)
    if isinstance(found, LazyArray):
        start, stop = sorted(data.draw(st.tuples(*[st.integers(0, expected.size)] * 2)))
        np.testing.assert_array_equal(found.read(start, stop), expected.reshape(-1)[start:stop])
        again = pickle.loads(pickle.dumps(found))
        np.testing.assert_array_equal(again.read(start, stop), expected.reshape(-1)[start:stop])


PLACES = ["npy", "fortran", "npz", "safetensors", "pt", "json"]
SHAPES = st.lists(st.integers(1, 6), min_size=1, max_size=4)
TOGETHER = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@TOGETHER
@given(st.sampled_from(PLACES), SHAPES, CUTS, st.data())
def test_law_in_memory(place: str, shape: list[int], cut: tuple[Item, ...], data: st.DataObject) -> None:
    check(place, shape, cut, data)


@settings(TOGETHER, max_examples=125)
@given(
    st.sampled_from(PLACES),
    SHAPES,
    CUTS,
    st.sampled_from([0, 1, 16, 64, 1 << 16]),
    st.sampled_from([1, 50, 1 << 20]),
    st.data(),
)
@pytest.mark.usefixtures("in_files")
def test_law_in_a_file(
    place: str, shape: list[int], cut: tuple[Item, ...], near: int, block: int, data: st.DataObject
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lazy_slice, "NEAR", near)
        patch.setattr(lazy_slice, "BLOCK", block)
        check(place, shape, cut, data)


@given(CUTS)
def test_what_is_typed_is_read(cut: tuple[Item, ...]) -> None:
    found = slices.split("x.npy" + typed(cut))
    assert found is not None
    assert (found[0], found[1].items, found[1].text) == ("x.npy", cut, typed(cut))


@pytest.mark.parametrize("text", ["[0,]", "[ : , 1 ]", "[1 :: 2]", "[-1]", "[+1]", "[...]"])
def test_blanks_and_a_comma_at_the_end_are_read(text: str) -> None:
    np.save("x.npy", LOGITS)
    np.testing.assert_array_equal(read_array("x.npy" + text, "input"), eval(f"LOGITS{text}"))


@pytest.mark.parametrize(
    "text", ["[]", "[01]", "[1.5]", "[None]", "[a]", "[:,,]", "[[0, 1]]", "[0][1]", "[0-9]", "[1:2:3:4]"]
)
def test_other_brackets_are_no_slices(text: str) -> None:
    np.save("x.npy", LOGITS)
    assert error("x.npy" + text) == (
        f"x.npy: {text} is no slice that lossctl reads\n  a slice is one bracket of integers, start:stop:step and ...: "
        "'x.npy[:, :-1]' 'x.npy[..., 0]' 'x.npy[::2]'"
    )


def test_a_causal_language_model() -> None:
    np.save("logits.npy", LOGITS)
    np.save("labels.npy", LABELS)
    found = lossctl.ce("logits.npy[:, :-1]", "labels.npy[:, 1:]", class_axis=-1)
    expected = lossctl.ce(LOGITS[:, :-1].reshape(-1, 3), LABELS[:, 1:].reshape(-1))
    assert float(found) == float(expected)
    torch = pytest.importorskip("torch")
    logits, labels = torch.tensor(LOGITS), torch.tensor(LABELS)
    loss = torch.nn.functional.cross_entropy(logits[:, :-1].reshape(-1, 3), labels[:, 1:].reshape(-1))
    assert float(found) == pytest.approx(loss.item(), rel=1e-14)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[4]", "x.npy[4]: index 4 is out of range: axis 0 has 4 entries"),
        ("[:, -6]", "x.npy[:, -6]: index -6 is out of range: axis 1 has 5 entries"),
        ("[..., 1, 0, 0, 0]", "x.npy[..., 1, 0, 0, 0]: is of 3 axes, (4, 5, 3), and the slice names 4"),
        ("[:, 2:2]", "x.npy[:, 2:2]: the slice leaves nothing: axis 1 has 5 entries"),
        ("[9:]", "x.npy[9:]: the slice leaves nothing: axis 0 has 4 entries"),
        ("[::0]", "x.npy[::0]: a step of 0 leads nowhere"),
        ("[..., ...]", "x.npy[..., ...]: a slice has ... once at most"),
    ],
)
def test_what_does_not_fit(text: str, message: str) -> None:
    np.save("x.npy", LOGITS)
    assert error("x.npy" + text) == message


def test_a_slice_of_one_number_and_of_nothing() -> None:
    np.savez("x.npz", one=np.array(2.0), none=np.empty((0, 3)))
    assert error("x.npz:one[0]") == "x.npz:one[0]: is one number, and the slice names 1"
    assert np.asarray(read_array("x.npz:none[:5]", "input")).shape == (0, 3)


def test_a_file_that_is_not_there() -> None:
    np.save("logits.npy", LOGITS)
    assert error("lgits.npy[:, :-1]") == "lgits.npy: no such file\n  did you mean logits.npy?"
    assert error("x-[01].npy") == "x-[01].npy: no file has such a name"


def test_a_word_that_may_be_a_slice_or_a_file_is_an_error() -> None:
    np.save("x.npy", LOGITS)
    with open("x.npy1", "wb") as other:  # noqa: PTH123
        np.save(other, LOGITS[2])
    message = "x.npy[1]: is a slice of x.npy, and a pattern that matches x.npy1"
    assert error("x.npy[1]") == f"{message}\n  for that, type 'x.npy1'; for the slice, rename x.npy1"
    np.testing.assert_array_equal(read_array("x.npy1", "input"), LOGITS[2])
    Path("x.npy1").rename("x.npy[1]")
    message = "x.npy[1]: is a slice of x.npy, and the name of a file"
    assert error("x.npy[1]") == f"{message}\n  for that, type 'x.npy[[]1]'; for the slice, rename x.npy[1]"
    np.testing.assert_array_equal(read_array("x.npy[[]1]", "input"), LOGITS[2])
    Path("x.npy").unlink()
    np.testing.assert_array_equal(read_array("x.npy[1]", "input"), LOGITS[2])


def test_the_name_of_a_part_wins_as_it_is_written() -> None:
    np.savez("x.npz", **{"a[0]": LOGITS, "a": LABELS})
    np.testing.assert_array_equal(read_array("x.npz:a[0]", "input"), LOGITS)
    np.testing.assert_array_equal(read_array("x.npz:a[0][0]", "input"), LOGITS[0])
    np.testing.assert_array_equal(read_array("x.npz:a[1]", "input"), LABELS[1])
    Path("x.csv").write_text("p[0],p[1],label\n0.5,1,0\n2,3,1\n")
    np.testing.assert_array_equal(read_array("x.csv:p[0],p[1]", "input"), [[0.5, 1], [2, 3]])
    np.testing.assert_array_equal(read_array("x.csv:p[0],p[1][1:]", "input"), [[2, 3]])


def test_a_container_without_a_part_is_cut_along_the_first_axis() -> None:
    np.savez("x.npz", logits=LOGITS[0], labels=LABELS[0], sample_weight=np.arange(5), weight=np.ones(3))
    found = read("x.npz[1:4]", None, {})
    np.testing.assert_array_equal(found.arrays["input"], LOGITS[0, 1:4])
    np.testing.assert_array_equal(found.arrays["target"], LABELS[0, 1:4])
    assert found.origins["input"] == "x.npz:logits[1:4]"
    with pytest.raises(InputError) as caught:
        read("x.npz[:, :2]", None, {})
    assert str(caught.value) == (
        "x.npz[:, :2]: a slice of all that a file holds picks along the first axis, as [:1000] does\n"
        "  name each array with its slice: x.npz:NAME[:, :2]"
    )
    np.testing.assert_array_equal(read("x.npz:logits[:, :2]", "0", {}).arrays["input"], LOGITS[0, :, :2])


def test_weights_by_class_of_a_block_stay_whole_and_its_loss_is_not_that_of_a_slice() -> None:
    block = "input: [[1, 2], [3, 4], [5, 6]]\ntarget: [0, 1, 0]\nweight: [1, 2]\nloss: tensor(0.5)\n"
    Path("x.txt").write_text(block)
    whole = read("x.txt", None, {}).block
    assert whole is not None
    assert [loss.written for loss in whole.losses] == ["0.5"]
    found = read("x.txt[:2]", None, {})
    assert {role: array.shape for role, array in found.arrays.items()} == {
        "input": (2, 2),
        "target": (2,),
        "weight": (2,),
    }
    assert found.origins["weight"] == "x.txt:weight"
    assert found.block is None


def test_rows_of_a_table() -> None:
    Path("x.csv").write_text("cat,dog\n" + "".join(f"{i},{-i}\n" for i in range(6)))
    Path("y.csv").write_text("label\ndog\ncat\ndog\ndog\ncat\ndog\n")
    found = read("x.csv[1:4]", "y.csv[1:4]", {})
    np.testing.assert_array_equal(found.arrays["input"], [[1, -1], [2, -2], [3, -3]])
    np.testing.assert_array_equal(found.arrays["target"], [0, 1, 1])
    assert found.class_names == ("cat", "dog")
    assert found.origins == {"input": "x.csv[1:4]", "target": "y.csv:label[1:4]"}
    np.testing.assert_array_equal(read("x.csv:dog[::2]", "0", {}).arrays["input"], [0, -2, -4])
    assert error("x.csv[:, 0]") == (
        "x.csv[:, 0]: a slice of a table picks rows, as [:1000] does\n  columns are named: FILE:a,b"
    )


def test_labels_are_understood_as_those_of_the_whole_file() -> None:
    """1 to 3 count from 1, which the first rows alone do not tell."""
    Path("x.csv").write_text("p1,p2,p3\n" + "0.25,0.5,0.25\n" * 4)
    Path("y.csv").write_text("label\n1\n2\n3\n1\n")
    assert np.asarray(read("x.csv[:2]", "y.csv[:2]", {}).arrays["target"]).tolist() == [0, 1]


def test_rows_with_an_id_belong_together_by_it() -> None:
    Path("x.csv").write_text("id,cat,dog\na,1,2\nb,3,4\nc,5,6\n")
    Path("y.csv").write_text("id,label\nb,cat\na,dog\nc,dog\n")
    assert np.asarray(read("x.csv[:2]", "y.csv[:2]", {}).arrays["target"]).tolist() == [1, 0]
    for cut, missing in (("[1:]", "b"), ("[0]", "a")):
        assert error(f"x.csv{cut}", f"y.csv{cut}").startswith(
            f"y.csv:label{cut}, column id: {missing} of x.csv{cut} is missing here\n"
        )
    assert np.asarray(read("x.csv[2]", "y.csv[2]", {}).arrays["target"]).tolist() in (1, [1])


def test_whether_the_first_line_is_a_header_is_not_guessed_from_a_slice() -> None:
    Path("x.csv").write_text("0,1\n2,3\n4,5\n")
    np.save("y.npy", np.array([0, 1]))
    assert "--header" in error("x.csv[:2]", "y.npy")
    assert read("x.csv[:2]", "y.npy", {}, header=False).arrays["input"].shape == (2, 2)


@pytest.mark.usefixtures("in_files")
def test_words_of_a_large_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lazy_slice, "NEAR", 4)
    words = np.array(["cat", "dog", "cow"])[np.arange(50) % 3]
    Path("x.csv").write_text("id,cat,dog,cow\n" + "".join(f"r{i},{i},0.5,1\n" for i in range(50)))
    Path("y.csv").write_text("id,label\n" + "".join(f"r{i},{word}\n" for i, word in enumerate(words)))
    for cut in ("[5:40]", "[::3]", "[40:2:-7]", "[::-1]"):
        found = read(f"x.csv{cut}", f"y.csv{cut}", {})
        assert isinstance(found.arrays["target"], LazyArray)
        key = slices.split(f"x{cut}")[1].items
        np.testing.assert_array_equal(found.arrays["target"], (np.arange(50) % 3)[key])
        np.testing.assert_array_equal(np.asarray(found.arrays["input"])[:, 0], np.arange(50)[key])
    found = read("x.csv[::3]", "y.csv[1:50:3]", {})
    with pytest.raises(InputError, match=r"r1 where x\.csv"):
        np.asarray(found.arrays["target"])


def test_shards_are_cut_behind_the_first_axis() -> None:
    for i, part in enumerate(np.split(LOGITS, 4)):
        np.save(f"x-{i}.npy", part)
        np.save(f"y-{i}.npy", LABELS[i : i + 1])
    for pattern in ("*", "[0-3]", "[0123]"):
        found = read(f"x-{pattern}.npy[:, :-1]", f"y-{pattern}.npy[:, 1:]", {})
        np.testing.assert_array_equal(found.arrays["input"], LOGITS[:, :-1])
        np.testing.assert_array_equal(found.arrays["target"], LABELS[:, 1:])
        assert found.origins["input"] == f"x-{pattern}.npy[:, :-1]"
    np.testing.assert_array_equal(read_array("x-*.npy[..., 1]", "input"), LOGITS[..., 1])
    whole = "shards are joined along the first axis: a slice must leave that whole, as [:, 1:] does"
    for text in ("[:1]", "[0]", "[::-1]", "[..., 0, :, :]"):  # [:1] leaves shards of one entry each as they are
        assert error(f"x-*.npy{text}") == f"x-0.npy{text}: {whole}"


def test_shards_of_tables_and_of_containers_keep_their_rows() -> None:
    for i in range(2):
        Path(f"x-{i}.csv").write_text("cat,dog,label\n1,2,cat\n3,4,dog\n")
        np.savez(f"x-{i}.npz", logits=LOGITS, labels=LABELS)
    rows = "shards of tables are joined along their rows, which a slice must leave whole"
    for word, message in (
        ("x-*.csv[:1]", f"x-0.csv[:1]: {rows}\n  slice a file instead of a pattern"),
        ("x-*.npz[:1]", "x-0.npz:logits[:1]: shards are joined along the first axis: a slice must leave that whole, "),
        ("x-*.npz[:, 1:]", "x-0.npz[:, 1:]: a slice of all that a file holds picks along the first axis, as [:1000] "),
    ):
        with pytest.raises(InputError) as caught:
            read(word, None, {})
        assert str(caught.value).startswith(message)
    assert str(caught.value).endswith("\n  name each array with its slice: FILE:NAME[:, 1:]")
    assert error("x-*.csv:cat,dog[::2]", "x-*.csv:label[::2]").startswith(f"x-0.csv:cat,dog[::2]: {rows}")
    assert read("x-*.csv[:]", None, {}).arrays["input"].shape == (4, 2)


def test_names_of_classes_go_with_an_axis_that_is_cut() -> None:
    np.savez("x.npz", logits=LOGITS[0], class_names=np.array(["cat", "dog", "cow"]))
    assert read("x.npz:logits[1:]", "0", {}).class_names == ("cat", "dog", "cow")
    assert read("x.npz:logits[:, 1:]", "0", {}).class_names == ()


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    np.savez(file, logits=LOGITS, labels=LABELS)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(file.getvalue())))
    found = read("-:logits[:, :-1]", "-:labels[:, 1:]", {})
    np.testing.assert_array_equal(found.arrays["input"], LOGITS[:, :-1])
    np.testing.assert_array_equal(found.arrays["target"], LABELS[:, 1:])
    assert found.origins == {"input": "standard input:logits[:, :-1]", "target": "standard input:labels[:, 1:]"}


def test_little_of_a_large_file_is_read_at_once() -> None:
    np.save("x.npy", np.zeros((1000, 300)))
    assert isinstance(read_array("x.npy[:10]", "input"), np.ndarray)
    assert isinstance(read_array("x.npy[:, :-1]", "input"), LazyArray)
    assert file.LARGE < 299 * 1000 * 8


def test_an_index_in_an_error_counts_within_the_slice() -> None:
    np.save("x.npy", LOGITS[0])
    np.save("y.npy", np.array([0, 0, 0, 0, 7]))
    with pytest.raises(InputError) as caught:
        lossctl.ce("x.npy[2:]", "y.npy[2:]")
    assert str(caught.value).startswith("y.npy[2:], index [2]: ")


def test_a_literal_is_no_slice() -> None:
    np.testing.assert_array_equal(read("[[1, 2], [3, 4]]", "[0, 1]", {}).arrays["input"], [[1, 2], [3, 4]])
    for literal in ("[[1, 2], [3, 4]]", "torch.tensor([[1, 2]])"):
        assert error(f"{literal}[:1]") == (
            "INPUT: [:1] behind numbers that are typed: only what a file holds can be sliced\n"
            "  type the numbers that it leaves"
        )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("x.npy [:2]", "x.npy[:2]"),
        ("x.npy[:2] ", "x.npy[:2]"),
        (" x.npy[:2]", "x.npy[:2]"),
        ("x.npz[:, 1]:logits", "x.npz:logits[:, 1]"),
        ("x.npz[0] : logits ", "x.npz: logits[0]"),
        ("x-*.npy[:, 1:] ", "x-*.npy[:, 1:]"),
    ],
)
def test_a_slice_in_another_place(typed: str, meant: str) -> None:
    for name in ("x.npy", "x-1.npy", "x-2.npy"):
        np.save(name, LOGITS)
    np.savez("x.npz", logits=LOGITS, **{" logits": LOGITS})
    assert error(typed) == f"{typed}: a slice is the end of its word, without blanks around it\n  type '{meant}'"
    assert read_array(meant, "input").ndim > 1


@pytest.mark.parametrize("blanks", ["[{}]", "[{0}:{0}:{0}x]", "[0{0}, {0},]", "{}[1", "{}y"])
def test_blanks_take_no_time(blanks: str) -> None:
    np.save("x.npy", LOGITS)
    word = "x.npy" + blanks.format(" " * 20_000)
    begin = process_time()
    assert slices.split(word) is None
    assert slices.tidied(word) == word
    assert process_time() - begin < 2


def test_a_word_that_the_shell_has_split() -> None:
    np.save("x.npy", LOGITS)
    quotes = "a slice with spaces in it needs quotes: 'x.npy[:, :-1]'"
    assert error("x.npy[:,", ":-1]") == f"x.npy: [:, has no ] at its end\n  {quotes}"


def test_two_slices_of_one_part() -> None:
    np.savez("x.npz", both=LOGITS, more=LABELS)
    found = read("x.npz:both[0]", "x.npz:both[1]", {})
    np.testing.assert_array_equal(found.arrays["input"], LOGITS[0])
    np.testing.assert_array_equal(found.arrays["target"], LOGITS[1])
    assert error("x.npz:both[:, 1:]", "x.npz:both[:,1:]") == (
        "x.npz:both[:, 1:]: is INPUT and TARGET at once\n  name another part for one"
    )


def test_columns_of_a_table_without_a_target() -> None:
    Path("x.csv").write_text("cat,dog,label\n1,2,cat\n3,4,dog\n")
    with pytest.raises(InputError) as caught:
        read("x.csv[:, 0]", None, {})
    assert str(caught.value) == (
        "x.csv[:, 0]: a slice of a table picks rows, as [:1000] does\n  columns are named: FILE:a,b"
    )


def test_one_row_of_a_table_with_a_doubtful_column() -> None:
    """The number of the other reading is that of the same row."""
    Path("x.csv").write_text("age,cat,dog,label\n1100.5,0.25,0.5,0\n1200.5,0.5,0.25,2\n1300.5,0.75,0,1\n")
    for cut in ("[1]", "[1:2]"):
        (reading,) = read(f"x.csv{cut}", None, {}).readings
        assert reading.note == "x.csv: the numbers of column age are 100 times larger than all others"
        assert np.ravel(reading.arrays["input"]).tolist() == [0.5, 0.25]
        assert np.ravel(reading.arrays["target"]).tolist() in ([1], [2])


def test_no_pattern_is_proposed_that_would_be_read_in_another_way() -> None:
    """`a[*].npy`, for a file that is called a[1].npy, matches only the name a*.npy."""
    np.save("a[1].npy", LOGITS)
    assert error("a[2].npy[:3]") == "a[2].npy: no file has such a name"
    np.testing.assert_array_equal(read_array("a[1].npy[:3]", "input"), LOGITS[:3])
