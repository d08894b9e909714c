from collections.abc import Callable

import pytest

from lossctl.losses import LOSSES
from lossctl.report.ascii_fallback import PLAIN, to_ascii

SETTINGS = {
    "ce": [{}, {"weight": [1.0, 2, 3], "label_smoothing": 0.1}, {"target": [[0.5, 0.25, 0.25], [0.5, 0.5, 0]]}],
    "bce": [{}, {"weight": [1.0, 2, 3]}, {"target": [[0.5] * 3] * 2}],
    "bce-logits": [{}, {"pos_weight": [1.0, 2, 3]}],
    "kl": [{}, {"temperature": 2.0, "target_from": "logits"}, {"reduction": "batchmean", "dtype": "float32"}],
}


def test_a_plain_sign_is_ascii() -> None:
    assert all(sign.isascii() for sign in PLAIN.values())


@pytest.mark.parametrize(("name", "given"), [(name, given) for name in LOSSES for given in SETTINGS[name]])
@pytest.mark.parametrize("explain", [False, True])
@pytest.mark.parametrize("rows", ["1", "10"])
def test_every_sign_that_is_printed_has_a_plain_one(
    name: str, given: dict, explain: bool, rows: str, solved: Callable, reported: Callable
) -> None:
    assert to_ascii(reported("table", solved(name, **given), explain=explain, rows=rows)).isascii()


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ("−0.5 × 2", "-0.5 x 2"),
        ("     Σ   46.54", "   sum   46.54"),
        ("   x   ln Σ exp   p", "   x ln sum exp   p"),
        ("  sample 0:  Σ exp(x)", "  sample 0: sum exp(x)"),
        ("   Σ exp(x):  1 + 2", "   sum exp(x):  1 + 2"),
        ("KL(target ‖ input)", "KL(target || input)"),
        ("a\n  Σ  1", "a\n sum  1"),
    ],
)
def test_longer_signs_take_their_room_from_the_gap_before_them(signs: str, expected: str) -> None:
    assert to_ascii(signs) == expected
