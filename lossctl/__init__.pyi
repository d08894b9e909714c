"""The types of lossctl, written by tests/test_stub.py."""

from typing import Any, Literal

from lossctl.api.merging import merge_results as merge_results
from lossctl.api.result import Result as Result
from lossctl.errors import InputError as InputError
from lossctl.version import __version__ as __version__

__all__ = [  # noqa: RUF022 - the losses come first
    "ce",
    "bce",
    "bce_logits",
    "kl",
    "merge_results",
    "Result",
    "InputError",
    "__version__",
]

def ce(
    input: Any,
    target: Any = None,
    *,
    weight: Any = None,
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    class_axis: int | None = None,
    from_: Literal["logits", "probs", "log-probs"] = "logits",
    temperature: float = 1.0,
    sample_weight: Any = None,
    reduction: Literal["mean", "sum", "none"] = "mean",
    dtype: Literal["float64", "float32"] = "float64",
    expect: Any = None,
    rtol: float | None = None,
    atol: float | None = None,
    header: bool | None = None,
) -> Result:
    """Cross entropy: F.cross_entropy, F.nll_loss, in float64, as `lossctl ce`.

    `input` and the other arrays are lists, arrays, tensors, series or frames, or a str or Path that names one as
    on the command line. `target` is left out where `input` holds both: a frame, a dict, a container, a post.

    Returns a Result: `float(result)`, `.loss`, `.sum`, `.denominator`, `.notes`; `print(result)` shows the
    samples, and `result.explain()` each step. With `expect`, a number from elsewhere, its truth is the
    verdict, so that `assert` says why they differ. InputError for arrays and options that do not fit.

        >>> lossctl.ce([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1]).loss
        0.3343945...
        >>> print(lossctl.ce([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1], reduction="none").loss.round(6))
        [0.340616 0.328173]

    weight: One weight per class
    ignore_index: Leave out the targets of this value [default: -100]
    label_smoothing: Mix the targets with the uniform distribution (0 to 1)
    class_axis: Where the classes are: -1 for (batch, time, classes) [default: 1, of one sample 0]
    from_: What `input` holds
    temperature: Divide the logits by T
    sample_weight: A weight per sample: 2 counts it twice, 0 leaves it out
    reduction: How the losses become one number; mean divides by the sum of the targets' weights
    dtype: The precision of the calculation
    expect: A number from elsewhere, or with reduction='none' an array, to compare with: where it differs, say why.
    rtol: How far it may be off, relative to `expect` [default: by the digits of `expect`]
    atol: How far it may be off [default: by the digits of `expect`]
    header: Whether the first line of a CSV or TSV holds names: True or False [default: as it looks].
    """

def bce(
    input: Any,
    target: Any = None,
    *,
    weight: Any = None,
    ignore_index: int | None = None,
    sample_weight: Any = None,
    reduction: Literal["mean", "sum", "none"] = "mean",
    dtype: Literal["float64", "float32"] = "float64",
    expect: Any = None,
    rtol: float | None = None,
    atol: float | None = None,
    header: bool | None = None,
) -> Result:
    """Binary cross entropy: F.binary_cross_entropy, in float64, as `lossctl bce`.

    `input` and the other arrays are lists, arrays, tensors, series or frames, or a str or Path that names one as
    on the command line. `target` is left out where `input` holds both: a frame, a dict, a container, a post.

    Returns a Result: `float(result)`, `.loss`, `.sum`, `.denominator`, `.notes`; `print(result)` shows the
    samples, and `result.explain()` each step. With `expect`, a number from elsewhere, its truth is the
    verdict, so that `assert` says why they differ. InputError for arrays and options that do not fit.

        >>> lossctl.bce([0.9, 0.2], [1, 0]).loss
        0.1642520...

    weight: Weights of the losses, broadcast over `input`
    ignore_index: Leave out the targets of this value [default: off]
    sample_weight: A weight per sample: 2 counts it twice, 0 leaves it out
    reduction: How the losses become one number; mean divides by the number of elements
    dtype: The precision of the calculation
    expect: A number from elsewhere, or with reduction='none' an array, to compare with: where it differs, say why.
    rtol: How far it may be off, relative to `expect` [default: by the digits of `expect`]
    atol: How far it may be off [default: by the digits of `expect`]
    header: Whether the first line of a CSV or TSV holds names: True or False [default: as it looks].
    """

