"""Asking that everything of a patient is erased, where two people decide it: one asks, another agrees or refuses."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ErasureReason(StrEnum):
    """Why; one of these alone, since the audit keeps it and must not say what a patient said."""

    PATIENT_ASKED = "patient asked"
    TIME_OVER = "time is over"
    BY_MISTAKE = "kept by mistake"


@dataclass(frozen=True, slots=True)
class ErasureAsked:
    """That somebody asked; with an answer once it was refused or taken back, and then it stands no more."""

    asked_id: UUID
    patient_id: UUID
    person: str  # as the audit calls them
    reason: ErasureReason
    at: datetime
    answered_by: str = ""
    answer: str = ""
    answered_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether it still waits for an answer."""
        return self.answered_at is None
