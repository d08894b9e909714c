"""What the keys of JSON objects say: names of arrays, of which containers know more than tables, or of columns."""

from lossctl.inputs.array_names import role_of
from lossctl.inputs.members.member_names import parse_name
from lossctl.inputs.tables.column_names import target_rank


def array_role(key: str) -> str | None:
    """The role of an array with this name: `input` for `model.logits` and `y_proba`; None where it has none."""
    known = parse_name(key)
    return known.role if known else role_of(key)


def is_target_column(key: str) -> bool:
    """Whether a column of this name is a table's target."""
    return target_rank(key) is not None