def bce_logits(
    input: Any,
    target: Any = None,
    *,
    weight: Any = None,
    pos_weight: Any = None,
    ignore_index: int | None = None,
    sample_weight: Any = None,
    reduction: Literal["mean", "sum", "none"] = "mean",
    dtype: Literal["float64", "float32"] = "float64",
    expect: Any = None,
    rtol: float | None = None,
    atol: float | None = None,
    header: bool | None = None,
) -> Result:
    """Binary cross entropy, from logits: F.binary_cross_entropy_with_logits, in float64, as `lossctl bce-logits`.

    `input` and the other arrays are lists, arrays, tensors, series or frames, or a str or Path that names one as
    on the command line. `target` is left out where `input` holds both: a frame, a dict, a container, a post.

    Returns a Result: `float(result)`, `.loss`, `.sum`, `.denominator`, `.notes`; `print(result)` shows the
    samples, and `result.explain()` each step. With `expect`, a number from elsewhere, its truth is the
    verdict, so that `assert` says why they differ. InputError for arrays and options that do not fit.

        >>> lossctl.bce_logits([2.0, -1.0], [1, 0], pos_weight=2.0).loss
        0.2835588...

    weight: Weights of the losses, broadcast over `input`
    pos_weight: Weights of the positive term, broadcast over `input`
    ignore_index: Leave out the targets of this value [default: off]
    sample_weight: A weight per sample: 2 counts it twice, 0 leaves it out
    reduction: How the losses become one number; mean divides by the number of elements
    dtype: The precision of the calculation
    expect: A number from elsewhere, or with reduction='none' an array, to compare with: where it differs, say why.
    rtol: How far it may be off, relative to `expect` [default: by the digits of `expect`]
    atol: How far it may be off [default: by the digits of `expect`]
    header: Whether the first line of a CSV or TSV holds names: True or False [default: as it looks].
    """

def kl(
    input: Any,
    target: Any = None,
    *,
    class_axis: int | None = None,
    from_: Literal["logits", "probs", "log-probs"] = "logits",
    target_from: Literal["logits", "probs", "log-probs"] = "probs",
    temperature: float = 1.0,
    sample_weight: Any = None,
    reduction: Literal["mean", "sum", "none", "batchmean"] = "mean",
    dtype: Literal["float64", "float32"] = "float64",
    expect: Any = None,
    rtol: float | None = None,
    atol: float | None = None,
    header: bool | None = None,
) -> Result:
    """KL(target ‖ input): F.kl_div, in float64, as `lossctl kl`.

    `input` and the other arrays are lists, arrays, tensors, series or frames, or a str or Path that names one as
    on the command line. `target` is left out where `input` holds both: a frame, a dict, a container, a post.

    Returns a Result: `float(result)`, `.loss`, `.sum`, `.denominator`, `.notes`; `print(result)` shows the
    samples, and `result.explain()` each step. With `expect`, a number from elsewhere, its truth is the
    verdict, so that `assert` says why they differ. InputError for arrays and options that do not fit.

        >>> student, teacher = [[0.5, 1.0, 0.8]], [[0.3, 0.4, 0.3]]
        >>> lossctl.kl(student, teacher, reduction="batchmean").loss
        0.0070393...

    class_axis: Where the classes are: -1 for (batch, time, classes) [default: 1, of one sample 0]
    from_: What `input` holds
    target_from: What `target` holds
    temperature: Divide the logits by T
    sample_weight: A weight per sample: 2 counts it twice, 0 leaves it out
    reduction: How the losses become one number; mean divides by all elements, batchmean by the first axis
    dtype: The precision of the calculation
    expect: A number from elsewhere, or with reduction='none' an array, to compare with: where it differs, say why.
    rtol: How far it may be off, relative to `expect` [default: by the digits of `expect`]
    atol: How far it may be off [default: by the digits of `expect`]
    header: Whether the first line of a CSV or TSV holds names: True or False [default: as it looks].
    """
