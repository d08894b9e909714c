"""The code around an array: calls that hold one, their settings, and methods that leave the numbers as they are."""

import re
from typing import Any

# The last words of the calls that hold an array, whatever the library is called before them.
CONSTRUCTORS = frozenset(
    (
        *("tensor", "Tensor", "as_tensor", "to_tensor", "array", "asarray", "Array", "DeviceArray", "NDArray"),
        *("Parameter", "Variable", "variable", "Var", "constant", "k_constant", "op_array", "tensor1d", "tensor2d"),
        *("from_floats", "createFromArray", "convert_to_tensor", "torch_tensor", "c", "bool", "bool_"),
        *("FloatTensor", "LongTensor", "DoubleTensor", "IntTensor", "HalfTensor", "ByteTensor", "BoolTensor"),
    )
)
CALL = (
    r"(?<![\w.])(?:(?!\d)\w+\.)*"
    r"(?:tensor|\w*Tensor|torch_tensor|as_tensor|to_tensor|convert_to_tensor|array|asarray|Array|DeviceArray|NDArray"
    r"|Parameter|Variable|variable(?=\([-\d\[])|(?:Var|matrix)(?=\(\[)|(?:k_)?constant|op_array|tensor[1-6]d|from_floats"
    r"|MLXArray|(?<=Tensor\.)new|(?<=Nd4j\.)create|createFromArray|c|(?:float|int|uint)\d+|bool_?)\("
)
ANGLE = r"<(?:tf\.|Variable |KerasVariable )[^<>]{0,200}?\b(?:numpy|value)=\s*"
BEGIN = rf"(?:Parameter containing:\s*)?(?:{CALL}|[\[(]|{ANGLE})"
HARMLESS = (
    r"\.(?:float|double|long|int|cuda|cpu|numpy|detach|clone|contiguous|item|requires_grad_)\((?:True)?\)"
    r"|\.(?:to|type|astype|cuda)\(\s*(?:(?:dtype|device)\s*=\s*)?"
    r"(?:(?:torch|np|tf|jnp|paddle|flow|ms)\.)?['\"]?(?:float(?:32|64)?|double|int(?:32|64)?|long|(?:Float|Double|Int|Long)Tensor"
    r"|device|cpu|cuda(?::\d+)?|self\.device)['\"]?\s*\)"
)

SETTING = r"<[^<>]*>|'[^'\n]*'|\"[^\"\n]*\"|\([^()]*\)|[A-Za-z_][\w.]*"
_KEYWORD = (
    r"requires_grad|grad_fn|dtype|device|ctx|path|trainable|size|shape|names?|layout|pin_memory|copy|weak_type|place|stop_gradient"
    r"|is_leaf|value|sbp|placement|id"
)
KEYED = rf"(?:{_KEYWORD})\s*=\s*(?:\[[\d, ]*\]|\w+\([^()]*\)|{SETTING}|-?\d[\d.]*)"
OF_SHAPE = re.compile(r"(?:size|shape)=[(\[]([\d, ]*)[)\]]")

_WHOLE_NUMBERS = re.compile(r"(?<![A-Za-z])(?:u?int\d*|long|(?:Int|Long)Tensor)\b")


def contradiction(value: Any, text: str, begin: int, end: int) -> tuple[int, str] | None:
    """Where a call, between `begin` and `end` in the text, says something of its numbers that is not so, and what."""
    if (whole := _WHOLE_NUMBERS.search(text, begin, end)) and not _is_whole(value):
        return whole.start(), f"{whole.group()!r} would cut the numbers off"
    shape = OF_SHAPE.search(text, begin, end)
    lengths = [int(length) for length in re.findall(r"\d+", shape[1])] if shape else []
    if shape and 0 not in lengths and lengths != _lengths(value):
        return shape.start(), f"the numbers are not of {shape.group()}"
    return None


def _is_whole(value: Any) -> bool:
    return all(map(_is_whole, value)) if isinstance(value, list) else value == value // 1


def _lengths(value: Any) -> list[int]:
    return [len(value), *(_lengths(value[0]) if value else [])] if isinstance(value, list) else []
