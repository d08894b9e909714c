"""Another precision, another temperature."""

from collections.abc import Iterator

import numpy as np

from lossctl.problem import Problem
from lossctl.remarks.diagnosis.probabilities import as_probabilities
from lossctl.remarks.diagnosis.reading import Way, is_binary, is_kl
from lossctl.remarks.diagnosis.views import array, floats

TEMPERATURES = (2.0, 4.0, 3.0, 5.0, 10.0, 20.0, 0.5, 0.1, 0.07)  # where none was stated


def temperature(problem: Problem) -> Iterator[Way]:
    """Left out, on one side only, or multiplied."""
    t, settings = problem.settings.temperature, problem.settings
    if is_binary(problem):
        return
    if t == 1:
        if "logits" in (settings.from_, settings.target_from if is_kl(problem) else settings.from_):
            for each in TEMPERATURES:
                yield Way(
                    problem.but(temperature=each),
                    f"logits were divided by a temperature of {each:g}; PyTorch has none",
                    "",
                    0.03,
                    id="temperature applied",
                )
        return
    yield Way(problem.but(temperature=1.0), f"the temperature of {t:g} was left out", id="temperature left out")
    yield Way(
        problem.but(temperature=1 / t),
        f"the logits were multiplied by {t:g}, not divided",
        "",
        0.2,
        id="temperature inverted",
    )
    if is_kl(problem) and settings.from_ == settings.target_from == "logits":
        for name, other in (("input", "target"), ("target", "input")):
            one = problem.given(**{name: floats(problem, name) / t}).but(temperature=1.0)
            yield Way(
                one,
                f"the temperature was applied to the {name} only, not to the {other}",
                "",
                0.6,
                id=f"temperature on the {name} only",
            )


def precision(problem: Problem) -> Iterator[Way]:
    """float32 shows in the eighth digit, float16 and bfloat16 in the third or fourth."""
    if problem.settings.dtype == "float64":
        yield Way(problem.but(dtype="float32"), "it was calculated in float32, which keeps 7 digits", id="float32")
        x = array(problem, "input").astype(np.float32).astype(np.float64)
        yield Way(problem.given(input=x), "the input was rounded to float32, to 7 digits", "", 0.5, id="float32 input")
    else:
        yield Way(problem.but(dtype="float64"), "it was calculated in float64, which keeps 15 digits", id="float64")
    if (plain := as_probabilities(problem)) is not None and plain is not problem:
        probs = floats(plain, "input").astype(np.float32).astype(np.float64)
        done = "the log was taken of probabilities that had been rounded to float32"
        yield Way(plain.given(input=probs), done, "", 0.2, id="float32 probabilities")
    with np.errstate(over="ignore"):
        half = array(problem, "input").astype(np.float16).astype(np.float64)
    yield Way(problem.given(input=half), "the input was rounded to float16, to 3 digits", "", 0.03, id="float16 input")
    bits = array(problem, "input").astype(np.float32).view(np.uint32)
    even = ((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000).astype(np.uint32).view(np.float32)
    yield Way(
        problem.given(input=even.astype(np.float64)),
        "the input was rounded to bfloat16, to 2 digits",
        "",
        0.03,
        id="bfloat16 input",
    )
