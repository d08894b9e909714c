"""What people type in place of an option's value, and the words that do what they mean."""

from lossctl.command.aliases import reduction
from lossctl.command.described import Command
from lossctl.command.typed_words import OFF, ON
from lossctl.option import Option, flag_of

# Where the value is one of few: each, and what other libraries call it, in small letters with `-` for `_`. Of two that
# are called alike, the first that the command has is meant.
_HOLDS = {
    "logits": "logit raw scores",
    "probs": "softmax probabilities prob p sigmoid",
    "log-probs": "log-softmax logprobs log-prob log-probabilities log-p",
}
MEANT = {
    "reduction": {
        "batchmean": "batch-mean batch",
        "mean": "average avg elementwise-mean batch-mean auto sum-over-batch-size",
        "sum": "total add",
        "none": "no off false null raw",
    },
    "dtype": {
        "float32": "half float16 fp16 f16 bfloat16 bf16 fp32 float f32 single",
        "float64": "double fp64 f64",
    },
    "from": _HOLDS,
    "target_from": _HOLDS,
    "format": {"jsonl": "ndjson jsonlines json-lines", "table": "text", "csv": "tsv"},
    "sort": {"loss": "worst losses desc"},
}


def meant_choice(option: Option, value: str, command: Command) -> str:
    """The remedy that names what was probably meant by a value that is none of the option's few; '' if nothing was."""
    flag, choices = flag_of(option.name), command.choices_of(option)
    plain = value.lower().replace("_", "-")
    if plain in choices:
        return f"did you mean {flag} {plain}?"
    for choice, names in MEANT.get(option.name.rstrip("_"), {}).items():
        if plain in names.split() and choice in choices:
            return f"did you mean {flag} {choice}?"
    if option.name == "reduction" and value == "batchmean":
        return "kl has it"
    if option.name == "format" and f".{plain} " in f"{command.help_of(command.options['output'])} ":
        return f"-o FILE.{plain} writes it"
    return ""


def reduction_of_switch(name: str, value: str, command: Command) -> str:
    """The reduction that was meant by a value behind one of PyTorch's old switches, or scikit-learn's `normalize`.

    '' where it is another switch or another value.
    """
    plain = value.lower()
    if name not in ("reduce", "size_average", "normalize"):
        return ""
    if plain in (*ON, *OFF):
        return reduction(**{name.replace("normalize", "size_average"): plain in ON})
    return plain if plain in command.choices_of(command.options["reduction"]) else ""
