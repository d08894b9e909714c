"""How the Kullback-Leibler divergence is calculated by hand."""

from lossctl.lesson.sheet import Column, Lesson, Row, Step, Worked
from lossctl.losses.torch_call import call
from lossctl.problem import Prepared


def lesson(prepared: Prepared) -> Lesson:
    """Both sides as probabilities, then compared class by class."""
    arrays, settings = prepared.problem.arrays, prepared.problem.settings
    over = f" / {settings.temperature:g}" if settings.temperature != 1 else ""
    forms = {"logits": "softmax({}{})", "probs": "{}", "log-probs": "exp({})"}
    p = forms[settings.target_from].format("y", over)
    q = forms[settings.from_].format("x", over)
    columns = (
        *((Column("y", f"y{over.replace(' ', '')}", spare=True),) if settings.target_from != "probs" else ()),
        Column("p", "p"),
        *((Column("x", f"x{over.replace(' ', '')}", spare=True),) if settings.from_ != "probs" else ()),
        Column("q", "q"),
        Column("k", "k"),
    )
    steps = (
        Step("soften" if over else "probabilities", f"p = {p}        q = {q}", ("y", "p", "x", "q")),
        Step("compare", "k = p · ln(p / q)", ("k", "loss"), _work),
    )
    sampled = "sample_weight" in arrays
    return Lesson(
        _call(prepared),
        (("x", arrays["input"].shape), ("y", arrays["target"].shape)),
        steps,
        columns,
        sample="row",
        share="Σ s" if sampled else "elements",
        loss="KL",
        by_class=True,
    )


def _work(row: Row) -> tuple[Worked, ...]:
    p, q = float(row["p"][0]), float(row["q"][0])
    return (Worked((p, "× ln(", p, "/", q, ")"), float(row["k"][0])),) if p and q else ()


def _call(prepared: Prepared) -> str:
    settings = prepared.problem.settings
    over = f" / {settings.temperature:g}" if settings.temperature != 1 else ""
    axis = prepared.samples.class_axis
    forms = {"logits": f"F.log_softmax(x{over}, {axis})", "probs": "x.log()", "log-probs": "x"}
    targets = {"logits": f"F.softmax(y{over}, {axis})", "probs": "y", "log-probs": "y"}
    options = {"log_target": "True"} if settings.target_from == "log-probs" else {}
    return call(prepared, "kl_div", (forms[settings.from_], targets[settings.target_from]), options)
