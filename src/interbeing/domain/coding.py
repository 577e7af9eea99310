"""A second coding: what somebody else marked in the same session, blind to the first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from interbeing.domain.gathering import standing
from interbeing.domain.glass import View
from interbeing.domain.mark import Closed, Connection, Cover, CueGiven, Grounding, Opened, Pause
from interbeing.domain.moment import Kept
from interbeing.domain.signal import Measured, Measuring

SEEN_BLIND: Final = (
    *(Opened, Closed, Connection, CueGiven, Cover, View, Pause, Grounding),
    *(Measuring, Measured),
)


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
    return tuple(one for one in found if isinstance(one.moment.mark, SEEN_BLIND) and one.moment.moment_id in stands)
