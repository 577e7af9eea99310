"""How well two coders agree on a level, such as arousal second by second: intraclass correlations.

McGraw & Wong 1996, Psychol. Methods 1:30, two-way models: from the mean squares of rows (seconds), columns (coders) and
what is left.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class Intraclass(NamedTuple):
    """A: the same level. C: the same ups and downs. 1: one coder's; k: the mean of all. NaN: not defined."""

    a_1: float
    a_k: float
    c_1: float
    c_k: float


def intraclass(levels: Numbers) -> Intraclass:
    """Give the four from [place, coder] levels without gaps; with fewer than two places none is defined."""
    n, k = levels.shape
    if n < 2:
        return Intraclass(*[float("nan")] * 4)
    mean = levels.mean()
    rows = k * ((levels.mean(1) - mean) ** 2).sum() / (n - 1)
    columns = n * ((levels.mean(0) - mean) ** 2).sum() / (k - 1)
    left = ((levels - levels.mean(1, keepdims=True) - levels.mean(0) + mean) ** 2).sum() / ((n - 1) * (k - 1))
    return Intraclass(
        a_1=_share(rows - left, rows + (k - 1) * left + k * (columns - left) / n),
        a_k=_share(rows - left, rows + (columns - left) / n),
        c_1=_share(rows - left, rows + (k - 1) * left),
        c_k=_share(rows - left, rows),
    )


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else float("nan")
