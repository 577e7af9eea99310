"""A session before the mirror, from plan to close."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class SessionState(StrEnum):
    """Where a session stands. It only moves forward, but for pausing and going on."""

    PLANNED = "planned"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"

    @property
    def is_live(self) -> bool:
        """Whether its clock is running."""
        return self in {SessionState.OPEN, SessionState.PAUSED}


class MirrorKind(StrEnum):
    """The mirror on the screen by camera, or a real mirror with the screen dark."""

    CAMERA = "camera"
    REAL = "real"


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting of patient and therapist. `seq` is the number of moments in its log."""

    session_id: UUID
    patient_id: UUID
    state: SessionState
    mirror: MirrorKind
    protocol_id: str
    planned_for: datetime
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class WriteUp:
    """The therapist's own words after a session; each save is a new version, earlier ones stay."""

    session_id: UUID
    version: int
    text: str
    written_at: datetime
    is_signed: bool
