"""Which two arrays of a container are probably input and target, though their names do not tell."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lossctl.errors import InputError
from lossctl.inputs.members.fitting_shapes import fits
from lossctl.inputs.members.member_names import MemberName

if TYPE_CHECKING:
    from lossctl.inputs.members.candidate import Candidate
    from lossctl.inputs.members.named_arrays import NamedArrays

_MOST = 8  # arrays that are tried


def likely_pair(arrays: "NamedArrays", inputs: Sequence[str], targets: Sequence[str]) -> tuple[str, str] | None:
    """The first input and target of these names that fit each other."""
    found = {
        name: each for name in dict.fromkeys((*inputs[:_MOST], *targets[:_MOST])) if (each := _array(arrays, name))
    }
    for input_ in inputs[:_MOST]:
        for target in targets[:_MOST]:
            both = found.get(input_), found.get(target)
            if input_ != target and both[0] and both[1] and fits(both[0], both[1], arrays.hints.compares):
                return input_, target
    return None


def _array(arrays: "NamedArrays", name: str) -> "Candidate | None":
    from lossctl.inputs.members.named_arrays import candidate

    try:
        found = candidate(MemberName(name, "", 0, None, ("", ""), False), arrays.content(name))
    except InputError:
        return None
    return found if found.shape else None
