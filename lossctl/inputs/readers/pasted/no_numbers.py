"""A paste of code or of an error message alone: what is missing is what the code prints."""

import re

from lossctl.errors import InputError

_CODE = (  # the beginning of a line
    r"(?m)^\s*(?:>>> )?(?:import \w|from [\w.]+ import |def \w+\(|class \w+[(:]"
    r"|[\w.]+\s*=\s*[\w.]+\(|\w+\.\w+\(|Traceback \(most )"
)
_CALL = r"(?i)\w*(?:loss|criterion|entropy|nll|kl_div)\w*(?:\(\))?\(\s*([a-z_]\w*)\s*,\s*([a-z_]\w*)"
_ROW = r"(?im)^[\s,;|]*(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?[\s,;|]*)+$"
_LONGEST = 1 << 16  # characters: what is longer is looked at by those who read it


def is_code_alone(text: str) -> bool:
    """Whether it is code without a row of numbers. Class names, and tables of words, are none."""
    return len(text) < _LONGEST and bool(re.search(_CODE, text)) and not re.search(_ROW, text)


def code_alone(text: str) -> InputError:
    """The error for such a paste: it names what the code gives to its loss."""
    return InputError("is code without its numbers", remedy=what_to_paste(text))


def no_array(text: str) -> InputError:
    """The error for a paste that shows no array."""
    return InputError("holds no array of numbers", remedy=what_to_paste(text))


def what_to_paste(text: str) -> str:
    """The way out for a paste that has no array: what the last call of a loss takes, as it is printed."""
    names = [each for each in re.findall(_CALL, text) if each[0] != each[1]]
    input_, target = names[-1] if names else ("input", "target")
    example = f"{input_} = tensor([[2.0, 0.5]])  {target} = tensor([0])"
    return f"paste what print({input_}) and print({target}) show, too, each on a line of its own: {example}"
