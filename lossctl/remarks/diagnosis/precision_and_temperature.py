"""Another precision of the numbers, and another temperature of the logits."""

from collections.abc import Iterator

import numpy as np

from lossctl.problem import Problem
from lossctl.remarks.diagnosis.probabilities import as_probabilities
from lossctl.remarks.diagnosis.problem_kind import has_option
from lossctl.remarks.diagnosis.variant import Variant
from lossctl.remarks.diagnosis.views import in_float64, in_memory
from lossctl.sums.arrays import Array

# Tried where none was stated, and how common each is among all numbers that differ from a temperature: those of
# distillation and calibration, then those of contrastive losses, of which 0.01 is CLIP's logit scale of 100.
TEMPERATURES = {2.0: 0.04, 4.0: 0.02, 3.0: 0.01, 5.0: 0.01, 10.0: 0.01, 20.0: 0.005}
TEMPERATURES |= {0.5: 0.02, 0.1: 0.01, 0.07: 0.01, 0.05: 0.005, 0.01: 0.005}


def temperature(problem: Problem) -> Iterator[Variant]:
    """A temperature that was left out, added, multiplied with, or applied to one side of two."""
    t, settings = problem.settings.temperature, problem.settings
    if not has_option(problem, "temperature"):
        return
    forms = {"input": settings.from_}
    if has_option(problem, "target_from"):
        forms["target"] = settings.target_from
    if t == 1:
        if "logits" in forms.values():
            for each, factor in TEMPERATURES.items():
                scale = f" (multiplied by {1 / each:.6g})" if each < 1 else ""
                clause = f"logits were divided by a temperature of {each:g}{scale}; PyTorch has none"
                yield Variant(problem.but(temperature=each), clause, factor=factor, cause="temperature applied")
        return
    yield Variant(problem.but(temperature=1.0), f"the temperature of {t:g} was left out", cause="temperature left out")
    clause = f"the logits were multiplied by {t:g}, not divided"
    yield Variant(problem.but(temperature=1 / t), clause, factor=0.2, cause="temperature inverted")
    if list(forms.values()) == ["logits", "logits"]:
        for name, other in (("input", "target"), ("target", "input")):
            one = problem.given(**{name: in_float64(problem, name) / t}).but(temperature=1.0)
            clause = f"the temperature was applied to the {name} only, not to the {other}"
            yield Variant(one, clause, factor=0.6, cause=f"temperature on the {name} only")


def precision(problem: Problem) -> Iterator[Variant]:
    """Numbers rounded to fewer digits: float32 shows in the eighth, float16 and bfloat16 in the third or fourth."""
    x = in_memory(problem, "input")
    if problem.settings.dtype == "float64":
        clause = "the input was rounded to float32, to 7 digits"
        yield Variant(problem.given(input=_to_float32(x)), clause, factor=0.5, cause="float32 input")
    else:
        yield Variant(
            problem.but(dtype="float64"), "it was calculated in float64, which keeps 15 digits", cause="float64"
        )
    if (plain := as_probabilities(problem)) is not None and plain is not problem:
        rounded = plain.given(input=_to_float32(in_float64(plain, "input")))
        clause = "the log was taken of probabilities that had been rounded to float32"
        yield Variant(rounded, clause, factor=0.2, cause="float32 probabilities")
    clause = "the input was rounded to float16, to 3 digits"
    yield Variant(problem.given(input=_to_float16(x)), clause, factor=0.02, cause="float16 input")
    clause = "the input was rounded to bfloat16, to 2 digits"
    yield Variant(problem.given(input=_to_bfloat16(x)), clause, factor=0.02, cause="bfloat16 input")


def _to_float32(values: Array) -> Array:
    return values.astype(np.float32).astype(np.float64)


def _to_float16(values: Array) -> Array:
    with np.errstate(over="ignore"):
        return values.astype(np.float16).astype(np.float64)


def _to_bfloat16(values: Array) -> Array:
    """The upper 16 bits of each float32, rounded to the nearest, and to even where two are as near."""
    bits = values.astype(np.float32).view(np.uint32)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
    return rounded.astype(np.uint32).view(np.float32).astype(np.float64)
