"""The signature of a loss's Python function and its help, from the table of losses and the settings."""

from collections.abc import Iterator, Mapping
from inspect import Parameter, Signature
from typing import Any, Literal

from lossctl.criterion import Criterion
from lossctl.option import Option, options
from lossctl.settings import Arrays, Check, Settings

HELP = {  # where Python says it in another way than the command line
    "expect": "A number from elsewhere, or with reduction='none' an array, to compare with: where it differs, say why.",
    "header": "Whether the first line of a CSV or TSV holds names: True or False [default: as it looks].",
}
EXAMPLES = {
    "ce": """
    >>> lossctl.ce([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1]).loss
    0.3343945...
    >>> print(lossctl.ce([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1], reduction="none").loss.round(6))
    [0.340616 0.328173]""",
    "bce": """
    >>> lossctl.bce([0.9, 0.2], [1, 0]).loss
    0.1642520...""",
    "bce-logits": """
    >>> lossctl.bce_logits([2.0, -1.0], [1, 0], pos_weight=2.0).loss
    0.2835588...""",
    "kl": """
    >>> student, teacher = [[0.5, 1.0, 0.8]], [[0.3, 0.4, 0.3]]
    >>> lossctl.kl(student, teacher, reduction="batchmean").loss
    0.0070393...""",
}


def names_of(entry: Criterion) -> tuple[str, ...]:
    """The names of the options that a loss has in Python."""
    return (*entry.options, *options(Check), "header")


def parameters_of(entry: Criterion) -> Iterator[Parameter]:
    """The arrays, which may stand by position, and the options, which are named."""
    for name, default in (("input", Parameter.empty), ("target", None)):
        yield Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=Any)
    fields = _fields()
    for name in entry.options + tuple(options(Check)):
        annotation = _annotation(entry, fields[name])
        yield Parameter(name, Parameter.KEYWORD_ONLY, default=fields[name].default, annotation=annotation)
    yield Parameter("header", Parameter.KEYWORD_ONLY, default=None, annotation=bool | None)


def signature_of(entry: Criterion) -> Signature:
    """What `inspect.signature` gives; the stub of the package has it, too."""
    return Signature(list(parameters_of(entry)))


def documented(entry: Criterion) -> str:
    """The docstring of a loss: its formula's name in PyTorch, arrays, an example and the options."""
    told = (
        f"{entry.title[0].upper()}{entry.title[1:]}: {entry.equals}, in float64, as `lossctl {entry.name}`.",
        "",
        "`input` and the other arrays are lists, arrays, tensors, series or frames, or a str or Path that names one as",
        "on the command line. `target` is left out where `input` holds both: a frame, a dict, a container, a post.",
        "",
        "Returns a Result: `float(result)`, `.loss`, `.sum`, `.denominator`, `.notes`; `print(result)` shows the",
        "samples, and `result.explain()` each step. With `expect`, a number from elsewhere, its truth is the",
        "verdict, so that `assert` says why they differ. InputError for arrays and options that do not fit.",
        EXAMPLES.get(entry.name, ""),
        "",
    )
    fields = _fields()
    helps = (HELP.get(name) or _told(entry.own_help.get(name, fields[name].help)) for name in names_of(entry))
    return "\n".join((*told, *(f"{name}: {text}" for name, text in zip(names_of(entry), helps, strict=True))))


def _fields() -> Mapping[str, Option]:
    return {each: field for group in (Arrays, Settings, Check) for each, field in options(group).items()}


def _told(help: str) -> str:
    """The help of an option in Python's words."""
    text = help
    if "--" in help:
        from lossctl.api.python_words import said

        text = said(help)
    return text.replace("INPUT", "`input`").replace("TARGET", "`target`").replace("VALUE", "`expect`")


def _annotation(entry: Criterion, option: Option) -> Any:
    """The type of an argument; its choices are those of the loss."""
    choices = entry.reductions if option.name == "reduction" else option.choices
    if choices:
        return Literal[choices]
    return Any if option.name in options(Arrays) or option.name == "expect" else option.annotation
