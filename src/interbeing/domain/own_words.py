"""What stands beside the figures of a course: the patient's own words, and what did harm or was too much."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class About(StrEnum):
    """What the words are."""

    OWN_WORDS = "own_words"
    HARM = "harm"


@dataclass(frozen=True, slots=True)
class Said:
    """Some words about a course, whose hand wrote them down, and when."""

    said_id: UUID
    patient_id: UUID
    about: About
    text: str
    written_by: str
    written_at: datetime
