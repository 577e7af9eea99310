"""What a patient may know of their own record: what is kept, what they would have corrected, and who saw it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Holding(StrEnum):
    """One kind of thing that is kept of a patient."""

    SESSIONS = "sessions"
    MOMENTS = "moments"
    WRITE_UPS = "write_ups"
    MEASURED = "measured"
    ANSWERS = "answers"
    SAFETY = "safety"
    RATINGS = "ratings"
    CAREGIVERS = "caregivers"
    OWN_WORDS = "own_words"
    TOGETHER = "together"
    FITS = "fits"
    CODINGS = "codings"
    CONSENTS = "consents"
    CAUTIONS = "cautions"
    CORRECTIONS = "corrections"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a patient says is not right; it stands beside what it is about, which stays as it was."""

    correction_id: UUID
    patient_id: UUID
    about: Holding
    text: str
    written_by: str
    written_at: datetime
