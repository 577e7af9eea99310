"""Whether it is too dark to judge a face. A camera sets its own exposure: no light meter is made of it."""

from typing import Final

DARK_BELOW: Final = 40.0  # of 255, the mean brightness of the face; ours, from the dimmed clips
LIGHT_ABOVE: Final = 48.0  # higher than the other, so that it does not come and go


def too_dark(brightness: float, was_dark: bool) -> bool:
    """Say whether a face of this mean brightness (0 to 255) is too dark to judge, given what was said before."""
    return brightness < (LIGHT_ABOVE if was_dark else DARK_BELOW)
