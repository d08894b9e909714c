"""A loss from elsewhere as an object: a tensor, an array or a number, and how precisely its type holds it."""

import re
from decimal import Decimal
from typing import Any

import numpy as np

from lossctl.errors import InputError, located
from lossctl.inputs.contents import Text, Words
from lossctl.inputs.objects.words_of_objects import content_of


def expected_value(value: Any) -> tuple[Any, str]:
    """The number or the array that is expected, and its type, `float32` or less, where it is not Python's own."""
    if type(value) in (int, float, Decimal):
        return str(value) if isinstance(value, Decimal) else value, ""
    with located("expect"):
        content = content_of(value)
        if isinstance(content, Text | Words):
            raise InputError("holds words, no numbers")
        array = np.asarray(content)
    dtype = re.search("bfloat16|float16|float32", str(getattr(value, "dtype", array.dtype)))
    return array if array.ndim else array.item(), dtype[0] if dtype else ""
