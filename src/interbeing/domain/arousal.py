"""How activated a person is, and whether that lies below, inside or above what they can bear."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from interbeing.domain.errors import BadInput

LOWEST_LEVEL: Final = 0
HIGHEST_LEVEL: Final = 10


class Zone(StrEnum):
    """Where arousal lies against the Window of tolerance (a clinical hypothesis, and called so on screen)."""

    BELOW = "below"
    INSIDE = "inside"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Window:
    """The two-sided window of tolerance on the 0 (shut down) to 10 (overwhelmed) scale; both edges lie inside it.

    The default edges are a starting point of ours, not a finding: the clinic can change them.
    """

    lower: int = 3
    upper: int = 7

    def __post_init__(self) -> None:
        if not LOWEST_LEVEL <= self.lower < self.upper <= HIGHEST_LEVEL:
            raise BadInput(f"a window from {self.lower} to {self.upper} is not inside 0 to 10: lower comes first")

    def zone(self, level: int) -> Zone:
        """Say where an arousal level (0 to 10) lies."""
        if level < self.lower:
            return Zone.BELOW
        return Zone.ABOVE if level > self.upper else Zone.INSIDE
