"""What Hugging Face's `datasets` leaves: the folder of save_to_disk, and labels that stand for names."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read

from .conftest import LABELS, LOGITS, NAMES

WIDE = dict(zip(NAMES, LOGITS.T, strict=True))


def save(folder: str, columns: dict[str, object], files: int = 1, classes: tuple[str, ...] = ()) -> None:
    """As `Dataset.save_to_disk` does; `classes` are those of a ClassLabel called `label`."""
    Path(folder).mkdir()
    features = {"label": {"names": list(classes), "_type": "ClassLabel"}} if classes else {}
    table = pa.table(columns).replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    names = [f"data-{i:05d}-of-{files:05d}.arrow" for i in range(files)]
    for i, name in enumerate(names):
        rows = -(-len(LABELS) // files)
        with pa.ipc.new_stream(f"{folder}/{name}", table.schema) as writer:
            writer.write_table(table.slice(i * rows, rows))
    state = {"_data_files": [{"filename": name} for name in names], "_split": None}
    Path(folder, "state.json").write_text(json.dumps(state))


@pytest.mark.parametrize("files", [1, 2, 3])
def test_the_folder_is_one_source(files: int) -> None:
    save("set", {"logits": LOGITS.tolist(), "label": LABELS}, files)
    for word in ("set", "set/"):
        found = read(word, None, {})
        np.testing.assert_array_equal(found.arrays["input"], LOGITS)
        np.testing.assert_array_equal(found.arrays["target"], LABELS)
    np.testing.assert_array_equal(read("set:logits", "set:label", {}).arrays["target"], LABELS)


def test_a_system_that_refuses_to_open_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows does: it has no word for a folder there."""
    save("set", {"logits": LOGITS.tolist(), "label": LABELS})
    open_ = Path.open

    def refusing(path: Path, *mode: str, **options: Any) -> object:
        if path.is_dir():
            raise PermissionError(13, "Permission denied", str(path))
        return open_(path, *mode, **options)

    monkeypatch.setattr(Path, "open", refusing)
    np.testing.assert_array_equal(read("set", None, {}).arrays["target"], LABELS)


def test_labels_are_looked_up_in_the_names_of_the_columns() -> None:
    order = ("fox", "cat", "dog")
    save("set", {**WIDE, "label": [order.index(NAMES[label]) for label in LABELS]}, classes=order)
    np.testing.assert_array_equal(read("set", None, {}).arrays["target"], LABELS)
    Path("x.csv").write_text("cat,dog,fox\n" + "\n".join(",".join(map(str, row)) for row in LOGITS))
    np.testing.assert_array_equal(read("x.csv", "set", {}).arrays["target"], LABELS)


def test_labels_are_positions_where_the_columns_have_no_such_names() -> None:
    save("set", {f"p_{i}": LOGITS[:, i] for i in range(3)} | {"label": LABELS}, classes=("fox", "cat", "dog"))
    np.testing.assert_array_equal(read("set", None, {}).arrays["target"], LABELS)
    found = read("set:p_0,p_1,p_2", "set:label", {})
    np.testing.assert_array_equal(found.arrays["target"], LABELS)
    assert found.notes == ("set: column label counts the classes fox, cat, dog",)


def _error(word: str) -> str:
    with pytest.raises(InputError) as caught:
        read(word, None, {})
    return str(caught.value)


def test_a_folder_of_several_datasets() -> None:
    Path("sets").mkdir()
    Path("sets/dataset_dict.json").write_text('{"splits": ["train", "test"]}')
    save("sets/train", {"logits": LOGITS.tolist(), "label": LABELS})
    assert _error("sets") == (
        "sets: is a folder, not a file\n  it holds the datasets train, test: name one, as sets/train"
    )
    np.testing.assert_array_equal(read("sets/train", None, {}).arrays["target"], LABELS)


def test_a_folder_with_a_file_missing() -> None:
    save("set", {**WIDE, "label": LABELS}, 2)
    Path("set/data-00001-of-00002.arrow").unlink()
    assert _error("set") == "set: data-00001-of-00002.arrow missing: state.json lists 2 files"


def test_a_folder_whose_state_is_of_another_kind() -> None:
    save("set", {**WIDE, "label": LABELS})
    Path("set/state.json").write_text("{}")
    assert _error("set") == "set, state.json: lists no files of data"
    Path("set/state.json").write_text('{"_data_files": [{"filename": "../x.arrow"}]}')
    assert _error("set") == "set, state.json: lists no files of data"
    Path("set/state.json").write_text('{"_indices_data_files": [{"filename": "indices.arrow"}]}')
    assert _error("set").startswith("set: the rows of this dataset are chosen by a file of indices beside it")


def test_a_folder_of_other_files() -> None:
    Path("set").mkdir()
    assert _error("set") == "set: is a folder, not a file"
    Path("set/train-0.parquet").touch()
    assert _error("set") == "set: is a folder, not a file\n  all of its files: 'set/*.parquet'"


def test_a_folder_whose_files_are_in_folders() -> None:
    for i in range(2):
        Path(f"set/fold={i}").mkdir(parents=True)
        pq.write_table(pa.table({**WIDE, "label": LABELS}).slice(3 * i, 3), f"set/fold={i}/0.parquet")
    assert _error("set") == "set: is a folder, not a file\n  all of its files: 'set/*/*.parquet'"
    np.testing.assert_array_equal(np.asarray(read("set/*/*.parquet", None, {}).arrays["target"]), LABELS)


def test_a_part_is_looked_up_in_the_names_of_the_columns() -> None:
    order = ("fox", "cat", "dog")
    label = [order.index(NAMES[label]) for label in LABELS]
    save("set", {**WIDE, "label": label}, classes=order)
    Path("x.csv").write_text("cat,dog,fox\n" + "\n".join(",".join(map(str, row)) for row in LOGITS))
    save("only", {"label": label, "logits": LOGITS.tolist()}, classes=order)
    for words in (
        ("set:cat,dog,fox", "set:label"),
        ("x.csv", "set:label"),
        ("x.csv", "only:label"),
        ("x.csv", "only"),
    ):
        np.testing.assert_array_equal(read(*words, {}).arrays["target"], LABELS)
    np.testing.assert_array_equal(read("only", "only:label", {}).arrays["target"], label)
