"""What an array was taken to hold: logits, probabilities or log-probabilities, and what was applied once too often."""

from collections.abc import Iterator

import numpy as np

from lossctl.losses import class_axis, numerics
from lossctl.losses.bce import BCE
from lossctl.losses.bce_logits import BCE_LOGITS
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.epsilons import KERAS
from lossctl.remarks.diagnosis.probabilities import of_log_probs, of_probabilities, probabilities, without_pos_weight
from lossctl.remarks.diagnosis.reading import Way, another, is_binary, is_ce, is_kl
from lossctl.remarks.diagnosis.views import array, floats, off_one, softmax, sums, within_0_and_1


def softmax_twice(problem: Problem) -> Iterator[Way]:
    """F.cross_entropy applies softmax; a network that ends in one has it twice."""
    if is_binary(problem) or problem.settings.from_ == "log-probs":
        return
    if problem.settings.from_ == "probs":
        yield Way(
            problem.but(from_="logits"),
            "the probabilities were taken for logits: softmax was applied to them, as PyTorch's cross_entropy does",
            "{}(p as logits)",
        )
        return
    yield Way(
        problem.given(input=probabilities(problem)),
        "softmax was applied twice: to the input, and again by the loss, which expects logits",
        "{}(softmax(x))",
    )


def sigmoid_before_softmax(problem: Problem) -> Iterator[Way]:
    """A network that ends in a sigmoid."""
    if is_ce(problem) and problem.settings.from_ == "logits":
        sigmoid = numerics.sigmoid(floats(problem, "input"))
        yield Way(
            problem.given(input=sigmoid),
            "a sigmoid was applied before softmax; cross_entropy expects logits",
            "ce(sigmoid(x))",
        )


def sigmoid_twice(problem: Problem) -> Iterator[Way]:
    """bce-logits of probabilities."""
    if problem.loss.name == "bce-logits":
        sigmoid = numerics.sigmoid(floats(problem, "input"))
        done = "a sigmoid was applied twice: to the input, and again by the loss, which expects logits"
        yield Way(problem.given(input=sigmoid), done, "bce-logits(sigmoid(x))")
    if problem.loss.name == "bce":
        done = "the probabilities were taken for logits: binary_cross_entropy_with_logits was used, with its sigmoid"
        yield Way(another(problem, BCE_LOGITS), done, "bce-logits(p)")


def sigmoid_missing(problem: Problem) -> Iterator[Way]:
    """The input is taken for probabilities as it is."""
    if problem.loss.name == "bce-logits" and (plain := without_pos_weight(problem)):
        done = "the input was taken for probabilities: binary_cross_entropy, without a sigmoid (lossctl bce)"
        yield Way(another(plain, BCE), done, "bce(x)")


def softmax_for_sigmoid(problem: Problem) -> Iterator[Way]:
    """Labels that share one probability."""
    x = floats(problem, "input")
    if problem.loss.name == "bce-logits" and x.ndim > 1 and x.shape[-1] > 1 and (plain := without_pos_weight(problem)):
        yield Way(
            another(plain, BCE, input=softmax(x, x.ndim - 1)),
            "softmax over the labels was used; binary cross entropy takes a sigmoid of each",
            "bce(softmax(x))",
        )


def probabilities_as_given(problem: Problem) -> Iterator[Way]:
    """The input is taken for probabilities, without softmax: Keras' from_logits=False, sklearn's log_loss."""
    done = "the input was taken for probabilities, without softmax (Keras' from_logits=False)"
    yield Way(problem.but(from_="probs"), done, "{}(log(x))")


def rows_as_probabilities(problem: Problem) -> Iterator[Way]:
    """The same, where the input can be that: rows that sum to 1 nearly tell."""
    if is_binary(problem) or problem.settings.from_ != "logits" or not within_0_and_1(floats(problem, "input")):
        return
    for way in probabilities_as_given(problem):
        yield way._replace(likely=0.15 if off_one(problem, "input", 1e-3) else 1.0)


def rows_rescaled(problem: Problem) -> Iterator[Way]:
    """Keras' categorical_crossentropy and scipy.stats.entropy divide each row by its sum."""
    if is_binary(problem):
        return
    forms = {"input": problem.settings.from_}
    if is_kl(problem):
        forms["target"] = problem.settings.target_from
    scaled, both = problem, True
    for name, form in forms.items():
        logits = form == "logits" and name == "input"
        x = array(problem, name)
        if (form == "probs" or (logits and x.size and x.min() >= 0)) and off_one(problem, name):
            scaled = scaled.given(**{name: floats(problem, name) / sums(problem, name)})
            scaled = scaled.but(from_="probs") if name == "input" else scaled
            both = both and not logits
    if scaled is not problem:
        done = "each row was divided by its sum (Keras, scipy.stats.entropy); PyTorch takes probabilities as they are"
        yield Way(scaled, done, "{}(x / Σ x)", 1.0 if both else 0.2)


