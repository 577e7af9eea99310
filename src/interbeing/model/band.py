"""Says a figure together with how uncertain it is."""

from typing import Final, NamedTuple

import numpy as np

from interbeing.model.parameters import Floats

LOW, HIGH = 0.05, 0.95
INTERVAL: Final = HIGH - LOW


class Band(NamedTuple):
    """A weighted mean and the ends of its 90 % interval."""

    mean: float
    low: float
    high: float

    @property
    def width(self) -> float:
        """Give the length of the interval."""
        return self.high - self.low


def band(values: Floats, weights: Floats) -> Band:
    """Summarise values (n,) with weights (n,) that sum to 1; quantiles are interpolated between weighted ranks."""
    order = np.argsort(values)
    sorted_weights = weights[order]
    ranks = np.cumsum(sorted_weights) - 0.5 * sorted_weights
    low, high = np.interp((LOW, HIGH), ranks, values[order])
    return Band(float(weights @ values), float(low), float(high))
