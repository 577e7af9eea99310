"""Whether it is too dark to judge a face. A camera sets its own exposure: no light meter is made of it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

DARK_BELOW: Final = 40.0  # of 255, the mean brightness of the face; ours, from the dimmed clips
LIGHT_ABOVE: Final = 48.0  # higher than the other, so that it does not come and go
SEEN: Final = np.array([0.2126, 0.7152, 0.0722])  # how an eye weighs red, green and blue (ITU-R BT.709)


def too_dark(brightness: float, was_dark: bool) -> bool:
    """Say whether a face of this mean brightness (0 to 255) is too dark to judge, given what was said before."""
    return brightness < (LIGHT_ABOVE if was_dark else DARK_BELOW)


def brightness(colours: NDArray[np.float64]) -> float:
    """Give the mean brightness, 0 to 255, of colours (samples × red, green, blue)."""
    return float(colours.mean(axis=0) @ SEEN)
