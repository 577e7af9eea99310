"""How long somebody has kept still without a break, by how far their face moved."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

STILL_BELOW: Final = 0.06  # widths of the face in a second: more than breathing and the nets' own jitter; ours
MS_PER_S: Final = 1000


def still_ms(moved: NDArray[np.float64]) -> int | None:
    """Give the unbroken stillness up to now from second-by-second movement, NaN where it is not known.

    A second that is not known ends it, and while the last one is not known neither is the stillness: None.
    """
    if not moved.size or np.isnan(moved[-1]):
        return None
    broken = np.flatnonzero(~(moved < STILL_BELOW))
    return int(moved.size - 1 - (broken[-1] if broken.size else -1)) * MS_PER_S
