"""What was marked at each moment, as the engine reads it: labels by number, and -1 where nothing was marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from interbeing.domain.emotion import EMOTIONS, Emotion

MISSING: Final = -1
FIRST, EXCHANGE, FELT, OFFERED, PERCEIVED, AROUSAL, AT_REFLECTION, INVITED, REASSURED = range(9)
COLUMNS: Final = 9


@dataclass(frozen=True, slots=True)
class Marked:
    """One moment: minutes since the one before it (since the session began, if `is_first`) and what was marked.

    None says "not marked" and is marginalised. A moment that is not an exchange carries no labels and teaches
    nothing by itself: it is a mark of arousal or of gaze between exchanges.
    """

    minutes: float
    is_first: bool = False
    felt: Emotion | None = None
    offered: Emotion | None = None
    perceived: Emotion | None = None
    arousal: int | None = None
    at_reflection: bool | None = None
    invited: bool = False
    reassured: bool = False
    is_exchange: bool = True


@dataclass(frozen=True, slots=True)
class Marks:
    """A patient's moments in order, over all sessions: minutes (T,) and codes (T, 9) by the column names above."""

    minutes: NDArray[np.float64]
    codes: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the moments."""
        return len(self.minutes)

    def first(self, count: int) -> "Marks":
        """Keep the first `count` moments."""
        return Marks(self.minutes[:count], self.codes[:count])


def marks_of(moments: Iterable[Marked]) -> Marks:
    """Write moments as arrays."""
    listed = list(moments)
    codes = np.array([codes_of(moment) for moment in listed], dtype=np.int64).reshape(-1, COLUMNS)
    return Marks(np.array([moment.minutes for moment in listed], dtype=np.float64), codes)


def marked_of(marks: Marks) -> list[Marked]:
    """Read arrays back as moments."""
    return [_marked(float(minutes), code) for minutes, code in zip(marks.minutes, marks.codes, strict=True)]


def codes_of(moment: Marked) -> tuple[int, ...]:
    """Write one moment as its nine codes."""
    return (
        int(moment.is_first),
        int(moment.is_exchange),
        _label(moment.felt),
        _label(moment.offered),
        _label(moment.perceived),
        MISSING if moment.arousal is None else moment.arousal,
        MISSING if moment.at_reflection is None else int(moment.at_reflection),
        int(moment.invited),
        int(moment.reassured),
    )


def _label(emotion: Emotion | None) -> int:
    return MISSING if emotion is None else EMOTIONS.index(emotion)


def _marked(minutes: float, code: NDArray[np.int64]) -> Marked:
    labels = [None if code[c] < 0 else EMOTIONS[code[c]] for c in (FELT, OFFERED, PERCEIVED)]
    return Marked(
        minutes=minutes,
        is_first=bool(code[FIRST]),
        felt=labels[0],
        offered=labels[1],
        perceived=labels[2],
        arousal=None if code[AROUSAL] < 0 else int(code[AROUSAL]),
        at_reflection=None if code[AT_REFLECTION] < 0 else bool(code[AT_REFLECTION]),
        invited=bool(code[INVITED]),
        reassured=bool(code[REASSURED]),
        is_exchange=bool(code[EXCHANGE]),
    )
