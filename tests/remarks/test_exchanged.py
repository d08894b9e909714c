"""Input and target of one shape that look exchanged, and several labels in a row of classes, are told of in a note."""

from pathlib import Path

import numpy as np
import pytest

import lossctl
from lossctl.command import cli

HARD, P = [[1, 0, 0], [0, 1, 0]], [[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]]
LOGITS = [[0.7, 2.5, -1], [0.1, -0.6, 3]]
NOTE = "the two look swapped, as only the target has fractions: "
TOLD = {  # the loss, its arrays and options, and how the call that the note shows begins
    "bce": ("bce", ([1, 0, 1], [0.9, 0.2, 0.6]), {}, "lossctl.bce([0.9, 0.2, 0.6], [1, 0, 1])"),
    "bce, a prediction is 0": (
        "bce",
        ([1, 0, 1], [0.9, 0.0, 0.6]),
        {"reduction": "sum"},
        "lossctl.bce([0.9, 0, 0.6], [1, 0, 1], reduction='sum')",
    ),
    "bce, labels": ("bce", (HARD, P), {}, "lossctl.bce([["),
    "bce-logits": ("bce-logits", ([1, 0, 1], [0.9, -2.5, 0.6]), {}, "lossctl.bce_logits([0.9, -2.5, 0.6], [1, 0, 1])"),
    "bce-logits of probabilities": ("bce-logits", ([1, 0], [0.9, 0.2]), {}, "lossctl.bce_logits([0.9, 0.2], [1, 0])"),
    "ce of probabilities": ("ce", (HARD, P), {}, "lossctl.ce([[0.7, "),
    "ce of log-probabilities": ("ce", (HARD, np.log([[0.5, 0.25, 0.25]] * 2)), {}, "lossctl.ce(input, [[1, 0, 0]"),
    "ce of logits": ("ce", (HARD, LOGITS), {}, "lossctl.ce([[0.7, 2.5"),
    "ce of logits, said to be probabilities": ("ce", (HARD, LOGITS), {"from_": "probs"}, "lossctl.ce([[0.7, 2.5"),
    "ce, another axis": ("ce", (np.transpose(HARD), np.transpose(P)), {"class_axis": 0}, "lossctl.ce([[0.7, 0.1]"),
    "ce of one sample": (
        "ce",
        ([0, 1, 0], [0.25, 0.5, 0.25]),
        {},
        "lossctl.ce([0.25, 0.5, 0.25], [0, 1, 0], from_='probs')",
    ),
    "kl": ("kl", (HARD, P), {"reduction": "batchmean"}, "lossctl.kl([[0.7, "),
    "ce, weights of samples": ("ce", (HARD, P), {"sample_weight": [1, 3]}, "lossctl.ce([[0.7, "),
}
SILENT = {
    "bce in order": ("bce", ([0.9, 0.2, 0.6], [1, 0, 1])),
    "bce, both hard": ("bce", ([1, 0, 1], [1, 1, 0])),
    "bce, one value": ("bce", ([1, 1], [0.9, 0.8])),
    "bce, both soft": ("bce", ([0.9, 0.2], [0.5, 0.4])),
    "bce, mostly hard targets": ("bce", ([1, 0, 1], [1, 0, 0.5])),
    "bce-logits, codes": ("bce-logits", ([1, 0, 1], [1, -1, 1])),
    "ce in order": ("ce", (P, HARD)),
    "ce, soft targets of logits": ("ce", (LOGITS, P)),
    "ce, hard on both sides": ("ce", (HARD, HARD)),
    "ce, several ones in the input": ("ce", ([[1, 0, 1], [0, 1, 0]], P)),
    "ce, indices": ("ce", (HARD, [0, 1])),
    "kl in order": ("kl", (LOGITS, HARD)),
    "kl of single numbers": ("kl", ([1.0], [0.5])),
    "nothing": ("ce", (np.zeros((0, 3)), np.zeros((0, 3)))),
}


