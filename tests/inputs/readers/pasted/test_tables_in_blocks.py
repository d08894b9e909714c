# ruff: noqa: E501 - the blocks are easier to compare as they stand
"""Posts with tables in them, through the whole command: frames, boxes, Markdown, series, and frames in the code."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossctl.command.cli import main
from lossctl.inputs.readers.pasted.tables.tables_in_text import tables_in

CE = 1.161724972
FRAME = "   seen  chance\n0     1    0.80\n1     0    0.40\n2     0    0.30\n"
MARKDOWN = "| seen | chance |\n|:--|--:|\n| 1 | 0.8 |\n| 0 | 0.4 |\n| 0 | 0.3 |\n"
WIDE = "   cat  dog  fox  label\n0  0.1  0.7  0.4      1\n1  1.2  0.3  0.3      2\n"
BOX = """shape: (3, 2)
┌──────┬────────┐
│ seen ┆ chance │
│ ---  ┆ ---    │
│ i64  ┆ f64    │
╞══════╪════════╡
│ 1    ┆ 0.8    │
│ 0    ┆ 0.4    │
│ 0    ┆ 0.3    │
└──────┴────────┘
"""
CALL = "log_loss(df.seen, df['chance'])"
LOSS = "0.36354801\n"


class Block(NamedTuple):
    """A paste, its loss, whether the last printed loss matches, and parts of notes."""

    name: str
    text: str
    loss: float
    matches: bool | None = True
    notes: tuple[str, ...] = ()
    command: str = "bce"


SEEN = 0.36354801
TIBBLE = "# A tibble: 3 × 2\n  truth chance\n  <dbl>  <dbl>\n1     1    0.8\n2     0    0.4\n3     0    0.3\n"
ESTIMATE = "# A tibble: 1 × 2\n  .metric     .estimate\n  <chr>           <dbl>\n1 mn_log_loss     0.364\n"
REPREX = "".join(f"#> {line}\n" for line in TIBBLE.splitlines())
BLOCKS = (
    Block("a tibble behind its prompt, and a second one", f"> df\n{TIBBLE}> df |> mn_log_loss(truth, chance)\n{ESTIMATE}", SEEN, None),
    Block("a tibble in comments", f"``` r\ndf\n{REPREX}```\n", SEEN, None),
    Block("a frame behind Out", f"In [3]: df[['seen', 'chance']]\nOut[3]: \n{FRAME}\nIn [4]: {CALL}\nOut[4]: {LOSS}", SEEN, True, ("input = df['chance'] (3,), target = df['seen'] (3,), 1 loss judged",)),
    Block("a frame without prompts, another loss", f"df\n{FRAME}{CALL}\n0.41\n", SEEN, False),
    Block("a frame and a loss by two prints", f'print(df)\nprint("loss:", {CALL})\n\n{FRAME}loss: {LOSS}', SEEN),
    Block("a frame behind its label", f'print("df:", df)\nprint({CALL})\n\ndf: {FRAME}{LOSS}', SEEN),
    Block("a frame in comments", f"print(df)\n{''.join(f'# {line}{chr(10)}' for line in FRAME.splitlines())}print({CALL})  # {LOSS}", SEEN),
    Block("a frame without an index", f"print(df.to_string(index=False))\n seen  chance\n    1    0.80\n    0    0.40\n    0    0.30\nprint({CALL})\n{LOSS}", SEEN),
    Block("a frame whose print is wrapped", ">>> df\n   cat  dog  \\\n0  0.1  0.7   \n1  1.2  0.3   \n\n   fox  label  \n0  0.4      1  \n1  0.3      2  \n>>> F.cross_entropy(torch.tensor(df.iloc[:, :3].values), torch.tensor(df.label.values))\ntensor(1.1617)\n", CE, True, (), "ce"),
    Block("columns by a list with a name", f">>> df\n{WIDE}>>> cols = ['cat', 'dog', 'fox']\n>>> F.cross_entropy(torch.tensor(df[cols].values), torch.tensor(df['label'].values))\ntensor(1.1617)\n", CE, True, (), "ce"),
    Block("all columns but one", f">>> df\n{WIDE}>>> F.cross_entropy(torch.tensor(df.drop(columns=['label']).to_numpy()), torch.tensor(df['label'].to_numpy()))\ntensor(1.1617)\n", CE, True, (), "ce"),
    Block("a frame of numbers, labels apart", ">>> p\n     0    1\n0  0.2  0.8\n1  0.6  0.4\n>>> log_loss(['b', 'a'], p, labels=['a', 'b'])\n0.36698459\n", 0.3669845875, True, (), "ce --from probs"),
    Block("names with blanks", 'Out[3]:\n   was seen  the chance\n0         1        0.80\n1         0        0.40\n2         0        0.30\nIn [4]: log_loss(df["was seen"], df["the chance"])\n0.36354801\n', SEEN),
    Block("cells between tabs", f"df\n\tseen\tchance\n0\t1\t0.80\n1\t0\t0.40\n2\t0\t0.30\n{CALL}\n{LOSS}", SEEN),
    Block("cells between commas", f"In [1]:\ndf\n\nUnnamed: 0,seen,chance\n0,1,0.80\n1,0,0.40\n2,0,0.30\n\nIn [2]:\n{CALL}\n\n{LOSS}", SEEN),
    Block("a box of polars", f"print(df)\n{BOX}print({CALL})\n{LOSS}", SEEN),
    Block("a box of polars, no code", f"Here it is:\n\n{BOX.replace('seen ', 'y_true').replace('chance', 'y_prob')}\nlog loss: {LOSS}", SEEN),
    Block("Markdown, no code", f"The probabilities:\n\n| y | p |\n|:--|--:|\n| 1 | 0.8 |\n| 0 | 0.4 |\n| 0 | 0.3 |\n\nLoss = {LOSS}", SEEN),
    Block("Markdown whose columns the code takes", f"{MARKDOWN}\n```python\n>>> {CALL}\n{LOSS}```\n", SEEN),
    Block("Markdown with a column of losses", "| y | p | loss |\n|---|---|---|\n| 1 | 0.8 | 0.2231 |\n| 0 | 0.4 | 0.5108 |\n| 0 | 0.3 | 0.4567 |\n\nmean loss: 0.3635\n", SEEN, True, ("loss [0.2231, 0.5108, 0.4567]: no match", "mean loss 0.3635: matches, which decides")),
    Block("Markdown that is something else", "| epoch | loss |\n|---|---|\n| 1 | 0.9 |\n| 2 | 0.7 |\n\nx = torch.tensor([[0.1, 0.7, 0.4], [1.2, 0.3, 0.3]])\ny = torch.tensor([1, 2])\nprint(F.cross_entropy(x, y))  # tensor(1.1617)\n", CE, True, ("not used: the table of line 1",), "ce"),
    Block("distributions by the call", "| event | P | Q |\n|---|---|---|\n| a | 0.36 | 0.333 |\n| b | 0.48 | 0.333 |\n| c | 0.16 | 0.334 |\n\n>>> scipy.stats.entropy(df.P, df.Q)\n0.0858204\n", 0.0286068, True, ("reduction=sum",), "kl --from probs"),
    Block("series of pandas", ">>> y\n0    1\n1    0\n2    0\nName: seen, dtype: int64\n>>> p\n0    0.8\n1    0.4\n2    0.3\ndtype: float64\n>>> log_loss(y, p)\n0.36354801\n", SEEN),
    Block("series behind labels", 'print("labels:", df.y)\nprint("preds:", df.p)\nlabels: 0    1\n1    0\n2    0\nName: y, dtype: int64\npreds: 0    0.8\n1    0.4\n2    0.3\nName: p, dtype: float64\n', SEEN, None, ("input = df.p (3,), target = df.y (3,)",)),
    Block("series of polars", ">>> y\nshape: (3,)\nSeries: 'y' [i64]\n[\n\t1\n\t0\n\t0\n]\n>>> p\nshape: (3,)\nSeries: 'p' [f64]\n[\n\t0.8\n\t0.4\n\t0.3\n]\n>>> log_loss(y, p)\n0.36354801\n", SEEN),
    Block("a data.frame of R", "> df <- data.frame(seen = c(1, 0, 0), chance = c(0.8, 0.4, 0.3))\n> df\n  seen chance\n1    1    0.8\n2    0    0.4\n3    0    0.3\n> LogLoss(df$chance, df$seen)\n[1] 0.363548\n", SEEN),
    Block("a frame that the code writes out", f"df = pd.DataFrame({{\n    'seen': [1, 0, 0],\n    'chance': [0.8, 0.4, 0.3],\n}})\nprint({CALL})\n# {LOSS}", SEEN),
    Block("a frame of rows, a column replaced", f">>> df = pd.DataFrame([[1, 0.5], [0, 0.5], [0, 0.5]], columns=['seen', 'chance'])\n>>> df['chance'] = [0.8, 0.4, 0.3]\n>>> {CALL}\n{LOSS}", SEEN),
    Block("a frame that no call uses", "df = pl.DataFrame({'y_true': [1, 0, 0], 'y_prob': [0.8, 0.4, 0.3]})\nloss = -(df['y_true'] * df['y_prob'].log()).mean()\nprint(loss)\n0.5\n", SEEN, False),
    Block("columns with names of their own", f"t = df['seen'].values\nq = df['chance'].values\nprint(df)\n{FRAME}print(log_loss(t, q))\n{LOSS}", SEEN, True, ("1 loss judged",)),
    Block("rows that are chosen", ">>> df\n   y    p  fold\n0  1  0.8     0\n1  0  0.4     1\n2  0  0.3     1\n>>> part = df[df.fold == 1]\n>>> log_loss(part.y, part.p)\n0.4337\n", SEEN, None, ("0.4337 is not judged",)),
    Block("two frames", ">>> df\n   y    p\n0  1  0.9\n1  0  0.9\n>>> test\n   y    p\n0  1  0.7\n1  0  0.3\n>>> log_loss(df.y, df.p)\n1.2040\n>>> log_loss(test.y, test.p)\n0.3567\n", 0.3566749439, True, ("1.2040 (log_loss takes probs): matches", "which decides")),
    Block("classes in words", ">>> df\n   kind   cat   dog\n0   dog  0.20  0.80\n1   cat  0.60  0.40\n>>> log_loss(df['kind'], df[['cat', 'dog']])\n0.36698459\n", 0.3669845875, True, ("cat 0, dog 1",), "ce --from probs"),
)  # fmt: skip


@pytest.mark.parametrize("block", BLOCKS, ids=[block.name for block in BLOCKS])
def test_a_block(block: Block, check: Callable[..., None]) -> None:
    check(block)


LONG = "   y    p\n0  1  0.9\n1  0  0.9\n2  1  0.9\n3  0  0.9\n4  1  0.9\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            f"In [1]: df.head()\nOut[1]: \n{LONG}In [2]: log_loss(df.y, df.p)\nOut[2]: 0.3\n",
            "only some rows of a table (df.head())",
        ),
        (
            ">>> df\n     y    p\n0    1  0.9\n..  ..  ...\n99   0  0.9\n\n[100 rows x 2 columns]\n>>> log_loss(df.y, df.p)\n0.3\n",
            "line 4: the print is abbreviated",
        ),
        (
            "train:\n\n| y | p |\n|---|---|\n| 1 | 0.9 |\n| 0 | 0.9 |\n\ntest:\n\n| y | p |\n|---|---|\n| 1 | 0.7 |\n| 0 | 0.3 |\n\nloss: 0.3\n",
            "the table of line 3, the table of line 10 could each be the target",
        ),
        (
            ">>> df = pd.DataFrame({'y': [1, 0], 'p': [0.9, 0.2]})\n>>> df['p'] = model.predict(df)\n>>> log_loss(df['y'], df['p'])\n0.3\n",
            "no array",
        ),
    ],
)
def test_a_table_that_does_not_tell_is_an_error(text: str, problem: str, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "block.txt").write_text(text)
    assert main(["bce", "block.txt"]) == 2
    assert problem in capsys.readouterr().err


def test_a_tibble_that_is_cut_is_an_error(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "block.txt").write_text("> df\n" + TIBBLE.replace("3 ×", "9 ×") + "# ℹ 6 more rows\n", encoding="utf-8")
    assert main(["bce", "block.txt"]) == 2
    assert "line 8: the print is abbreviated" in capsys.readouterr().err


def test_where_no_name_tells_the_columns_can_be_named(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "block.txt").write_text("> df\n" + TIBBLE.replace("truth", " seen"), encoding="utf-8")
    assert main(["bce", "block.txt"]) == 2
    assert "say which is the target: block.txt block.txt:seen; found by name:" in capsys.readouterr().err
    assert main(["bce", "block.txt", "block.txt:seen", "-q"]) == 0
    assert "not used" not in capsys.readouterr().err


def test_columns_by_name(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "block.txt").write_text(f"The table:\n\n{MARKDOWN}\nloss: 0.36354801\n")
    assert main(["bce", "block.txt:chance", "block.txt:seen", "-q"]) == 0
    assert float(capsys.readouterr().out) == pytest.approx(SEEN, rel=1e-6)


@pytest.mark.parametrize(
    "text", ["x = [0.1, 0.2]\nlabel\n0 1\n1 0\n", "the loss\nwas 0.5\n", "torch_tensor\n 0 1\n 1 0\n", "a | b\nc | d\n"]
)
def test_what_is_no_table(text: str) -> None:
    assert tables_in(text) == {}


@given(st.text(alphabet="ab 01.|-\n\t,:┌│\\[]#>", max_size=80))
def test_tables_are_found_in_any_text(text: str) -> None:
    for first, table in tables_in(text).items():
        assert first == table.first <= table.last <= text.count("\n") + 1
        assert all(table.first <= line <= table.last for line, _ in table.rows.rows)
