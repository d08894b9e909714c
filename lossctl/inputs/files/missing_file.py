"""The error where nothing has the name that a word seems to be."""

from pathlib import Path

from lossctl.errors import InputError
from lossctl.inputs.files import base_dir

_MOST_NEAR, _MOST_SHOWN = 3, 6  # files that are offered, or listed
_MOST_COMPARED = 1000  # names


class NoSuchFileError(InputError):
    """Nothing has the name that a word seems to be."""


def no_such_file(name: str) -> InputError:
    """The error, with the files that were probably meant, or else those that the folder has."""
    from difflib import get_close_matches

    try:
        there = sorted(each.name for each in base_dir.path(name).parent.iterdir() if not each.name.startswith("."))
    except (OSError, ValueError):
        there = []
    typed = Path(name).name
    other_case = [each for each in there if each.casefold() == typed.casefold()]
    with_suffix = [each for each in there if each.startswith(f"{typed}.")]
    near = other_case or with_suffix[:_MOST_NEAR] or get_close_matches(typed, there, 1, 0.8)
    if near:
        remedy = f"did you mean {' or '.join(str(Path(name).with_name(each)) for each in near)}?"
    elif there:
        shown = get_close_matches(typed, there[:_MOST_COMPARED], _MOST_SHOWN, 0)
        more = f" and {len(there) - _MOST_SHOWN} more" if len(there) > _MOST_SHOWN else ""
        remedy = f"the folder has {', '.join(shown)}{more}"
    else:
        remedy = "there is no such folder, or nothing in it"
    return NoSuchFileError("no such file", name, remedy=remedy)