@pytest.mark.parametrize("case", TOLD)
def test_the_call_in_the_note_gives_its_number(case: str) -> None:
    name, arrays, options, begins = TOLD[case]
    result = getattr(lossctl, name.replace("-", "_"))(*arrays, **options)
    notes = [note for note in result.notes if NOTE in note]
    assert len(notes) == 1, result.notes
    call, value = notes[0].removeprefix(NOTE).split(" gives ")
    assert call.startswith(begins)
    assert not any("look like" in note or "looks like" in note or "lie in [0, 1]" in note for note in result.notes)
    if "input" not in call:
        told = eval(call, {"lossctl": lossctl})
        assert f"{told.loss:.6g}" == value
        assert not any(NOTE in note for note in told.notes)


@pytest.mark.parametrize("case", SILENT)
def test_what_is_in_order_gets_no_note(case: str) -> None:
    name, arrays = SILENT[case]
    options = {"from_": "probs"} if case == "kl of single numbers" else {}
    result = getattr(lossctl, name.replace("-", "_"))(*arrays, **options)
    assert not any("swapped" in note for note in result.notes), result.notes


def test_files_are_named_in_the_note(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("{y}.npy", np.tile([1.0, 0.0], 60_000))
    np.save("p.npy", np.tile([0.75, 0.25], 60_000))
    assert cli.main(["bce", "{y}.npy", "p.npy"]) == 0
    assert f"{NOTE}lossctl bce p.npy '{{y}}.npy' gives 0.287682" in capsys.readouterr().out


def test_a_long_pattern_says_the_order() -> None:
    hard, soft = np.tile([1.0, 0.0], 60), np.tile([0.75, 0.25], 60)
    (_, note) = lossctl.bce(hard, soft).notes
    assert note == f"{NOTE}lossctl.bce(input, target), as the input comes first, gives 0.287682"


def test_several_labels_in_a_row() -> None:
    labels = [[1, 0, 1], [0, 1, 0]]
    result = lossctl.ce(LOGITS, labels)
    want = float(lossctl.bce_logits(LOGITS, labels))
    call = "lossctl.bce_logits([[0.7, 2.5, -1], [0.1, -0.6, 3]], [[1, 0, 1], [0, 1, 0]])"
    assert result.notes[-1] == (
        f"some rows of the target hold several ones; for several labels a sample, {call} gives {want:.6g}"
    )
    assert "lossctl.bce([[0.7" in lossctl.ce(P, labels, from_="probs").notes[-1]
    for target in (HARD, [[0.5, 0, 0.5], [0, 1, 0]], [[1, 0, 0.5], [0, 1, 0]], [[0, 0, 0], [0, 1, 0]]):
        assert not any("several labels" in note for note in lossctl.ce(LOGITS, target).notes)


@pytest.mark.parametrize("rows", [3, 60])
def test_the_call_of_columns_of_one_table_means_the_same_columns(tmp_path: Path, rows: int) -> None:
    table = tmp_path / "x.csv"
    table.write_text("label,target\n" + "".join(f"{i % 2},{(i % 7 + 1) / 9:.4f}\n" for i in range(rows)))
    note = next(note for note in lossctl.bce_logits(str(table)).notes if NOTE in note)
    call, value = note.removeprefix(NOTE).split(" gives ")
    call = call.removesuffix(", as the input comes first,")  # it is long, and the reader puts the target in
    assert f"{eval(call, {'lossctl': lossctl, 'target': f'{table}:label'}).loss:.6g}" == value


def test_the_call_of_a_frame_picks_its_columns() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"label": [1, 0, 1], "target": [0.9, -2.5, 0.6]})
    for given in ((frame,), (frame[["label"]], frame["target"])):
        note = next(note for note in lossctl.bce_logits(*given).notes if NOTE in note)
        call, value = note.removeprefix(NOTE).split(" gives ")
        words = {"lossctl": lossctl, "input": frame, "target": frame["target"]}
        assert f"{eval(call, words).loss:.6g}" == value
