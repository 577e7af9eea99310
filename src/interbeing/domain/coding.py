"""A second coding: what somebody else marked in the same session, blind to the first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from interbeing.domain.gathering import standing
from interbeing.domain.mark import Closed, Connection, Cover, CueGiven, Grounding, Mark, Opened, Pause
from interbeing.domain.moment import Kept
from interbeing.domain.signal import Measured, Measuring, Signal

# How the picture was shown is not seen: a rung sets veil and crop, so that they say the rung in other words.
SEEN_BLIND: Final = (Opened, Closed, Connection, CueGiven, Cover, Pause, Grounding)
SIGNALS_SEEN: Final = frozenset({Signal.PULSE, Signal.BELT})  # the measured eyes would say the gaze


@dataclass(frozen=True, slots=True)
class CodedMark:
    """One mark of a coding: when on the session's clock, and its name as in `domain/named.py`."""

    mark_id: UUID
    at_ms: int
    name: str


@dataclass(frozen=True, slots=True)
class Coding:
    """One coder's marks, in the order of the clock. Once finished it is compared, and no mark is added any more."""

    coding_id: UUID
    session_id: UUID
    coder: str
    began_at: datetime
    is_finished: bool
    marks: tuple[CodedMark, ...]


def blind(kept: Iterable[Kept]) -> tuple[Kept, ...]:
    """Give what a second coder may see of a log: what happened in the room, nothing that the first one read in it."""
    found = tuple(kept)
    stands = {moment.moment_id for moment in standing(one.moment for one in found)}
    return tuple(one for one in found if one.moment.moment_id in stands and _is_seen_blind(one.moment.mark))


def _is_seen_blind(mark: Mark) -> bool:
    match mark:
        case Measuring(signal=signal) | Measured(signal=signal):
            return signal in SIGNALS_SEEN
        case _:
            return isinstance(mark, SEEN_BLIND)
