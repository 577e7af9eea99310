"""A second coding: what somebody else marked in the same session, blind to the first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CodedMark:
    """One mark of a coding: when on the session's clock, and its name as in `domain/named.py`."""

    mark_id: UUID
    at_ms: int
    name: str


@dataclass(frozen=True, slots=True)
class Coding:
    """One coder's marks, in the order of the clock. Once finished it is compared, and no mark is added any more."""

    coding_id: UUID
    session_id: UUID
    coder: str
    began_at: datetime
    is_finished: bool
    marks: tuple[CodedMark, ...]
