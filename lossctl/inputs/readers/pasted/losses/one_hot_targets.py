"""One-hot targets of a paste that are read as class indices."""

import numpy as np

from lossctl.inputs.document import Taken
from lossctl.inputs.hints import Hints
from lossctl.inputs.members.fitting_shapes import index_of_ones
from lossctl.inputs.readers.pasted.losses.call_order import Pair


def with_indices(role: str, pair: Pair, hints: Hints, taken: Taken) -> Taken:
    """A one-hot target beside probabilities of which some are 0 is read as indices: 0 · log 0 would be NaN."""
    if role != "target" or hints.compares != "classes" or hints.form != "probs" or (pair.input.array > 0).all():
        return taken
    array = np.asarray(taken.content)
    indices = index_of_ones(array)
    if indices is None or array.shape != pair.input.array.shape:
        return taken
    note = f"{taken.name or 'the target'} is one-hot, and read as indices: 0 · log 0 is NaN for PyTorch"
    return taken._replace(content=np.asarray(indices), notes=(*taken.notes, note))
