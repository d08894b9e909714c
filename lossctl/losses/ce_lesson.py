"""How cross entropy is calculated by hand."""

from lossctl.lesson.sheet import Column, Lesson, Row, Step, Worked
from lossctl.losses.torch_call import call, classes_second
from lossctl.problem import Prepared

PAPER = 20.0  # beyond exp(20) nobody writes exp(x) down: the maximum is taken off first
TERMS = 3  # as many terms of a sum fit into the worked line
LINE = 6  # and into a line of their own


def lesson(prepared: Prepared) -> Lesson:
    """Indices: the log-probability of the right class, and its loss. Probabilities: the same for every class."""
    return _of_indices(prepared) if prepared.samples.indexed else _of_probabilities(prepared)


def _of_indices(prepared: Prepared) -> Lesson:
    arrays, settings = prepared.problem.arrays, prepared.problem.settings
    weighted, sampled = "weight" in arrays, "sample_weight" in arrays
    share = "·".join(name for name, given in (("w[t]", weighted), ("s", sampled)) if given)
    logits = settings.from_ == "logits"
    columns = (
        Column("t", "t", "class", brief=True),
        Column("x[t]", "x[t]", spare=True),
        *((Column("ln Σ exp", "ln Σ exp", spare=True),) if logits else ()),
        *((Column("log p", "log p"),) if settings.from_ != "log-probs" else ()),
        Column("p", "p", "share", brief=True),
        *((Column("u", "Σ −w log p" if weighted else "Σ −log p"),) if settings.label_smoothing else ()),
        *((Column("w[t]", "w[t]", "factor", share=not sampled, brief=True),) if weighted else ()),
        *((Column("s", "s", "factor", share=not weighted, brief=True),) if sampled else ()),
        Column("loss", "l", brief=True),
    )
    steps = (_log_p_step(prepared), _loss_step(prepared, weighted, sampled))
    shapes = (("x", arrays["input"].shape), ("t", arrays["target"].shape))
    return Lesson(_call(prepared), shapes, steps, columns, share=f"Σ {share}" if share else "samples")


def _log_p_step(prepared: Prepared) -> Step:
    settings = prepared.problem.settings
    name = "log-probability of the right class"
    if settings.from_ == "logits":
        formula = "log p = x[t] − ln Σ exp(x)"
        if settings.temperature != 1:
            formula += f",  x = logits / {settings.temperature:g}"
        return Step(name, formula, ("x[t]", "ln Σ exp", "log p", "p"), _work_log_p)
    if settings.from_ == "probs":
        return Step(name, "log p = ln x[t]", ("x[t]", "log p", "p"), _work_ln)
    return Step(name, "log p = x[t]", ("x[t]", "log p", "p"))


def _work_log_p(row: Row) -> tuple[Worked, ...]:
    """`x[t] − ln(exp + exp + …)`; large logits less their maximum, which leaves the result as it is."""
    chosen, exps, exp, label = float(row["x[t]"]), row["exp"], "exp(x)", ""
    peak = float(row["x"].max())
    if abs(peak) > PAPER:
        chosen, exps = chosen - peak, row["exp(x − max)"]
        exp, label = f"exp(x − {peak:g})", f"less the maximum, {peak:g}"
    terms = tuple(word for each in exps for word in (float(each), "+"))[:-1]
    right = float(row["log p"])
    if len(exps) <= TERMS:
        return (Worked((chosen, "− ln(", *terms, ")"), right, 6, label=label),)
    total = float(exps.sum())
    sum_of = Worked(terms, total, label=f"Σ {exp}") if len(exps) <= LINE else None
    return (*((sum_of,) if sum_of else ()), Worked((chosen, "− ln", total), right, 6, label=label))


def _work_ln(row: Row) -> tuple[Worked, ...]:
    return (Worked(("ln", float(row["x[t]"])), row["log p"], 6),)


