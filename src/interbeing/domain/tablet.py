"""A tablet that joins one session by a code, and shows the patient's pages of that session alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

CODE_HOLDS_FOR: Final = timedelta(minutes=10)  # reliability.md §4a
AFTER_CLOSING: Final = timedelta(minutes=30)  # time to rate the session and to read what helps afterwards; ours
LONGEST: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Tablet:
    """One tablet of one session. Its code holds `until`; `joined_at` is None until somebody gave it there."""

    tablet_id: UUID
    session_id: UUID
    made_at: datetime
    until: datetime
    device: str = ""
    joined_at: datetime | None = None
    ended_at: datetime | None = None

    def is_over(self, now: datetime, closed_at: datetime | None) -> bool:
        """Say whether it shows nothing any more; `closed_at` is when its session was closed, if it was."""
        if self.ended_at is not None or self.joined_at is None:
            return True
        return now >= self.joined_at + LONGEST or (closed_at is not None and now >= closed_at + AFTER_CLOSING)
