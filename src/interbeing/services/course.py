"""A patient's course as the model reads it: the moments of all sessions so far, and the belief that follows them."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from interbeing.domain.gathering import standing
from interbeing.domain.mark import Recognised
from interbeing.domain.moment import Moment
from interbeing.domain.session import Session
from interbeing.model.follow import Followed
from interbeing.model.gather import gather
from interbeing.model.marks import Marked
from interbeing.storage.connect import Connection
from interbeing.storage.moments import moments_of
from interbeing.storage.seal import Seal
from interbeing.storage.sessions import sessions_of


class Part(NamedTuple):
    """Some sessions of a course: their moments, and how many drawn faces were read in them."""

    moments: tuple[Marked, ...]
    faces: int


class Course(NamedTuple):
    """A course up to one session's last kept mark: that session's log, earlier sessions, this one, what follows."""

    log: tuple[Moment, ...]
    earlier: Part
    here: Part
    followed: Followed

    @property
    def moments(self) -> tuple[Marked, ...]:
        """Every moment so far."""
        return self.earlier.moments + self.here.moments

    @property
    def faces(self) -> int:
        """How many drawn faces were read so far."""
        return self.earlier.faces + self.here.faces


def part_of(log: Iterable[Moment], gap_ms: int) -> Part:
    """Gather one session's log."""
    log = tuple(log)
    read = {one.mark.trial for one in standing(log) if isinstance(one.mark, Recognised) and one.mark.read_as}
    return Part(tuple(gather(log, gap_ms)), len(read))


def earlier_than(connection: Connection, seal: Seal, patient_id: UUID, gap_ms: int, session: Session | None) -> Part:
    """Gather a patient's sessions that were opened before this one, in their order; without one, all of them."""
    opened = [one for one in sessions_of(connection, patient_id) if one.opened_at is not None]
    if session is not None:
        opened = [one for one in opened if session.opened_at and one.opened_at and one.opened_at < session.opened_at]
    opened.sort(key=lambda one: (one.opened_at, one.session_id))
    logs = [moments_of(connection, seal, one.session_id) for one in opened]
    parts = [part_of((kept.moment for kept in log), gap_ms) for log in logs]
    return Part(tuple(moment for part in parts for moment in part.moments), sum(part.faces for part in parts))
