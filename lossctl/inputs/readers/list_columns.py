"""Columns whose cells are lists of numbers: arrays by name, or columns of a table."""

from collections.abc import Sequence

from lossctl.inputs.array_names import form_of, role_of
from lossctl.inputs.members.member_names import parse_name
from lossctl.inputs.tables import column_names


def are_members(names: Sequence[str], lists: Sequence[str]) -> bool:
    """Whether one of the `lists` has an input's name, unless only a table's rules know the target: `logits, category`.

    `names` are those of all columns. The columns are then arrays by name, as the members of a container are.
    """
    known = [parse_name(each) for each in lists]
    if not any(each and each.role == "input" for each in known):
        return False
    targets = [each for each in names if (found := parse_name(each)) and found.role == "target"]
    return bool(targets) or all(column_names.target_rank(each) is None for each in names)


def is_aside(name: str, numbers: Sequence[str]) -> bool:
    """Whether a column of lists stands beside single `numbers` with an input's name: `embedding` beside `pred`."""
    if _proposes_input(name) or column_names.target_rank(name) is not None:
        return False
    return any(map(_proposes_input, numbers))


def _proposes_input(name: str) -> bool:
    return role_of(name) == "input" or form_of(name) is not None
