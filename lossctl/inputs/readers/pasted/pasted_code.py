"""What the code in a pasted block says of its names: which is a loss, which a weight, what else was set."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lossctl.inputs.readers.pasted.array_calls import BEGIN, CALL, HARMLESS

# The settings of a call that an option stands for, with PyTorch's default, of which nothing need be said.
SETTINGS = {"reduction": "mean", "ignore_index": "-100", "label_smoothing": "0", "log_target": "False"}
SAME = {"log_target": "target_from"}  # the option that says more

_NAME = r"[^\W\d]\w*"
_ARGUMENTS = r"\((?:[^()\n]|\([^()\n]*\))*\)"
_EXPRESSION = re.compile(rf"{_NAME}(?:\.{_NAME}|\s?{_ARGUMENTS})*")
_VALUE = re.compile(BEGIN)
_PRINT = re.compile(r"print\s*\(([^'\"]*)\)")
_BARE = re.compile(r"(?:\.(?:item|numpy|detach|cpu|tolist)\(\)|\.data)+$")
_BOUND = re.compile(rf"^[ \t]*({_NAME})[ \t]*=(?!=)[ \t]*([\w.]+)\(", re.MULTILINE)
_CALLED = re.compile(r"([\w.]+)\(")
_OF_LOSS = re.compile(r"loss|criterion|entropy|kl_?div|nll", re.IGNORECASE)
_ARGUMENT = re.compile(rf"[(,]\s*(pos_weight|weight)\s*=\s*((?:[^,()\n]|{_ARGUMENTS})+)")
_FIRST = re.compile(rf"(?:CrossEntropyLoss|NLLLoss|BCELoss|BCEWithLogitsLoss)\(\s*({_NAME}(?:\.\w+\(\w*\))*)\s*[,)]")
_PAIR = ("input", "target")
_FUNCTION = re.compile(
    r"(?:\b(?:F|functional)\.(?:cross_entropy|nll_loss|binary_cross_entropy(?:_with_logits)?|kl_div)\("
    rf"|\bnn\.\w+Loss{_ARGUMENTS}\()\s*({_NAME})\s*,\s*({_NAME})\s*[,)]"
)
_CRITERION = re.compile(rf"\b({_NAME})\s*=\s*(?:torch\.)?nn\.\w+Loss\(")
_GIVEN = re.compile(rf"(?:{CALL}\s*)?({_NAME})\)?(?:{HARMLESS})*\)?")
_SETTING = re.compile(rf"\b({'|'.join(SETTINGS)})\s*[=:]\s*(['\"]?)([\w.+-]+)\2")


class Said(NamedTuple):
    """`losses` are bound to a loss, `roles` tells which name is a weight, `absent` is a weight by no such name.

    `called` tells which names PyTorch's own losses are called with: an input and a target.
    """

    losses: frozenset[str]
    roles: dict[str, str]
    absent: dict[str, str]
    called: dict[str, str]
    settings: dict[str, str]

    def is_loss(self, label: str) -> bool:
        """Whether the label is a call of a loss, or a name that is bound to one."""
        called = _CALLED.match(label)
        return label in self.losses or (called is not None and _is_loss(called[1], self.losses))


def said(text: str, names: frozenset[str]) -> Said:
    """What the words between the arrays say of the arrays with these names."""
    losses: set[str] = set()
    for name, called in _BOUND.findall(text):
        if _is_loss(called, losses):
            losses.add(name)
    roles, absent = {}, {}
    for role, argument in _weights(text):
        given = _GIVEN.fullmatch(argument)
        if given and given[1] in names:
            roles[given[1]] = role
        elif argument != "None":
            absent[role] = argument
    settings = {name: value for name, _, value in _SETTING.findall(text) if not _is_default(name, value)}
    return Said(frozenset(losses), roles, absent, _called(text, names), settings)


def shown(line: str) -> str:
    """The expression whose value Python prints after this line of code, or ''; `loss = f(x)` tells of loss."""
    line = line.strip().rstrip(";")
    bound = _BOUND.match(line)
    if bound and (_OF_LOSS.search(bound[1]) or _is_loss(bound[2], ())):
        return bound[1]
    printing = _PRINT.fullmatch(line)
    line = printing[1].strip() if printing else line
    return _BARE.sub("", line) if _EXPRESSION.fullmatch(line) and not _VALUE.match(line) else ""


def _weights(text: str) -> Iterator[tuple[str, str]]:
    for role, argument in _ARGUMENT.findall(text):
        yield role, argument.strip()
    for argument in _FIRST.findall(text):
        yield "weight", argument


def _called(text: str, names: frozenset[str]) -> dict[str, str]:
    pairs = _FUNCTION.findall(text)
    for criterion in _CRITERION.findall(text):
        pairs += re.findall(rf"\b{criterion}\(\s*({_NAME})\s*,\s*({_NAME})\s*\)", text)
    return {name: role for pair in pairs if names.issuperset(pair) for name, role in zip(pair, _PAIR, strict=True)}


def _is_loss(called: str, losses: set[str] | frozenset[str] | tuple[()]) -> bool:
    name = called.rpartition(".")[2]
    return called in losses or _OF_LOSS.search(name) is not None


def _is_default(name: str, value: str) -> bool:
    return value in ("None", SETTINGS[name]) or (name == "label_smoothing" and not value.strip("0."))