def keras_from_logits_false(problem: Problem) -> Iterator[Way]:
    """Keras given logits as if they were probabilities: rescaled and clipped, or clipped and rescaled."""
    if problem.loss.name == "bce-logits" and (plain := without_pos_weight(problem)):
        clipped = np.clip(floats(problem, "input"), KERAS, 1 - KERAS)
        done = "the logits were taken for probabilities (Keras' from_logits=False) and clipped to [1e-07, 1 − 1e-07]"
        yield Way(another(plain, BCE, input=clipped), done, "bce(clip(x))")
    if not is_ce(problem) or problem.settings.from_ != "logits":
        return
    x, total = floats(problem, "input"), sums(problem, "input")
    if within_0_and_1(x) or not total.all():
        return
    done = "the logits were taken for probabilities (Keras' from_logits=False), "
    first = np.clip(x / total, KERAS, 1 - KERAS)
    yield Way(of_probabilities(problem, first), done + "divided by their sum and clipped to [1e-07, 1 − 1e-07]")
    clipped = np.clip(x, KERAS, 1 - KERAS)
    rescaled = clipped / clipped.sum(axis=class_axis.class_axis(problem), keepdims=True)
    yield Way(of_probabilities(problem, rescaled), done + "clipped to [1e-07, 1 − 1e-07] and rescaled to a sum of 1")
    yield Way(of_probabilities(problem, clipped), done + "clipped to [1e-07, 1 − 1e-07]", "", 0.4)


def log_left_out(problem: Problem) -> Iterator[Way]:
    """F.nll_loss and F.kl_div want log-probabilities and apply no log: they take what they are given."""
    if is_binary(problem) or problem.settings.from_ == "log-probs":
        return
    function = "nll_loss" if is_ce(problem) else "kl_div"
    probs = problem.settings.from_ == "probs"
    missing = "log" if probs or within_0_and_1(floats(problem, "input")) else "log_softmax"
    done = f"F.{function} was given the input as it is, without {missing}; it expects log-probabilities"
    yield Way(problem.but(from_="log-probs", temperature=1.0), done, f"{function}(x)", 1.6 if probs else 1.0)


def log_of_softmax_left_out(problem: Problem) -> Iterator[Way]:
    """Softmax, but no log: −p, or p · (ln p − q)."""
    if not is_binary(problem) and problem.settings.from_ == "logits":
        function = "nll_loss" if is_ce(problem) else "kl_div"
        done = f"F.{function} was given softmax(x) without its log; it expects log_softmax(x)"
        yield Way(of_log_probs(problem, probabilities(problem)), done, f"{function}(softmax(x))")


def logits_after_all(problem: Problem) -> Iterator[Way]:
    """Log-probabilities that were none."""
    if not is_binary(problem) and problem.settings.from_ == "log-probs":
        done = "the input was taken for logits, and log_softmax applied"
        yield Way(problem.but(from_="logits"), done, "{}(log_softmax(x))")
        x = floats(problem, "input")
        if within_0_and_1(x):
            yield Way(problem.but(from_="probs"), "the log of the input was taken", "{}(log(x))")


def sigmoid_for_softmax(problem: Problem) -> Iterator[Way]:
    """Each class by itself: −ln sigmoid(x[t])."""
    if is_ce(problem) and problem.settings.from_ == "logits":
        log_p = np.log(numerics.sigmoid(floats(problem, "input")))
        done = "a sigmoid of each logit was used in place of softmax, and only the target's log counted"
        yield Way(of_log_probs(problem, log_p), done, "nll_loss(log_sigmoid(x))")


def target_form(problem: Problem) -> Iterator[Way]:
    """Kl's target, and soft targets of ce, taken for something else."""
    y = floats(problem, "target")
    if is_kl(problem):
        form = problem.settings.target_from
        likely = {
            "probs": {"logits": 1.0, "log-probs": 0.7},
            "logits": {"probs": 1.0, "log-probs": 0.3},
            "log-probs": {"logits": 0.5, "probs": 1.0},
        }[form]
        for other, share in likely.items():
            if other == "probs" and not within_0_and_1(y):
                continue
            said = {
                "logits": "softmax was applied to the target; kl_div takes it as it is",
                "probs": "the target was taken for probabilities, as kl_div does",
            }
            done = said.get(other, "the target was taken for log-probabilities, log_target=True; kl_div has False")
            yield Way(problem.but(target_from=other), done, "", share)
    elif is_ce(problem) and y.shape == problem.arrays["input"].shape:
        yield Way(
            problem.given(target=softmax(y, class_axis.class_axis(problem))),
            "softmax was applied to the target; cross_entropy takes it as it is",
        )
