"""A frame is read as the file is that it would be written to: the same number, notes and names, or the same error."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lossctl
from lossctl.inputs.objects import frame_columns
from lossctl.inputs.objects.words_of_objects import word_of
from lossctl.losses import LOSSES
from lossctl.pose import pose
from lossctl.settings import Settings
from lossctl.solve import solve

pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")
pytest.importorskip("pyarrow")

CLASSES = ("cat", "dog", "fox")
BEGINNINGS = ("", "logit_", "prob_", "p", "score.", "x", "pred_")
NAMES = (
    *("label", "target", "y", "class", "y_true", "id", "index", "image_id", "name", "idx", "pred", "prediction"),
    *("correct", "loss", "fold", "split", "text", "weight", "sample_weight", "probs", "logits", "0", "1", "2", "3"),
    *("embedding", "Unnamed: 0", "confidence", "a b", "true", "false"),
)


def cells(kind: str, rows: int, random: np.random.Generator) -> Any:
    """The cells of a column."""
    if kind == "lists":
        return random.random((rows, 3)).round(3).tolist()
    if kind == "truths":
        return random.integers(0, 2, rows).astype(bool)
    if kind in ("words", "numbers in words"):
        several = CLASSES if kind == "words" else ("1", "0", "2.5")
        return [several[i] for i in random.integers(0, 3, rows)]
    if kind == "distinct words":
        return [f"w{i}" for i in random.permutation(rows)]
    if kind == "whole":
        return random.integers(0, 3, rows)
    if kind == "counted":
        return np.arange(rows)
    if kind == "words missing":
        return [None if i == 1 else CLASSES[i % 3] for i in range(rows)]
    if kind == "some missing":
        return [None if i == 1 else float(i) / 3 for i in range(rows)]
    return random.random(rows).astype(np.float32 if kind == "float32" else np.float64)


KINDS = (
    *("fractions", "fractions", "fractions", "float32", "whole", "words", "truths", "lists", "numbers in words"),
    *("distinct words", "counted", "some missing", "words missing"),
)


@st.composite
def columns(draw: st.DrawFn) -> dict[str, Any]:
    """Columns of all kinds under all kinds of names, some of them a family."""
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    rows = draw(st.sampled_from([1, 2, 3, 5, 6]))
    beginning = draw(st.sampled_from(BEGINNINGS))
    found = {}
    if draw(st.sampled_from([True, True, True, False])):
        form = draw(st.sampled_from(["fractions", "float32"]))
        found = {f"{beginning}{name}": cells(form, rows, random) for name in CLASSES}
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4)):
        found[name] = cells(draw(st.sampled_from(KINDS)), rows, random)
    if not found or draw(st.sampled_from([True, True, True, False])):
        found["label"] = cells(draw(st.sampled_from(["whole", "words"])), rows, random)
    order = draw(st.permutations(list(found)))
    return {name: found[name] for name in order}


def outcome(loss: str, word: Any, target: Any = None) -> object:
    """What comes of it: the number's bits, the notes and the names, or the error, without the names of the files."""
    try:
        words = {"input": word_of(word, "input")} | ({} if target is None else {"target": word_of(target, "target")})
        posed = pose(LOSSES[loss], words, Settings.of())
        result = solve(posed.problem, notes=posed.notes)
        return np.float64(result.loss).tobytes(), plain(result.notes), posed.problem.class_names
    except lossctl.InputError as error:
        return plain([error.problem])


def plain(texts: Any) -> list[str]:
    """Sentences with the role in the place of the file, and without what is told of a missing value."""
    told = [re.sub(r"\S*/(input|target)\.(parquet|csv)", r"\1", text) for text in texts]
    return [re.sub("a missing value.*", "a missing value", text) for text in told]


