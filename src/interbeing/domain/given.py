"""What somebody answered on one occasion, when it is due again, and what was done when an answer spoke of harm."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from interbeing.domain.measure import Measure
from interbeing.domain.score import Answers, score_of


class FilledBy(StrEnum):
    """Whose hand it was: the patient's on the touch page, or the therapist's from paper."""

    PATIENT = "patient"
    THERAPIST = "therapist"


@dataclass(frozen=True, slots=True)
class Given:
    """One filled-in measure. `totals` are scores taken over from paper; where there is one, it counts.

    `wording` is the language of the words that the patient read, empty when they were on paper.
    """

    given_id: UUID
    patient_id: UUID
    measure_id: str
    version: str
    given_at: datetime
    filled_by: FilledBy
    answers: Answers
    totals: Mapping[str, float]
    wording: str = ""

    def value_of(self, measure: Measure, score_id: str) -> float | None:
        """Give one score of this occasion; None when it cannot be known."""
        if score_id in self.totals:
            return self.totals[score_id]
        return None if self.totals else score_of(measure, measure.score_called(score_id), self.answers).value


@dataclass(frozen=True, slots=True)
class Pin:
    """An answer about harm that waits until a person has written what was done: the items, never a level."""

    given_id: UUID
    patient_id: UUID
    measure_id: str
    given_at: datetime
    items: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SafetyReply:
    """What a person did about it, in their own words."""

    given_id: UUID
    patient_id: UUID
    what_was_done: str
    written_by: str
    written_at: datetime


class Often(StrEnum):
    """How often a measure is asked of a patient."""

    EVERY_SESSION = "every_session"
    EVERY_4_WEEKS = "every_4_weeks"
    EVERY_6_WEEKS = "every_6_weeks"
    EVERY_12_WEEKS = "every_12_weeks"
    NEVER = "never"

    @property
    def weeks(self) -> int | None:
        """The weeks between two occasions, where weeks count."""
        return {"every_4_weeks": 4, "every_6_weeks": 6, "every_12_weeks": 12}.get(self.value)


def is_due(often: Often, last: datetime | None, session_at: datetime | None, now: datetime) -> bool:
    """Say whether a measure is due: after a session that came since the last time, or when its weeks have passed."""
    if often is Often.NEVER:
        return False
    if often is Often.EVERY_SESSION:
        return session_at is not None and (last is None or last < session_at)
    return last is None or (now - last).days >= 7 * (often.weeks or 0)
