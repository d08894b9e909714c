"""What people type in place of a command, and the call that was probably meant."""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from lossctl.command import typed_words
from lossctl.command.call import commands
from lossctl.errors import InputError, did_you_mean
from lossctl.losses import LOSSES

# What other libraries call the losses, without what is before a dot, in small letters alone: the words to type.
OTHER_NAMES = {
    "crossentropy": "ce",
    "crossentropyloss": "ce",
    "softmaxcrossentropy": "ce",
    "softmaxcrossentropywithlogits": "ce",
    "sparsesoftmaxcrossentropywithlogits": "ce",
    "xent": "ce",
    "celoss": "ce",
    "nll": "ce --from log-probs",
    "nllloss": "ce --from log-probs",
    "logloss": "ce --from probs",
    "categoricalcrossentropy": "ce --from probs",
    "sparsecategoricalcrossentropy": "ce --from probs",
    "binarycrossentropy": "bce",
    "binarycrossentropyloss": "bce",
    "bceloss": "bce",
    "binarycrossentropywithlogits": "bce-logits",
    "bcelogit": "bce-logits",
    "bcewithlogits": "bce-logits",
    "bcewithlogitsloss": "bce-logits",
    "bcelogitsloss": "bce-logits",
    "sigmoidcrossentropy": "bce-logits",
    "sigmoidcrossentropywithlogits": "bce-logits",
    "sigmoidbinarycrossentropy": "bce-logits",
    "kldiv": "kl --from log-probs",
    "kldivloss": "kl --from log-probs",
    "kld": "kl",
    "kldivergence": "kl",
    "kullbackleibler": "kl",
    "relativeentropy": "kl",
}
VERBS = {"explain": ("--explain",), "json": ("--json",), "csv": ("--format", "csv"), "calc": (), "run": (), "loss": ()}
FILE = re.compile(r".+\.[a-z0-9]{2,11}([:[].*)?|[-\d\[(].*", re.DOTALL)


def no_command(typed: Sequence[str]) -> InputError:
    """The error for a first word that is no command."""
    name, *rest = (typed_words.as_typed(word) for word in typed)
    remedy = did_you_mean(name.lower(), commands(), _meant(name, rest)) or "lossctl -h says what each is"
    return InputError(f"no command {name}: there are {', '.join(commands())}", remedy=remedy)


def loss_called(name: str) -> tuple[str, ...]:
    """The words for a loss by a name that other libraries have for it, `ce --from log-probs`; none if nobody has it."""
    plain = name.lower().replace("_", "-")
    if plain in LOSSES:
        return (plain,)
    key = re.sub(r"[^a-z0-9]", "", name.rpartition(".")[2].lower())
    return tuple(OTHER_NAMES.get(key, "").split())


def call_of_words(words: Sequence[str]) -> str:
    """The words as a shell takes them, behind the program's name."""
    return shlex.join(("lossctl", *words))


def _meant(name: str, rest: Sequence[str]) -> tuple[str, ...]:
    if named := loss_called(name):
        command, *options = named
        if {"-h", "--help"} & {*rest}:  # of the command as a whole
            return (call_of_words((command, "--help")),)
        return (call_of_words((command, *rest, *options)),)
    if name.lower() in VERBS and rest:
        behind = typed_words.with_command(rest, commands())
        call = behind if behind[0] in commands() else ["ce", *rest]
        return (call_of_words((*call, *VERBS[name.lower()])),)
    if Path(name).exists() or FILE.fullmatch(name):
        return (call_of_words(("ce", name, *rest)),)
    return ()