@pytest.mark.parametrize("loss", ["ce", "bce-logits", "kl"])
@settings(max_examples=75, deadline=None, suppress_health_check=list(HealthCheck))
@given(columns=columns(), index=st.sampled_from(["none", "range", "named", "moved", "words"]))
def test_a_frame_of_pandas_is_what_its_parquet_file_is(
    tmp_path: Path, loss: str, columns: dict[str, Any], index: str
) -> None:
    frame = pd.DataFrame(columns)
    if index == "named":
        frame.index = pd.Index(np.arange(len(frame))[::-1], name="sample_key")
    elif index == "range":
        frame = frame.iloc[::-1]
        frame.index.name = "sample_id"
    elif index != "none":
        frame.index = [*range(7, 7 + len(frame))][::-1] if index == "moved" else [f"r{i}" for i in range(len(frame))]
    path = tmp_path / "input.parquet"
    frame.to_parquet(path, index=True if index == "range" else None)  # else pandas writes no column of a range
    assert outcome(loss, frame) == outcome(loss, path)


@pytest.mark.parametrize("loss", ["ce", "bce-logits", "kl"])
@settings(max_examples=75, deadline=None, suppress_health_check=list(HealthCheck))
@given(columns=columns())
def test_a_frame_of_polars_is_what_its_parquet_file_is(tmp_path: Path, loss: str, columns: dict[str, Any]) -> None:
    frame = pl.DataFrame(columns)
    path = tmp_path / "input.parquet"
    frame.write_parquet(path)
    assert outcome(loss, frame) == outcome(loss, path)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(columns=columns(), target=st.sampled_from(["label", "target", "0", "id"]), moved=st.booleans())
def test_a_frame_and_a_series_are_what_their_files_are(
    tmp_path: Path, columns: dict[str, Any], target: str, moved: bool
) -> None:
    frame = pd.DataFrame(columns)
    if moved:
        frame.index = pd.Index([f"r{i}" for i in range(len(frame))], name="id")
    series = frame[target] if target in frame else pd.Series(np.arange(len(frame)) % 2, frame.index, name=target)
    series = series.iloc[::-1] if moved else series
    paths = [tmp_path / "input.parquet", tmp_path / "target.parquet"]
    frame.to_parquet(paths[0])
    series.to_frame().to_parquet(paths[1])
    assert outcome("ce", frame, series) == outcome("ce", *paths)


@pytest.mark.parametrize("library", [pd, pl], ids=["pandas", "polars"])
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(columns=columns())
def test_a_large_frame_is_read_as_a_small_one(
    library: Any, monkeypatch: pytest.MonkeyPatch, columns: dict[str, Any]
) -> None:
    frame = library.DataFrame(columns)
    small = outcome("ce", frame)
    with monkeypatch.context() as patched:
        patched.setattr(frame_columns, "SMALL", 0)
        patched.setattr(frame_columns, "_LONG", 1)
        assert outcome("ce", frame) == small


def test_a_csv_file_is_what_pandas_and_polars_make_of_it(tmp_path: Path) -> None:
    path = tmp_path / "input.csv"
    path.write_text("image_id,cat,dog,fox,label\n7,2.0,0.5,0.3,cat\n9,0.2,2.0,0.5,dog\n", encoding="utf-8")
    expected = outcome("ce", path)
    assert expected[2] == CLASSES  # type: ignore[index]
    assert outcome("ce", pd.read_csv(path)) == expected
    assert outcome("ce", pl.read_csv(path)) == expected
    assert outcome("ce", pd.read_csv(path).to_dict("list")) == expected
    assert outcome("ce", pd.read_csv(path).to_dict("records")) == expected
    assert outcome("ce", pd.read_csv(path).to_records(index=False)) == expected


SAMPLES = Path(__file__).parents[3] / "samples"


@pytest.mark.parametrize("loss", ["ce", "bce", "bce-logits", "kl"])
@pytest.mark.parametrize("name", ["post3.csv", "solution.csv", "submission.csv"])
def test_a_sample_is_what_pandas_and_polars_make_of_it(tmp_path: Path, loss: str, name: str) -> None:
    path = tmp_path / "input.csv"
    path.write_bytes((SAMPLES / name).read_bytes())
    expected = outcome(loss, path)
    assert outcome(loss, pd.read_csv(path)) == expected
    assert outcome(loss, pl.read_csv(path)) == expected
