"""PyTorch's other names for some of the settings: log_target, and the deprecated size_average and reduce."""

from collections.abc import Mapping
from typing import Any

from lossctl.errors import InputError

# The setting that each alias stands for: a command that has the one has the other.
ALIASES = {"log_target": "target_from", "size_average": "reduction", "reduce": "reduction"}


def settled(settings: Mapping[str, Any], aliases: Mapping[str, bool]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The stated settings with those that the aliases stand for, and the notes on the aliases.

    InputError where an alias contradicts the setting that it stands for.
    """
    settings, notes = dict(settings), []
    if aliases.get("log_target"):
        _state(settings, "target_from", "log-probs", "--log-target")
    legacy = {name: aliases[name] for name in ("size_average", "reduce") if name in aliases}
    if legacy:
        typed = " ".join(_flag(name, value) for name, value in legacy.items())
        _state(settings, "reduction", reduction(**legacy), typed)
        notes.append(f"{typed}: deprecated in PyTorch; use --reduction {settings['reduction']}")
    return settings, tuple(notes)


def reduction(size_average: bool = True, reduce: bool = True) -> str:
    """What the flags stand for: torch.nn._reduction.legacy_get_string."""
    if not reduce:
        return "none"
    return "mean" if size_average else "sum"


def _state(settings: dict[str, Any], name: str, value: str, typed: str) -> None:
    flag = "--" + name.replace("_", "-")
    if settings.setdefault(name, value) != value:
        raise InputError(
            f"{typed} stands for {flag} {value}, which contradicts {flag} {settings[name]}",
            remedy=f"keep the {flag} that is meant, and leave out {typed}",
        )


def _flag(name: str, value: bool) -> str:
    return ("--" if value else "--no-") + name.replace("_", "-")
