"""What people type in place of an option, and the words that do what they mean."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lossctl.command import not_there, typed_words
from lossctl.command.call import commands
from lossctl.command.command_names import call_of_words
from lossctl.command.described import Command, described
from lossctl.command.other_values import meant_choice, reduction_of_switch
from lossctl.errors import did_you_mean

LEAVE_OUT = ""  # what it asks for is so anyway
INPUT, TARGET = "INPUT", "TARGET"  # it stands where an argument is meant, which has no option
VALUE = "{}"  # in the words to type: the value that was typed, or what the option's help has in its place

# The names, and the words for them. The first of the words that the command can take are meant; those without a
# dash are another command, for the same arguments.
_MEANT = {
    "dim axis class-dim": ("--class-axis {}",),
    "from-logits logits": ("--from logits", "bce-logits"),
    "probs probabilities proba from-probs softmax sigmoid": ("--from probs", "bce"),
    "log-probs logprobs from-log-probs log-softmax nll": ("--from log-probs",),
    "log-targets": ("--log-target",),
    "smooth smoothing label-smooth ls": ("--label-smoothing {}",),
    "weights class-weight class-weights w": ("--weight {}",),
    "pos-weights positive-weight": ("--pos-weight {}",),
    "sample-weights mask": ("--sample-weight {}",),
    "temp tau T": ("--temperature {}",),
    "ignore ignore-label ignore-value ignore-idx pad padding-idx": ("--ignore-index {}",),
    "r": ("--reduction {}", "--rows {}"),
    "reduce-mean average avg mean": ("--reduction mean",),
    "sum": ("--reduction sum",),
    "none no-reduction per-sample": ("--reduction none",),
    "batchmean": ("--reduction batchmean",),
    "fp32 float float32 single f32": ("--dtype float32",),
    "fp64 double float64 f64": ("--dtype float64",),
    "tol tolerance abs-tol": ("--atol {}",),
    "rel-tol": ("--rtol {}",),
    "expected e assert check": ("--expect {}",),
    "verbose v steps details": ("--explain",),
    "csv": ("--format csv",),
    "jsonl ndjson": ("--format jsonl",),
    "table text": ("--format table",),
    "format-json": ("--json",),
    "output-format out-format fmt type": ("--format {}",),
    "n limit head tail max-rows k num": ("--rows {}",),
    "top worst": ("--rows {} --sort loss",),
    "digits decimals": ("--precision {}",),
    "V version": ("lossctl --version",),
    "out outfile out-file save": ("--output {}",),
    "silent s": ("--quiet",),
    "jobs j workers num-workers n-jobs cores processes num-threads": ("--threads {}",),
    "gpu cuda cpu device color colour progress": (LEAVE_OUT,),
    "file input i pred preds prediction predictions y-pred f p": (INPUT,),
    "input-file logits-file pred-file predict-file predictions-file score-file": (INPUT,),
    "target targets label labels y y-true t gt truth actual": (TARGET,),
    "target-file label-file labels-file": (TARGET,),
}
MEANT = {name: words for names, words in _MEANT.items() for name in names.split()}
TAKES_A_VALUE = ("device", "normalize")  # beside those whose words hold it
INPUTS = ("logits", "probs", "log-probs")  # with a file behind it, it is INPUT; alone it says what INPUT holds


class Split(NamedTuple):
    """The words behind a command: its arguments, and each option with its value, None where it has none."""

    arguments: list[str]
    options: list[tuple[str, str | None]]


def remedy(flag: str, words: Sequence[str], command: Command) -> str:
    """What was probably meant by an option that the command does not have, among the words behind the command."""
    name, split = flag.lstrip("-"), _split(words, command)
    value = next((value for typed, value in split.options if typed == flag), None)
    if name in INPUTS and value is not None and len(split.arguments) < 2:
        return f"did you mean {_with_arguments(split, command)}?"
    if name in not_there.REASONS:
        typed = [flag] if value is None else [f"{flag}={value}", f"{flag} {typed_words.as_typed(value)}"]
        return f"leave out {typed[0] if typed[0] in words else typed[-1]}: {not_there.REASONS[name]}"
    if reduction := reduction_of_switch(name, value or "", command):
        return f"did you mean --reduction {reduction}?"
    for meant in MEANT.get(name, ()):
        if meant in (INPUT, TARGET) and len(split.arguments) < 2:
            return f"did you mean {_with_arguments(split, command)}?"
        if meant in (LEAVE_OUT, INPUT, TARGET, command.name):
            return f"leave out {' '.join(filter(None, (flag, value if _takes_value(flag, {}) else None)))}"
        if meant in commands():
            return f"did you mean {_call(meant, split.arguments, split.options, leaving_out=flag)}?"
        if found := _fitted(meant, value, command):
            return f"did you mean {found}?"
    for meant in (flag, *(words.split()[0] for words in MEANT.get(name, ()) if words.startswith("-"))):
        having = [each for each in commands() if meant in described(each).flags()]
        if having and command.name not in having:
            return f"{_listed(having)} {'has' if len(having) == 1 else 'have'} {'it' if meant == flag else meant}"
    if way := _of_another_form(name, value, command):
        return way
    if name.startswith("help"):
        return "did you mean --help?"
    return nearest(flag, [each for each, option in command.flags().items() if not option.hidden])


def nearest(typed: str, known: Sequence[str]) -> str:
    """The remedy that names what was probably meant: what begins so, or else what is spelt nearly so."""
    begun = [each for each in known if each.startswith(typed)]
    return did_you_mean(typed, known, begun if len(begun) < 4 else ())


def _fitted(meant: str, value: str | None, command: Command) -> str | None:
    """The words with the value, if the command has the option and the choice."""
    if meant.startswith("lossctl"):
        return meant
    flag, *rest = meant.split()
    option = command.flags().get(flag)
    choice = value if rest == [VALUE] else (*rest, None)[0]
    choices = () if option is None else (None, *command.choices_of(option))
    if option is None or (len(choices) > 1 and choice not in choices):
        return None
    return meant.replace(VALUE, typed_words.as_typed(value) if value is not None else option.metavar)


def _of_another_form(name: str, value: str | None, command: Command) -> str:
    """What is said of a choice that the command does not have: `--batchmean`, `--output-format svg`."""
    for meant in MEANT.get(name, ()):
        flag, *rest = meant.split() or ("",)
        option = command.flags().get(flag)
        if option is not None and rest:
            return meant_choice(option, (value or "") if rest[0] == VALUE else rest[0], command)
    return ""


def _with_arguments(split: Split, command: Command) -> str:
    """The call with the values of such options where arguments stand."""
    found: dict[str, str | None] = {INPUT: None, TARGET: None}
    kept: list[tuple[str, str | None]] = []
    for flag, value in split.options:
        name = flag.lstrip("-")
        role = INPUT if name in INPUTS else (*MEANT.get(name, ("",)),)[0]
        if role not in found:
            kept.append((flag, value))
            continue
        found[role] = value
        if name in INPUTS[1:] and "from_" in command.options:
            kept.append(("--from", name))
    rest = iter(split.arguments)
    first, second = found[INPUT] or next(rest, INPUT), found[TARGET] or next(rest, None)
    return _call(command.name, [first, *([] if second is None else [second]), *rest], kept)


def _call(
    command: str, arguments: Sequence[str], options: Sequence[tuple[str, str | None]], leaving_out: str = ""
) -> str:
    words = [each for flag, value in options if flag != leaving_out for each in (flag, value) if each is not None]
    return call_of_words([typed_words.as_typed(each) for each in (command, *arguments, *words)])


def _split(words: Sequence[str], command: Command) -> Split:
    flags = command.flags()
    arguments: list[str] = []
    options: list[tuple[str, str | None]] = []
    rest = iter(range(len(words)))
    for at in rest:
        word = words[at]
        if word == "--":
            arguments.extend(words[at + 1 :])
            break
        if not word.startswith("-") or word == "-":
            arguments.append(word)
            continue
        flag, equals, value = word.partition("=")
        if equals:
            options.append((flag, value))
        elif _takes_value(flag, flags) and at + 1 < len(words) and not words[at + 1].startswith("--"):
            options.append((flag, words[next(rest)]))
        else:
            options.append((flag, None))
    return Split(arguments, options)


def _takes_value(flag: str, flags: Mapping[str, object]) -> bool:
    known = flags.get(flag)
    if known is not None:
        return getattr(known, "kind", bool) is not bool
    name = flag.lstrip("-")
    words = MEANT.get(name, ())
    return name in (*TAKES_A_VALUE, *INPUTS, *not_there.REASONS) or any(
        VALUE in each or each.isupper() for each in words
    )


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
