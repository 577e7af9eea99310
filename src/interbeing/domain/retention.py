"""How long a record is to be kept, from when the clinic counts, and what keeps it longer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

MOST_YEARS: Final = 100
DAY_OF_LEAP_YEARS: Final = 29


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """A kind of record and for how many years it is kept after the last session: the clinic's own, by its law."""

    name: str
    years: int


DEFAULT_CLASSES: Final = (RetentionClass("", 10),)
"""Without a name it stands for every record. Ten years is what many laws ask; the clinic sets what its own asks."""


class LiftReason(StrEnum):
    """Why a hold may go; one of these alone, since an admin and the audit read it, who must not know what was said."""

    OVER = "what it was for is over"
    PATIENT_ASKED = "patient asked"
    BY_MISTAKE = "put by mistake"


@dataclass(frozen=True, slots=True)
class LiftAsked:
    """That somebody asked that a hold is lifted; with an answer once it was refused or taken back."""

    asked_id: UUID
    hold_id: UUID
    person: str  # as the audit calls them
    reason: LiftReason
    at: datetime
    answered_by: str = ""
    answer: str = ""
    answered_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether it still waits for an answer."""
        return self.answered_at is None


@dataclass(frozen=True, slots=True)
class Hold:
    """Somebody decided that this record must not be erased for now, and why; `lifted_at` once that is over.

    `asked` is the newest asking that it is lifted, where people sign in and two decide it.
    """

    hold_id: UUID
    patient_id: UUID
    reason: str
    by: str
    at: datetime
    lifted_by: str = ""
    lifted_at: datetime | None = None
    asked: LiftAsked | None = None

    @property
    def stands(self) -> bool:
        """Whether it still keeps the record."""
        return self.lifted_at is None


def falls_due_at(last: datetime, years: int) -> datetime:
    """Give when so many years have gone by since then; a 29th of February ends on the 28th where there is none."""
    try:
        return last.replace(year=last.year + years)
    except ValueError:
        return last.replace(year=last.year + years, day=DAY_OF_LEAP_YEARS - 1)


def class_named(classes: tuple[RetentionClass, ...], name: str | None) -> RetentionClass:
    """Give the class of this name; the clinic's first where none was chosen, or it is on the list no more."""
    return next((one for one in classes if one.name == name), classes[0])
