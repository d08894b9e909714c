"""Log-probabilities of the tokens of a text, as OpenAI and vLLM give them: of what occurred, not of each class."""

import re
from typing import TYPE_CHECKING

import numpy as np

from lossctl.errors import InputError

if TYPE_CHECKING:
    from lossctl.inputs.document import Array
    from lossctl.inputs.members.named_arrays import NamedArrays

_NAME = re.compile(r"(?:^|[._])log_?probs?(?:$|\.content$)", re.IGNORECASE)


def minus_their_mean(name: str, numbers: "Array | None") -> str:
    """What the loss is, where there is no target; '' for what cannot be such log-probabilities.

    `numbers` are None where they cannot be read, as below a first token that has none.
    """
    if not _NAME.search(name) or (numbers is not None and (numbers.ndim != 1 or not (numbers <= 0).all())):
        return ""
    mean = "" if numbers is None or not numbers.size else f", {-numbers.mean():.6g}"
    what = f"if {name} has the log-probabilities of the tokens of a text, or of what occurred"
    return f"{what}, the cross entropy is minus their mean{mean}"


def of_members(arrays: "NamedArrays") -> str:
    """The same for the first member that may hold them."""
    for name in filter(_NAME.search, arrays.members):
        try:
            content = arrays.content(name)
        except InputError:
            content = None
        if (content is None or isinstance(content, np.ndarray)) and (told := minus_their_mean(name, content)):
            return told
    return ""
