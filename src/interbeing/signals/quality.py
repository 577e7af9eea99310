"""How much of a signal could be judged, and what was usual in it: its own baseline, a line and never a limit."""

from collections.abc import Sequence
from typing import Final

import numpy as np

FEWEST_FOR_BASELINE: Final = 60  # seconds that are known


def known_share(values: Sequence[object | None]) -> float | None:
    """Give the share (0 to 1) of seconds in which something is known; None when there are none."""
    return sum(value is not None for value in values) / len(values) if values else None


def baseline(values: Sequence[float | None]) -> float | None:
    """Give the median of the first minute that is known; None until there is a minute of it."""
    known = [value for value in values if value is not None][:FEWEST_FOR_BASELINE]
    return float(np.median(known)) if len(known) == FEWEST_FOR_BASELINE else None
