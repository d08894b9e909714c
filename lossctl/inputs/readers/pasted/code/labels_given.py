"""Labels that stand only in the call of a model that returns its loss: `model(**inputs, labels=torch.tensor([1]))`."""

import ast
from collections.abc import Iterator

from lossctl.inputs.array_names import role_of, words_of
from lossctl.inputs.readers.pasted.code.code_lines import dotted

_MODEL = frozenset(("model", "net", "network", "classifier"))


def labels_given(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """The arguments of a model that have the name of a target and make an array, and what they are.

    Other functions mean other things by `labels`: a confusion matrix the order of its classes.
    """
    if _MODEL & {*words_of(dotted(call.func).rpartition(".")[2])[-1:]}:
        for each in call.keywords:
            if each.arg and role_of(each.arg) == "target" and isinstance(each.value, ast.Call):
                yield each.arg, each.value
