"""The person we work with, under a pseudonym, and what to be careful about before the mirror."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Caution(StrEnum):
    """Reasons to think again before mirror work (domain.md §1.5; our list, for the clinic to weigh)."""

    PSYCHOSIS = "psychosis"
    DISSOCIATION = "dissociation"
    BODY_IMAGE = "body_image"
    SUICIDALITY = "suicidality"
    INTOXICATION = "intoxication"
    NO_STABILISATION = "no_stabilisation"


@dataclass(frozen=True, slots=True)
class CautionDecision:
    """A deliberate decision about cautions: which are present, whether to go on, and why, by whom."""

    patient_id: UUID
    present: frozenset[Caution]
    goes_on: bool
    reason: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient as every screen names them: pseudonym, initials and a picture word that makes a mix-up hard."""

    patient_id: UUID
    pseudonym: str
    initials: str
    picture_word: str
    is_practice: bool
    created_at: datetime
