"""The limits before and during gaze: what was looked at, and what was passed on purpose (H1)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from interbeing.domain.errors import BadInput

BRIGHTEST_LX: Final = 200_000  # more than the midday sun
FARTHEST_CM: Final = 2_000


class Limit(StrEnum):
    """What a deliberate act with its reason can pass."""

    LIGHT = "light"
    DISTANCE = "distance"
    STILL_GAZE = "still_gaze"
    TOTAL_GAZE = "total_gaze"
    COURSE_GAZE = "course_gaze"
    LADDER = "ladder"


@dataclass(frozen=True, slots=True)
class LightSeen:
    """Light and distance were looked at: a meter's reading at the face, or our list of what to see, or both.

    What nobody measured is None; a camera cannot measure it.
    """

    kind: ClassVar[str] = "light"
    by_list: bool
    lux: int | None = None
    distance_cm: int | None = None

    def __post_init__(self) -> None:
        if not self.by_list and self.lux is None:
            raise BadInput("light was looked at with a meter or by the list: give one of them")
        if self.lux is not None and not 0 <= self.lux <= BRIGHTEST_LX:
            raise BadInput(f"{self.lux} lx is outside 0 to {BRIGHTEST_LX}")
        if self.distance_cm is not None and not 1 <= self.distance_cm <= FARTHEST_CM:
            raise BadInput(f"a distance of {self.distance_cm} cm is outside 1 to {FARTHEST_CM}")


@dataclass(frozen=True, slots=True)
class Passed:
    """A limit was passed on purpose; the moment's own reason says why."""

    kind: ClassVar[str] = "passed"
    limit: Limit
