"""The types of arrays."""

from typing import Any

import numpy as np

# What numpy.typing's NDArray stands for: to import that takes a millisecond.
Array = np.ndarray[Any, np.dtype[Any]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
