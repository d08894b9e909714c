"""How common a cause is counted, and how well it must match, decides whether it is named."""

import math

import pytest

import lossctl

LOGITS = [[0.7, 1.9, -0.4], [1.1, -0.3, 0.6], [0.2, 0.5, 2.3], [-1.2, 0.8, 0.1]]
PADDED = [0, 1, 2, 0]


def causes(*arrays: object, expect: str, **options: object) -> list[str]:
    verdict = lossctl.ce(*arrays, expect=expect, **options).verdict
    assert verdict is not None
    return [cause.cause for cause in verdict.diagnosis]


def test_a_perplexity_is_common_where_padding_was_treated_otherwise() -> None:
    """So common that three digits are enough."""
    counted, ignored = float(lossctl.ce(LOGITS, PADDED)), float(lossctl.ce(LOGITS, PADDED, ignore_index=0))
    assert causes(LOGITS, PADDED, expect=f"{math.exp(counted):.3f}", ignore_index=0)[:1] == ["not-ignored+perplexity"]
    assert causes(LOGITS, PADDED, expect=f"{math.exp(ignored):.3f}")[:1] == ["0-ignored+perplexity"]


def logits_of(bits: float) -> list[list[float]]:
    """One sample of two classes, whose loss has so many bits."""
    return [[0.0, math.log(2**bits - 1)]]


@pytest.mark.parametrize(
    ("bits", "printed", "found"),
    [
        (6.10028, "6.100", ["bits"]),  # rounded, and cut off
        (6.10072, "6.101", ["bits"]),  # rounded
        (6.10072, "6.100", ["bits"]),  # cut off
        (6.10028, "6.101", []),  # within a unit of the last digit, but neither: so much rarer that chance explains it
        (6.09972, "6.099", ["bits"]),
        (6.09928, "6.100", []),
    ],
)
def test_a_match_that_neither_rounding_nor_cutting_off_explains_is_rated_lower(
    bits: float, printed: str, found: list[str]
) -> None:
    assert causes(logits_of(bits), [0], expect=printed) == found
