"""What people write in place of a key or a criterion of a job, and how a job has it."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from lossctl.command.call import options_of
from lossctl.command.command_names import loss_called
from lossctl.command.other_options import MEANT, VALUE, nearest
from lossctl.errors import InputError
from lossctl.inputs.array_names import form_of, role_of
from lossctl.losses import LOSSES
from lossctl.option import options
from lossctl.settings import View

OF_KL = {"student": "input", "teacher": "target"}
FOR_CRITERION = ("loss", "loss_fn", "loss_function", "command", "name", "function", "type", "method")


def no_criterion(job: Mapping[str, Any]) -> InputError:
    """The error for a job that does not say which loss it wants, at least not under the right key."""
    near = next((key for key in FOR_CRITERION if isinstance(job.get(key), str)), None)
    known = f"it is one of {', '.join(LOSSES)}"
    named = loss_called(str(job[near])) if near else ()
    return InputError("criterion is missing", remedy=f"write {_members(named)} for {near}" if named else known)


def unknown_criterion(criterion: object) -> InputError:
    """The error for a loss that there is not, or not by this name."""
    named = loss_called(criterion) if isinstance(criterion, str) else ()
    remedy = f"write {_members(named)}" if named else nearest(str(criterion), (*LOSSES,))
    return InputError(f"no criterion {criterion}: there are {', '.join(LOSSES)}", remedy=remedy)


def unknown_key(criterion: str, key: str, known: Collection[str], passed: str) -> InputError:
    """The error for a key that jobs of this criterion do not have; keys that begin with `passed` pass through."""
    remedy = _right_key(criterion, key, known) or nearest(key, (*known,)) or f"{passed}{key} would pass through"
    return InputError(f"{criterion} has no key {key}", remedy=remedy)


def _right_key(criterion: str, key: str, known: Collection[str]) -> str:
    role = role_of(key) or (OF_KL.get(key) if criterion == "kl" else None)
    if role in known:
        form = form_of(key) if role == "input" and "from" in known else None
        return f"the key is {role}" + (f', with "from": "{form}"' if form not in (None, "logits") else "")
    for words in MEANT.get(key.replace("_", "-"), ()):
        flag, *value = words.split() or [""]
        name = flag.removeprefix("--").replace("-", "_")
        if flag.startswith("--") and name in known:
            return f"the key is {name}" if value in ([VALUE], []) else f"write {_members(('', flag, *value))}"
    if having := [criterion for criterion in LOSSES if key in options_of(criterion)]:
        return f"{' and '.join(having)} {'has' if len(having) == 1 else 'have'} it"
    return "leave it out: a job makes a line of JSON" if key in options(View) else ""


def _members(typed: Collection[str]) -> str:
    """`"criterion": "ce", "from": "log-probs"` for the words `ce --from log-probs`; without a command, the options."""
    command, *rest = typed
    members = {"criterion": command} if command else {}
    members |= {
        flag.removeprefix("--").replace("-", "_"): value for flag, value in zip(rest[::2], rest[1::2], strict=True)
    }
    return json.dumps(members)[1:-1]
