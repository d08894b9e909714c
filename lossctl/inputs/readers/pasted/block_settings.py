"""The settings of PyTorch's losses in the words of a paste that lossctl has options for."""

import re
from collections.abc import Iterator, Mapping

# With PyTorch's default, which needs no note.
SETTINGS = {"reduction": "mean", "ignore_index": "-100", "label_smoothing": "0", "log_target": "False"}
_ALSO_SET_BY = {"log_target": "target_from"}  # another option that says the same as the first
_SETTING = re.compile(
    r"\b(reduction|ignore_index|label_smoothing|log_target)\s*[=:][ \t]*(['\"]?)"
    r"([\w.+-]+)\2"
)
_REDUCTIONS = ("mean", "sum", "none", "batchmean")
_LEGACY = re.compile(r"\b(size_average|reduce)\s*=\s*(False)\b")


def settings_in(text: str, used: frozenset[str], constants: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The settings that differ from PyTorch's defaults and that the user does not state, with their values.

    `constants` are what the names in the code stand for.
    """
    found = {
        name: str(constants[value]) if value in constants else _last_word(value) if name == "reduction" else value
        for name, _, value in _SETTING.findall(text)
    }
    for name, value in found.items():
        if name == "label_smoothing" and not _is_share(value):
            continue  # the option takes none such
        if not _is_default(name, value) and not used & {name, _ALSO_SET_BY.get(name)}:
            yield name, value
    if "reduction" not in used:
        yield from dict(_LEGACY.findall(text)).items()


def values_of_settings(text: str) -> frozenset[str]:
    """What stands behind the names of settings, which may be names themselves."""
    return frozenset(value for _, _, value in _SETTING.findall(text))


def _last_word(value: str) -> str:
    """`sum` of `Reduction.SUM`."""
    return value.rpartition(".")[2].lower()


def _is_share(value: str) -> bool:
    """Whether it is a number from 0 to 1, or a name, which may stand for one."""
    try:
        return 0 <= float(value) <= 1
    except ValueError:
        return True


def _is_default(name: str, value: str) -> bool:
    if name == "reduction" and value not in _REDUCTIONS:
        return True
    return value.lower() in ("none_type", SETTINGS[name].lower()) or (
        name == "label_smoothing" and not value.strip("0.")
    )