def _loss_step(prepared: Prepared, weighted: bool, sampled: bool) -> Step:
    settings = prepared.problem.settings
    smoothing, classes = settings.label_smoothing, prepared.samples.classes or 1
    before = ("s · " if sampled else "") + ("w[t] · " if weighted else "")
    if not smoothing:

        def work(row: Row) -> tuple[Worked, ...]:
            factors = [float(row[name]) for name in (("s",) if sampled else ()) + (("w[t]",) if weighted else ())]
            words = [word for each in factors for word in (each, "×")]
            return (Worked(("−", *words, float(row["log p"])), row["loss"]),)

        symbols = ("w[t]",) * weighted + ("s",) * sampled + ("loss",)
        return Step("loss of a sample", f"l = −{before}log p", symbols, work)

    def work_smoothed(row: Row) -> tuple[Worked, ...]:
        weight = (float(row["w[t]"]), "×") if weighted else ()
        mixed = (1 - smoothing, "×", *weight, float(-row["log p"]), "+", smoothing, "/", classes, "×", float(row["u"]))
        return (Worked((float(row["s"]), "× (", *mixed, ")") if sampled else mixed, row["loss"]),)

    uniform = "Σ −w · log p" if weighted else "Σ −log p"
    mixture = f"(1 − ε) · −{'w[t] · ' if weighted else ''}log p + ε/{classes} · {uniform}"
    formula = f"l = s · ({mixture})" if sampled else f"l = {mixture}"
    symbols = ("u",) + ("w[t]",) * weighted + ("s",) * sampled + ("loss",)
    return Step(f"loss of a sample, ε = {smoothing:g}", formula, symbols, work_smoothed)


def _of_probabilities(prepared: Prepared) -> Lesson:
    arrays, settings = prepared.problem.arrays, prepared.problem.settings
    weighted, smoothing = "weight" in arrays, settings.label_smoothing
    sampled, logits = "sample_weight" in arrays, settings.from_ == "logits"
    target = "t'" if smoothing else "t"
    columns = (
        Column("t", "t", "factor"),
        *((Column("t'", "t'", "factor"),) if smoothing else ()),
        Column("x", "x", spare=True),
        *((Column("ln Σ exp", "ln Σ exp", spare=True),) if logits else ()),
        *((Column("log p", "log p"),) if settings.from_ != "log-probs" else ()),
        *((Column("w", "w", "factor"),) if weighted else ()),
        Column("k", "k"),
        Column("largest", "t", "class", brief=True),
        Column("share", "share", "share", brief=True),
        Column("p of largest", "p", "share", brief=True),
    )
    formulas = {"logits": "log p = x − ln Σ exp(x)", "probs": "log p = ln x", "log-probs": "log p = x"}
    formula = formulas[settings.from_]
    if settings.temperature != 1:
        formula += f",  x = logits / {settings.temperature:g}"
    before = "w · " if weighted else ""
    mixed = f",  t' = (1 − ε) · t + ε/{prepared.samples.classes},  ε = {smoothing:g}" if smoothing else ""

    def work(row: Row) -> tuple[Worked, ...]:
        weight = (float(row["w"][0]), "×") if weighted else ()
        return (Worked(("−", *weight, float(row[target][0]), "×", float(row["log p"][0])), float(row["k"][0])),)

    symbols = ("t",) + ("t'",) * bool(smoothing) + ("w",) * weighted + ("k", "loss")
    steps = (
        Step("log-probability of each class", formula, ("x", *(("ln Σ exp",) if logits else ()), "log p")),
        Step("loss", f"k = −{before}{target} · log p{mixed},  l = {'s · ' if sampled else ''}Σ k", symbols, work),
    )
    shapes = (("x", arrays["input"].shape), ("t", arrays["target"].shape))
    return Lesson(_call(prepared), shapes, steps, columns, share="Σ s" if sampled else "samples", by_class=True)


def _call(prepared: Prepared) -> str:
    settings, weighted = prepared.problem.settings, "weight" in prepared.problem.arrays
    x, t = classes_second(prepared, "x"), "t"
    x += f" / {settings.temperature:g}" if settings.temperature != 1 else ""
    options = {"weight": "w"} if weighted else {}
    if "ignore_index" in settings.stated:
        options["ignore_index"] = str(settings.ignore_index)
    share = "w[t] * s" if weighted and prepared.samples.indexed else "s"
    if settings.from_ == "logits":
        if settings.label_smoothing:
            options["label_smoothing"] = f"{settings.label_smoothing:g}"
        t = t if prepared.samples.indexed else classes_second(prepared, "t")
        return call(prepared, "cross_entropy", (x, t), options, share)
    x += ".log()" if settings.from_ == "probs" else ""
    if prepared.samples.indexed and not settings.label_smoothing:
        return call(prepared, "nll_loss", (x, t), options, share)
    return f"F.cross_entropy without its log_softmax, of {x}"
