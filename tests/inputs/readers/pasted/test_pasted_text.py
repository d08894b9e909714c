"""A block as people post it gives the arrays for which PyTorch's number comes out."""

from pathlib import Path

import pytest

import lossctl
from lossctl.inputs import read

VALID = Path(__file__).parent.parent.parent / "valid"

# What PyTorch 2.13 gives in float64 for the arrays of the posts, which are the files `pair-post-….txt`.
POSTS = {
    "chinese-bce": ("bce", 0.16425203348601802),
    "chinese-line": ("ce", 0.504872307634201),
    "chinese-phrases": ("ce", 1.793871252238637),
    "doctest": ("ce", 0.3596738004756804),
    "f-string": ("ce", 0.2248344839459232),
    "fences": ("ce", 2.156468828297155),
    "pandas": ("ce", 0.23674291897815505),
    "polars": ("ce", 0.23674291897815505),
    "headings": ("ce", 1.344879530054647),
    "ipython": ("ce", 0.8563600346178791),
    "jax": ("ce", 0.09729545484755413),
    "keras": ("ce", 0.9868950481037163),
    "kl": ("kl", 0.0022399885763690237),
    "markdown": ("ce", 0.87048350145262),
    "numpy": ("ce", 0.7772868635731665),
    "old-torch": ("ce", 1.6809245195459825),
    "paddle": ("ce", 1.0898310640431905),
    "pos-weight": ("bce_logits", 0.9520330614350444),
    "prose": ("ce", 1.7529067738632331),
    "script": ("ce", 0.3422091535642414),
    "tensorflow": ("ce", 0.09729545484755413),
    "two-losses": ("ce", 0.4552431587829374),
    "weight-by-code": ("ce", 1.7529067738632331),
}


@pytest.mark.parametrize("name", POSTS)
def test_a_post_gives_pytorchs_number(name: str) -> None:
    criterion, number = POSTS[name]
    found = read(str(VALID / f"pair-post-{name}.txt"), None, {})
    assert float(getattr(lossctl, criterion)(**found.arrays)) == pytest.approx(number, rel=1e-12)


def test_every_post_has_a_number() -> None:
    assert set(POSTS) == {path.stem.removeprefix("pair-post-") for path in VALID.glob("pair-post-*.txt")}


@pytest.mark.parametrize("ending", [".csv", ".tsv", ""])
def test_a_header_whose_names_share_a_label_is_no_paste(tmp_path: Path, ending: str) -> None:
    sep = "\t" if ending == ".tsv" else ","
    logits, weight = tmp_path / f"logits{ending}", tmp_path / f"weight{ending}"
    logits.write_text("logits:cat,logits:dog\n1.5,0.2\n0.3,0.7\n".replace(",", sep))
    weight.write_text("logits:dog,logits:cat\n3,2\n".replace(",", sep))
    right = lossctl.ce([[1.5, 0.2], [0.3, 0.7]], [0, 1], weight=[2, 3])
    assert lossctl.ce(str(logits), [0, 1], weight=str(weight)) == right
