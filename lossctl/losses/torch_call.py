"""The exact PyTorch call that a problem stands for: the first line of an explanation."""

from lossctl.problem import Prepared


def call(
    prepared: Prepared,
    function: str,
    arguments: tuple[str, ...],
    options: dict[str, str],
    share: str = "s",
) -> str:
    """`F.cross_entropy(x, t, weight=w, reduction='sum')`.

    PyTorch has no sample weights: they multiply the unreduced losses, and `share` is what mean then divides by.
    """
    reduction = prepared.problem.settings.reduction
    if "sample_weight" not in prepared.problem.arrays:
        return _written(function, arguments, options | ({} if reduction == "mean" else {"reduction": f"'{reduction}'"}))
    weighted = f"(s * {_written(function, arguments, options | {'reduction': repr('none')})})"
    if reduction == "none":
        return weighted
    return f"{weighted}.sum()" + (f" / ({share}).sum()" if reduction != "sum" else "")


def _written(function: str, arguments: tuple[str, ...], options: dict[str, str]) -> str:
    return f"F.{function}({', '.join((*arguments, *(f'{name}={value}' for name, value in options.items())))})"


def classes_second(prepared: Prepared, name: str) -> str:
    """An array with its classes where PyTorch has them: `x`, or `x.movedim(-1, 1)`."""
    shape, axis = prepared.problem.arrays["input"].shape, prepared.samples.class_axis
    expected = min(1, len(shape) - 1)
    if axis == expected:
        return name
    return f"{name}.movedim({-1 if axis == len(shape) - 1 else axis}, {expected})"
