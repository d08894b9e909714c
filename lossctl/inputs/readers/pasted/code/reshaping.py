"""Methods behind an array: those that only reshape it, and those that change its values."""

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from lossctl import numerics
from lossctl.inputs.document import Array
from lossctl.inputs.readers.pasted.lines.text_position import error_at
from lossctl.inputs.readers.pasted.prints.array_calls import HARMLESS as HARMLESS_METHODS


class Reshaped(NamedTuple):
    """An array behind a method, and whether the method changed its values."""

    array: Array
    changed: bool = False


# Methods that leave the numbers as they are: conversions of type and place, and what concerns gradients.
HARMLESS = frozenset(
    (
        *("float", "double", "long", "int", "cuda", "cpu", "gpu", "numpy", "detach", "clone"),
        *("contiguous", "item", "requires_grad_", "to", "type", "astype", "asnumpy", "tolist", "data", "copy", "eval"),
        *("asscalar", "realize", "backward", "block_until_ready", "stop_gradient", "type_as", "as_in_context"),
        *("values", "to_numpy", "to_list", "to_torch"),
    )
)
Arguments = Sequence[Any]
Keywords = Mapping[str, Any]


def _lengths(arguments: Arguments, keywords: Keywords) -> tuple[int, ...]:
    """The shape that a call of `view` or `reshape` names, as numbers or as one tuple."""
    given = [each for each in (*arguments, *keywords.values()) if not isinstance(each, str)]
    whole = given[0] if len(given) == 1 and isinstance(given[0], list | tuple) else given
    return tuple(int(each) for each in whole)


def _axis(arguments: Arguments, keywords: Keywords, default: Any = None) -> Any:
    found = next((keywords[name] for name in ("dim", "axis") if name in keywords), default)
    return arguments[0] if arguments else found


def _in_shape(array: Array, arguments: Arguments, keywords: Keywords) -> Array:
    return array.reshape(_lengths(arguments, keywords))


def _with_axis(array: Array, arguments: Arguments, keywords: Keywords) -> Array:
    return np.expand_dims(array, _axis(arguments, keywords))


def _squeezed(array: Array, arguments: Arguments, keywords: Keywords) -> Array:
    axis = _axis(arguments, keywords)
    return array if axis is not None and array.shape[axis] != 1 else np.squeeze(array, axis)


def _transposed(array: Array, arguments: Arguments, keywords: Keywords) -> Array:
    axes = _lengths(arguments, keywords)
    if len(axes) == 2 and array.ndim > 2:
        return np.swapaxes(array, *axes)
    return array.T if len(axes) != array.ndim or array.ndim == 2 else np.transpose(array, axes)


RESHAPING: Mapping[str, Callable[[Array, Arguments, Keywords], Array]] = {
    "view": _in_shape,
    "reshape": _in_shape,
    "unsqueeze": _with_axis,
    "expand_dims": _with_axis,
    "squeeze": _squeezed,
    "squeeze_": _squeezed,
    "unsqueeze_": _with_axis,
    "flatten": lambda a, *_: a.reshape(-1),
    "ravel": lambda a, *_: a.reshape(-1),
    "T": lambda a, *_: a.T,
    "t": lambda a, *_: a.T,
    "transpose": _transposed,
    "permute": lambda a, args, kw: np.transpose(a, _lengths(args, kw)),
}


def _softmax(array: Array, arguments: Arguments, keywords: Keywords) -> Array:
    axis = int(_axis(arguments, keywords, -1))
    return numerics.along_axis(lambda rows: numerics.softmax_pair(rows)[0], array, axis)


def _log_softmax(array: Array, arguments: Arguments, keywords: Keywords) -> Array:
    return numerics.along_axis(numerics.log_softmax, array, int(_axis(arguments, keywords, -1)))


def _one_hot(array: Array, arguments: Arguments, keywords: Keywords) -> Array:
    given = [*arguments, *(keywords[name] for name in ("num_classes", "depth", "n_classes") if name in keywords)]
    classes = int(given[0]) if given else int(array.max()) + 1
    if not ((array >= 0) & (array < classes)).all():
        raise ValueError("an index outside of the classes")
    return (array[..., None] == np.arange(classes)).astype(np.int64)


def _smoothed(array: Array, arguments: Arguments, keywords: Keywords) -> Array:
    """Of one-hot labels, as Paddle's `label_smooth` does with `epsilon`, by default 0.1."""
    given = [each for each in (*keywords.values(), *arguments) if isinstance(each, float)]
    share = given[0] if given else 0.1
    return array * (1 - share) + share / array.shape[-1]


CHANGING: Mapping[str, Callable[[Array, Arguments, Keywords], Array]] = {
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "sigmoid": lambda a, *_: numerics.sigmoid(a),
    "log": lambda a, *_: np.log(a),
    "exp": lambda a, *_: np.exp(a),
    "logsigmoid": lambda a, *_: -numerics.softplus_pair(a)[1],
    "one_hot": _one_hot,
    "to_categorical": _one_hot,
    "label_smooth": _smoothed,
}


def applied(name: str, array: Array, arguments: Arguments = (), keywords: Keywords | None = None) -> Reshaped | None:
    """The array behind this method; None if it is not known, or its arguments do not fit the array."""
    keywords = keywords or {}
    if name in HARMLESS:
        return Reshaped(array)
    try:
        with np.errstate(all="ignore"):
            if name in RESHAPING:
                return Reshaped(RESHAPING[name](array, arguments, keywords))
            if name in CHANGING and array.ndim:
                return Reshaped(
                    CHANGING[name](np.asarray(array, np.float64), arguments, keywords), changed=name != "one_hot"
                )
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return None


def sliced(array: Array, node: ast.expr) -> Array | None:
    """The part that NumPy's basic slices of constants pick, `[..., :-1, :]` or `[:, 1]`; None for any other index."""
    try:
        found: Array = array[tuple(map(_index, node.elts)) if isinstance(node, ast.Tuple) else _index(node)]
    except (ValueError, TypeError, IndexError):
        return None
    return found


def _index(node: ast.expr) -> Any:
    """One entry of an index; ValueError where it is none of constants."""
    if isinstance(node, ast.Slice):
        return slice(*(each and int(ast.literal_eval(each)) for each in (node.lower, node.upper, node.step)))
    index = ast.literal_eval(node)
    if index is None or index is ... or type(index) is int:
        return index
    raise ValueError("no basic index")


_HARMLESS = re.compile(rf"(?:{HARMLESS_METHODS})+")
_METHOD = re.compile(r"\.(?P<name>[A-Za-z_]+)(?:\((?P<arguments>[-\d\s,()\[\]]*|(?:dim|axis)\s*=\s*-?\d+)\))?(?![\w(])")


def reshaped_behind(array: Array, text: str, at: int) -> tuple[Array, int]:
    """The array behind the methods at `at` that reshape it, and where they end; InputError where one does not fit."""
    while (match := _METHOD.match(text, at)) and match["name"] in RESHAPING:
        arguments = [int(number) for number in re.findall(r"-?\d+", match["arguments"] or "")]
        found = applied(match["name"], array, arguments)
        if found is None:
            raise error_at(text, at, f"{match.group().strip()!r} does not fit an array of shape {array.shape}")
        harmless = _HARMLESS.match(text, match.end())
        array, at = found.array, harmless.end() if harmless else match.end()
    return array, at
