"""The moment: the unit of the record, kept whole and never changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from interbeing.domain.errors import BadInput
from interbeing.domain.guard import Passed
from interbeing.domain.mark import Mark

LONGEST_REASON = 500


class Author(StrEnum):
    """Who made a moment; a coder is somebody who coded the session afterwards, here or elsewhere."""

    THERAPIST = "therapist"
    PATIENT = "patient"
    ROOM = "room"
    CODER = "coder"


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that was marked.

    `moment_id` is made where the mark is made (UUIDv7), so that a resend is known again. `session_ms` is the session's
    one monotonic clock (0 when it opened) and gives durations; `marked_at` (UTC) is for people. `is_late` says that it
    was added or completed after the fact, with `reason` in words.
    """

    moment_id: UUID
    session_id: UUID
    author: Author
    session_ms: int
    marked_at: datetime
    mark: Mark
    is_late: bool = False
    reason: str = ""

    def __post_init__(self) -> None:
        if self.session_ms < 0:
            raise BadInput(f"session_ms {self.session_ms} lies before the session opened")
        if self.marked_at.tzinfo is None:
            raise BadInput("marked_at has no time zone: give UTC")
        if len(self.reason) > LONGEST_REASON:
            raise BadInput(f"the reason has {len(self.reason)} characters: at most {LONGEST_REASON}")
        if isinstance(self.mark, Passed) and not self.reason.strip():
            raise BadInput("a limit is passed with its reason in words")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the log answers once a moment is durable.

    `seq` counts 1, 2, 3 … within the session without a gap. `sha256` is that of the moment's canonical bytes. `head` is
    the end of the session's hash chain with this moment in it. Both are lower-case hex.
    """

    moment_id: UUID
    seq: int
    sha256: str
    head: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A moment as it lies in the log."""

    moment: Moment
    receipt: Receipt
    received_at: datetime
