"""What the model holds possible of one patient now: a hypothesis with its uncertainty, shown and never kept."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from interbeing.domain.emotion import Emotion

LATER: Final = 10
"""More exchanges after which the move of arousal is foretold again."""


class ReadingState(StrEnum):
    """How far a reading has come; `NONE` says that the model has none, and that nothing else is touched by that."""

    PREPARING = "preparing"
    NONE = "none"
    NOT_KNOWN = "not_known"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and the ends of its 90 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ExpectedMove:
    """How arousal may move when care is read as care, in points from the mark before to the mark after (S12b).

    `now` and `later`, after `LATER` more such exchanges: the mean, and the whole points that hold 90 % of what may
    come. None while it is not known.
    """

    now: Estimate | None = None
    later: Estimate | None = None


@dataclass(frozen=True, slots=True)
class ReadAs:
    """The chance (0 to 1) that compassion offered now is read as this emotion, and whether it may be shown."""

    emotion: Emotion
    chance: Estimate
    is_known: bool


@dataclass(frozen=True, slots=True)
class Foretold:
    """What may come next, in the feeling that was marked last.

    `exchanges` counts those marked in this feeling, felt and read both, over all sessions. `readings` begins with the
    likeliest. `lower_edge` and `upper_edge` bound the window on the arousal scale 0 to 10; `move` is how the mark of
    arousal may move if compassion is read as compassion next. `faces` drawn faces were answered in the recognition
    exercise.
    """

    felt: Emotion
    exchanges: int
    readings: tuple[ReadAs, ...]
    lower_edge: float
    upper_edge: Estimate
    is_upper_edge_known: bool
    move: ExpectedMove = ExpectedMove()
    faces: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the reading has come, and what it says; `exchanges` counts those of the feeling marked last."""

    state: ReadingState
    exchanges: int = 0
    foretold: Foretold | None = None
