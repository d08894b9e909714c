"""Which members a remedy can name where no name tells the role: by what they hold, and which two fit each other."""

from collections.abc import Mapping, Sequence

from lossctl.inputs.members.candidate import Candidate, has_fractions
from lossctl.inputs.members.fitting_shapes import fits

_MOST = 8  # arrays that are tried


def likely_names(role: str, members: Mapping[str, Candidate]) -> list[str]:
    """The names of the arrays of numbers that could have the role; an input has several axes or fractions."""
    arrays = {name: each for name, each in members.items() if each.shape and not each.words}
    return [name for name, each in arrays.items() if role != "input" or len(each.shape) > 1 or has_fractions(each)]


def likely_pair(
    members: Mapping[str, Candidate], inputs: Sequence[str], targets: Sequence[str], compares: str | None
) -> tuple[str, str] | None:
    """The first input and target of these names that fit each other, for a loss that compares this."""
    for input_ in inputs[:_MOST]:
        for target in targets[:_MOST]:
            if input_ != target and fits(members[input_], members[target], compares):
                return input_, target
    return None
