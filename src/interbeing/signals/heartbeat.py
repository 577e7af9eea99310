"""Which intervals between heartbeats can be believed: a belt slips, and a slipped beat must not pass for a heart."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

UNITS_PER_S: Final = 1024  # the heart-rate service counts intervals in 1/1024 s
SHORTEST_MS, LONGEST_MS = 300.0, 2000.0
AROUND: Final = 5  # beats before, and after, that say what is usual
FAR_OFF: Final = 0.25  # of the usual interval; between beats of a healthy heart at rest it changes by less; ours
Floats = NDArray[np.float64]


def in_ms(units: NDArray[np.int64]) -> Floats:
    """Give intervals in milliseconds from the belt's 1/1024 s."""
    return units.astype(np.float64) * 1000 / UNITS_PER_S


def believed(rr_ms: Floats) -> NDArray[np.bool_]:
    """Say of each interval whether it can be a heart's: within limits, and near the median of those around it."""
    possible = (rr_ms >= SHORTEST_MS) & (rr_ms <= LONGEST_MS)
    usual = np.array([_usual(rr_ms, possible, place) for place in range(rr_ms.size)])
    is_near: NDArray[np.bool_] = np.abs(rr_ms - usual) <= FAR_OFF * usual
    return possible & is_near


def _usual(rr_ms: Floats, possible: NDArray[np.bool_], place: int) -> float:
    around = slice(max(0, place - AROUND), place + AROUND + 1)
    found = rr_ms[around][possible[around]]
    return float(np.median(found)) if found.size else np.inf
