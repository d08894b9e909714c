from collections.abc import Sequence

import numpy as np
import pytest

from lossctl.sums.layout import whole


@pytest.mark.parametrize(
    ("lengths", "size", "expected"),
    [
        ([4, 4, 2], 1, [4, 4, 2]),
        ([4, 4, 4], 6, [6, 6]),
        ([1, 1, 1, 1], 4, [4]),
        ([9], 4, [8]),
        ([], 4, []),
        ([7, 1, 8], 5, [5, 10]),
    ],
)
def test_pieces_become_whole(lengths: Sequence[int], size: int, expected: Sequence[int]) -> None:
    every = np.arange(sum(lengths))
    pieces = list(whole(np.split(every, np.cumsum(lengths)[:-1]) if lengths else [], size))
    assert [len(piece) for piece in pieces] == expected
    assert np.array_equal(np.concatenate([[], *pieces]), every[: sum(expected)])
