"""What may be asked of the mind about a session, and what it may answer: nothing else passes between room and mind.

Another question is one more dataclass here, its answer another, and a case in `services/thinking.py`. The fields of
both are other dataclasses, tuples, enums, ids, text and numbers (`services/pipe.py`).
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from interbeing.domain.reading import Reading


@dataclass(frozen=True, slots=True)
class ReadingOf:
    """How may this session's patient read compassion now?"""

    session_id: UUID


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The mind could not answer; `why` names the kind of trouble and holds nothing that a patient felt or said."""

    why: str


Question = ReadingOf
Answer = Reading | NoAnswer
QUESTIONS: Final[tuple[type[Any], ...]] = (ReadingOf,)
ANSWERS: Final[tuple[type[Any], ...]] = (Reading, NoAnswer)
