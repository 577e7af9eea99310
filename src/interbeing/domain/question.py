"""What may be asked of the mind about a session, and what it may answer: nothing else passes between room and mind.

Another question is one more dataclass here, its answer another, and a case in `services/thinking.py`. The fields of
both are other dataclasses, tuples, enums, ids, text and numbers (`services/pipe.py`).
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from interbeing.domain.fit import Fit, Fitting
from interbeing.domain.pacing import Pacing
from interbeing.domain.reading import ExpectedMove, Reading


@dataclass(frozen=True, slots=True)
class ReadingOf:
    """How may this session's patient read compassion now?"""

    session_id: UUID


@dataclass(frozen=True, slots=True)
class MoveOf:
    """How might the marks of arousal move where this session's care was read as care?"""

    session_id: UUID


@dataclass(frozen=True, slots=True)
class PacingOf:
    """How may this session's patient leave the window, on each way of going on from this time of its clock?"""

    session_id: UUID
    session_ms: int


@dataclass(frozen=True, slots=True)
class FitOf:
    """What can this patient's marks tell? Asked again, the fit goes on with its next step until it is made."""

    patient_id: UUID


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The mind could not answer; `why` names the kind of trouble and holds nothing that a patient felt or said."""

    why: str


OfSession = ReadingOf | MoveOf | PacingOf
Question = OfSession | FitOf
Answer = Reading | ExpectedMove | Pacing | Fitting | Fit | NoAnswer
QUESTIONS: Final[tuple[type[Any], ...]] = (ReadingOf, MoveOf, PacingOf, FitOf)
ANSWERS: Final[tuple[type[Any], ...]] = (Reading, ExpectedMove, Pacing, Fitting, Fit, NoAnswer)
