"""What the code in a pasted block tells of the names in it: which is a loss, which a weight, which settings it has."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lossctl.inputs.readers.pasted.array_calls import BEGIN, CALL, HARMLESS

# The settings of PyTorch's losses that lossctl has options for, with PyTorch's default, which needs no note.
SETTINGS = {"reduction": "mean", "ignore_index": "-100", "label_smoothing": "0", "log_target": "False"}
ALSO_SET_BY = {"log_target": "target_from"}  # another option that says the same as the first

_NAME = r"[^\W\d]\w*"
_ARGUMENTS = r"\((?:[^()\n]|\([^()\n]*\))*\)"
# What a line of code consists of whose value Python prints: a name with its attributes and calls, `model(x).item()`.
_EXPRESSION = re.compile(rf"{_NAME}(?:\.{_NAME}|\s?{_ARGUMENTS})*")
_VALUE = re.compile(BEGIN)
_PRINT = re.compile(r"print\s*\(([^'\"]*)\)")
_CONVERSION = re.compile(r"(?:\.(?:item|numpy|detach|cpu|tolist)\(\)|\.data)+$")
_ASSIGNED_CALL = re.compile(rf"^[ \t]*({_NAME})[ \t]*=(?!=)[ \t]*([\w.]+)\(", re.MULTILINE)
_CALLED = re.compile(r"([\w.]+)\(")
_LOSS_WORD = re.compile(r"loss|criterion|entropy|kl_?div|nll", re.IGNORECASE)
_WEIGHT_ARGUMENT = re.compile(rf"[(,]\s*(pos_weight|weight)\s*=\s*((?:[^,()\n]|{_ARGUMENTS})+)")
# The first argument of these is the weight: `nn.CrossEntropyLoss(w)`.
_FIRST_ARGUMENT = re.compile(
    rf"(?:CrossEntropyLoss|NLLLoss|BCELoss|BCEWithLogitsLoss)\(\s*({_NAME}(?:\.\w+\(\w*\))*)\s*[,)]"
)
_PAIR = ("input", "target")
# A call of one of PyTorch's losses with two names, `F.cross_entropy(x, y)` or `nn.CrossEntropyLoss()(x, y)`.
_FUNCTION = re.compile(
    r"(?:\b(?:F|functional)\.(?:cross_entropy|nll_loss|binary_cross_entropy(?:_with_logits)?|kl_div)\("
    rf"|\bnn\.\w+Loss{_ARGUMENTS}\()\s*({_NAME})\s*,\s*({_NAME})\s*[,)]"
)
_CRITERION = re.compile(rf"\b({_NAME})\s*=\s*(?:torch\.)?nn\.\w+Loss\(")
_CONVERTED_NAME = re.compile(rf"(?:{CALL}\s*)?({_NAME})\)?(?:{HARMLESS})*\)?")
_SETTING = re.compile(rf"\b({'|'.join(SETTINGS)})\s*[=:]\s*(['\"]?)([\w.+-]+)\2")


class CodeFacts(NamedTuple):
    """What the code tells of the names in a block.

    `loss_names` are the names of losses or of functions that compute one. `weight_roles` gives the roles of the names
    that are weights; `unread_weights`, by role, the expressions of weights whose numbers the block does not show;
    `call_roles` the roles of names in calls of PyTorch's losses: input and target. `settings` are those that differ
    from PyTorch's defaults.
    """

    loss_names: frozenset[str]
    weight_roles: dict[str, str]
    unread_weights: dict[str, str]
    call_roles: dict[str, str]
    settings: dict[str, str]

    def is_loss(self, label: str) -> bool:
        """Whether the label is a call of a loss, or the name of one."""
        called = _CALLED.match(label)
        return label in self.loss_names or (called is not None and _is_loss(called[1], self.loss_names))


def read_code(text: str, names: frozenset[str]) -> CodeFacts:
    """What the text between the arrays tells of the arrays with these names."""
    losses: set[str] = set()
    for name, called in _ASSIGNED_CALL.findall(text):
        if _is_loss(called, losses):
            losses.add(name)
    weight_roles, unread_weights = {}, {}
    for role, argument in _weight_arguments(text):
        converted = _CONVERTED_NAME.fullmatch(argument)
        if converted and converted[1] in names:
            weight_roles[converted[1]] = role
        elif argument != "None":
            unread_weights[role] = argument
    settings = {name: value for name, _, value in _SETTING.findall(text) if not _is_default(name, value)}
    return CodeFacts(frozenset(losses), weight_roles, unread_weights, _call_roles(text, names), settings)


def printed_expression(line: str) -> str:
    """The expression whose value is printed after this line of code, or ''.

    `print(x)` and `x` print x. After `loss = f(x)`, which prints nothing, posts show the loss in a comment.
    """
    line = line.strip().rstrip(";")
    assigned = _ASSIGNED_CALL.match(line)
    if assigned and (_LOSS_WORD.search(assigned[1]) or _is_loss(assigned[2], ())):
        return assigned[1]
    printing = _PRINT.fullmatch(line)
    line = printing[1].strip() if printing else line
    return _CONVERSION.sub("", line) if _EXPRESSION.fullmatch(line) and not _VALUE.match(line) else ""


def _weight_arguments(text: str) -> Iterator[tuple[str, str]]:
    for role, argument in _WEIGHT_ARGUMENT.findall(text):
        yield role, argument.strip()
    for argument in _FIRST_ARGUMENT.findall(text):
        yield "weight", argument


def _call_roles(text: str, names: frozenset[str]) -> dict[str, str]:
    pairs = _FUNCTION.findall(text)
    for criterion in _CRITERION.findall(text):
        pairs += re.findall(rf"\b{criterion}\(\s*({_NAME})\s*,\s*({_NAME})\s*\)", text)
    return {name: role for pair in pairs if names.issuperset(pair) for name, role in zip(pair, _PAIR, strict=True)}


def _is_loss(called: str, losses: set[str] | frozenset[str] | tuple[()]) -> bool:
    name = called.rpartition(".")[2]
    return called in losses or _LOSS_WORD.search(name) is not None


def _is_default(name: str, value: str) -> bool:
    return value in ("None", SETTINGS[name]) or (name == "label_smoothing" and not value.strip("0."))
