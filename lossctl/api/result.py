"""The result as Python users have it: a number that shows its samples, explains itself, and can be asserted."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from lossctl import result as below
from lossctl.api.as_number import AsNumber

if TYPE_CHECKING:
    from lossctl.merge.merged import Merged
    from lossctl.solve import Calculation


class Result(AsNumber):
    """A loss and all that belongs to it; the functions of the losses return it.

    >>> result = lossctl.ce([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1])
    >>> result.sum, result.denominator
    (0.6687891..., 2.0)
    >>> float(result) == result.loss
    True

    `print(result)` shows the samples, `sum / denominator = loss` and the notes, as the command does; a notebook
    shows the same. `bool(result)` says whether it is what `expect` said. NumPy takes it as an array.

    It compares and calculates as the number that it is: `result < 2`, `result - other`, `round(result, 4)`. `==` asks
    for the very number, as it does of floats: for one near it there are `expect` and `math.isclose`. With reduction
    `none` it has `.loss`, an array, for that; two such results are equal if all their losses are.

    It keeps the arrays that it was calculated of, as it calculates what it shows when that is asked for. A copy and
    what comes out of a pickle leave them behind: they have the numbers, and no samples to show.

    Beside the properties below it has these attributes:

    criterion: the loss, `ce`, `bce`, `bce-logits` or `kl`.
    reduction: how the losses became one number: `mean`, `sum`, `none` or kl's `batchmean`.
    shape: the shape of the input.
    dtype: the precision of the calculation, `float64` or `float32`.
    class_axis: where the classes are in the input; None where it has no such axis.
    losses: with reduction `none`, the weighted loss of each element, in the shape that PyTorch returns; else None.
    classes: the names of the classes, where a table has them.
    notes: sentences that a reader must know, such as what mean divides by.
    verdict: the comparison with `expect`, or with the loss in a paste: `matches`, `expected`, `difference`, `allowed`,
        and the `diagnosis`, causes with `sentence`, `value` and `options`; None where nothing was expected.
    judged: the losses that a paste shows, each with its `label` and `verdict`.
    options: the options that change the number, as `merge` compares them.
    inputs: digests of the data, by which `merge` knows repeats; `to_dict()` has them.
    likelihood: whether each loss is −log of a target's probability, so that there is a perplexity.
    tally: the exact sums, as they add up.
    worst: samples of the greatest loss, where `--sort loss` asks for them; here `distribution.worst` has them.
    """

    _source: "Calculation | Merged | None" = None  # what shows its samples, or its shards
    _original: below.Result | None = None  # with notes and verdict in the command line's words, for JSON
    _files: tuple[str, ...] = ()  # that it may read, as the caller named them

    def __repr__(self) -> str:
        """One line with the number and the verdict, short enough to be read whole where pytest shows it."""
        from lossctl.api.one_line import one_line

        return one_line(self)

    def __str__(self) -> str:
        """The table that the command prints: the samples, `sum / denominator = loss`, the notes, the verdict.

        >>> print(lossctl.ce([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1]))
        F.cross_entropy(x, t)                               x (2, 3)   t (2,)
        ...
        loss  0.334395
        """
        from lossctl.api import written

        return written.text(self, "table").rstrip("\n")

    def _repr_html_(self) -> str:
        """The same for a notebook."""
        from lossctl.api import written

        return written.text(self, "notebook")

    def __bool__(self) -> bool:
        """Whether it is what was expected, so that a test can assert it; TypeError where nothing was.

        >>> bool(lossctl.ce([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1], expect=0.3344))
        True
        """
        if self.verdict is None:
            raise TypeError("a result is true if it is what was expected, and nothing was expected: give expect=")
        return self.verdict.matches

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """The loss as NumPy takes it: one number, or with reduction `none` that of each element."""
        return np.asarray(self.loss, dtype) if copy is False else np.array(self.loss, dtype)

    def __format__(self, form: str) -> str:
        """`f"{result:.4f}"` is the number; without a form it is the table."""
        return format(float(self), form) if form else str(self)

    def __getstate__(self) -> dict[str, Any]:
        """What a pickle and a copy have: no arrays, but their digest, by which `merge` knows them."""
        from lossctl.api import written

        original = written.digested(self)
        state = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**state, "_original": original}

    def explain(self, *, rows: int | Literal["all"] = 10) -> str:
        """Every step of the calculation, with its formula and its numbers, and so many of the samples, or `"all"`.

        >>> print(lossctl.ce([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1]).explain())
        F.cross_entropy(x, t)                               x (2, 3)   t (2,)
        <BLANKLINE>
        1  ...
        loss  0.334395
        """
        from lossctl.api import written

        return written.explained(self, str(rows)).rstrip("\n")

    def to_json(self) -> str:
        r"""The JSON object that `--json` prints, as a text: `merge` takes it, and every JSON parser reads it.

        >>> lossctl.ce([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1]).to_json()
        '{\n  "loss": 0.3343945...}\n'
        """
        from lossctl.api import written

        return written.text(self, "json")

    def to_dict(self) -> dict[str, Any]:
        """The same object as a dict of numbers, texts and lists; numbers that are not finite are texts.

        >>> lossctl.ce([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1]).to_dict()["denominator"]
        2.0
        """
        import json

        made: dict[str, Any] = json.loads(self.to_json())
        return made

    def save(self, path: str | PathLike[str]) -> None:
        """Write it to a file, whole or not at all; the suffix says how, as for `--output`.

        `.txt .md .svg .html` are the table, `.json` the object of `to_json()`, `.csv .jsonl` a record of each sample,
        and `.npy` the losses. InputError where it cannot be written, and for a file that it was calculated from.

        >>> lossctl.ce([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1]).save("losses.csv")
        """
        from lossctl.api import written

        written.save(self, str(path), self._files)


def result_of(
    original: below.Result,
    source: "Calculation | Merged",
    files: Collection[str] = (),
    words: Mapping[str, Any] | None = None,
) -> Result:
    """The public result, with all that is said of it in the words of Python.

    `files` are those that it may read, and `words` what was read for each argument.
    """
    told = original
    if original.notes or original.verdict or original.judged:
        from lossctl.api.told import told_result

        told = told_result(original, files, words)
    made = Result(**{each.name: getattr(told, each.name) for each in fields(told)})
    made.__dict__.update(_source=source, _original=original, _files=tuple(files))  # past the frozen dataclass
    return made
