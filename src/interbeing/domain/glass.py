"""What the mirror shows, of whom and how plainly: set by the therapist's hand, one step at a time (S6, S18c).

Covering is a mark of its own (`Cover`): it must work whatever else is set.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from interbeing.domain.errors import BadInput

MOST_STEPS: Final = 3  # of brightness either way, and of the light border
FARTHEST: Final = 60  # how far a frame may lie from the middle of the picture, in percent of it
CLOSEST: Final = 6  # steps of closeness either way
LONGEST_RUNG: Final = 60
HIGHEST_PLACE: Final = 99
OUR_RUNGS: Final = ("wall", "therapist", "outlines", "mouth_and_cheek", "own_eyes")  # before ladders were data
WITHOUT_OWN_REFLECTION: Final = frozenset({"wall", "therapist"})  # of our own ladder


class Veil(StrEnum):
    """How plainly the reflection is seen. *Covered* is the veil's last step, and marked by `Cover`."""

    CLEAR = "clear"
    SOFTENED = "softened"
    OUTLINE = "outline"


class Crop(StrEnum):
    """How much of a person is seen."""

    WHOLE = "whole"
    FACE = "face"
    MOUTH_AND_CHEEK = "mouth_and_cheek"
    EYES = "eyes"


class Who(StrEnum):
    """Whose reflection is seen; both only where the camera sees both."""

    OWN = "own"
    THERAPIST = "therapist"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class View:
    """What the mirror shows from now on. `brightness` is in steps from the camera's own, `border` in steps of light."""

    kind: ClassVar[str] = "view"
    veil: Veil
    crop: Crop
    who: Who
    brightness: int
    border: int

    def __post_init__(self) -> None:
        _refuse_beyond("brightness", self.brightness, -MOST_STEPS, MOST_STEPS)
        _refuse_beyond("border", self.border, 0, MOST_STEPS)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where in the mirrored picture one person is, set by hand: percent from its middle, and steps closer."""

    kind: ClassVar[str] = "frame"
    who: Who
    across: int
    down: int
    closer: int

    def __post_init__(self) -> None:
        if self.who is Who.BOTH:
            raise BadInput("a frame lies on one person: own or therapist")
        _refuse_beyond("across", self.across, -FARTHEST, FARTHEST)
        _refuse_beyond("down", self.down, -FARTHEST, FARTHEST)
        _refuse_beyond("closer", self.closer, -CLOSEST, CLOSEST)


@dataclass(frozen=True, slots=True)
class RungChosen:
    """The therapist chose a rung of the graded ladder, by its id in the clinic's own ladder (`domain/ladder.py`).

    `own_reflection` says whether it asks the person to look at their own, `place` counts the rungs from 0; logs from
    before ladders were data leave both out.
    """

    kind: ClassVar[str] = "rung"
    rung: str
    own_reflection: bool | None = None
    place: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.rung) <= LONGEST_RUNG:
            raise BadInput(f"the id of a rung has 1 to {LONGEST_RUNG} characters")
        _refuse_beyond("place", self.place or 0, 0, HIGHEST_PLACE)

    @property
    def invites_own_reflection(self) -> bool:
        """Whether this rung asks the person to look at their own reflection."""
        return self.rung not in WITHOUT_OWN_REFLECTION if self.own_reflection is None else self.own_reflection

    @property
    def height(self) -> int:
        """How far up the ladder it stands, from 0."""
        if self.place is not None:
            return self.place
        return OUR_RUNGS.index(self.rung) if self.rung in OUR_RUNGS else 0


def _refuse_beyond(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise BadInput(f"{name} {value} is outside {least} to {most}")
