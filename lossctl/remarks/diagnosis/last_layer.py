"""An activation that the network's last layer already has, before a loss that expects plain logits."""

from collections.abc import Iterator

import numpy as np

from lossctl import numerics
from lossctl.losses.class_axis import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.problem_kind import is_ce
from lossctl.remarks.diagnosis.variant import Variant
from lossctl.remarks.diagnosis.views import in_float64


def activation(problem: Problem) -> Iterator[Variant]:
    """ReLU, tanh, log-sigmoid or a length of 1 of the logits; sigmoid and softmax have slips of their own."""
    of_classes = is_ce(problem) and problem.settings.from_ == "logits"
    if not of_classes and problem.loss.name != "bce-logits":
        return
    x, name = in_float64(problem, "input"), problem.loss.name
    loss = "cross_entropy" if of_classes else "binary_cross_entropy_with_logits"
    for function, changed, factor in (
        ("relu", np.maximum(x, 0), 1.0),
        ("tanh", np.tanh(x), 0.5),
        ("log_sigmoid", np.log(numerics.sigmoid(x)), 0.2),
    ):
        if not np.array_equal(changed, x):
            clause = f"{function} was applied to the input, as the last layer's activation; {loss} expects plain logits"
            formula, cause = f"{name}({function}(x))", f"{function} before the loss"
            yield Variant(problem.given(input=changed), clause, formula=formula, factor=factor, cause=cause)
    if of_classes:
        length = np.sqrt((x * x).sum(axis=class_axis(problem), keepdims=True))
        clause = "the logits of each sample were divided by their length, √Σ x² (F.normalize)"
        yield Variant(problem.given(input=x / length), clause, formula="ce(x / |x|)", factor=0.15, cause="normalised")
