"""Pacing: what the model foretells for each way of going on, shown only on asking; research, a hypothesis."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final
from uuid import UUID

from interbeing.domain.reading import Estimate

AHEAD: Final = 3
"""Moments looked ahead: the horizon calibrated in docs/model.md."""
MOMENT_MS: Final = 60_000
"""How long a moment looked ahead lasts: the mean time between exchanges of our simulated courses."""


class Way(StrEnum):
    """How the therapist could go on."""

    STAY = "stay"
    CLOSER = "closer"
    FURTHER = "further"
    REASSURE_FIRST = "reassure_first"
    GROUND = "ground"


class Reason(StrEnum):
    """What moves arousal most under a way of going on, on average over the futures."""

    OWN_REFLECTION = "own_reflection"
    THREAT_READ = "threat_read"
    CARE_IS_NEW = "care_is_new"
    CARE_SOOTHES = "care_soothes"
    REASSURANCE = "reassurance"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The chance (0 to 1) of leaving the window within the next three moments on this way, and its strongest reason."""

    way: Way
    leaving: Estimate
    reason: Reason


@dataclass(frozen=True, slots=True)
class Advised:
    """A mark of the room: these figures were shown on the console, because the therapist asked for them.

    `outlooks` holds the ways of which enough was known.
    `lower_edge` and `upper_edge` bound the window that the figures speak of, on the arousal scale; `exchanges` were
    known of the patient.
    """

    kind: ClassVar[str] = "advised"
    outlooks: tuple[Outlook, ...]
    lower_edge: float
    upper_edge: float
    exchanges: int


class PacingState(StrEnum):
    """How far the figures have come; `OFF` says that pacing is not turned on for this patient."""

    OFF = "off"
    PREPARING = "preparing"
    NONE = "none"
    NOT_KNOWN = "not_known"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Pacing:
    """The answer to one asking: how far the figures have come, and only when they are known, what was shown."""

    state: PacingState
    exchanges: int = 0
    arousal_marks: int = 0
    shown: Advised | None = None


@dataclass(frozen=True, slots=True)
class PacingEntry:
    """One line of a patient's pacing ledger: turned on or off, by whom and when; ledgers come in order of entry."""

    patient_id: UUID
    is_on: bool
    recorded_by: str
    recorded_at: datetime


def is_on(ledger: Iterable[PacingEntry]) -> bool:
    """Say whether pacing is on: the last line decides, and without any it is off."""
    every = tuple(ledger)
    return bool(every) and every[-1].is_on
