"""Where a patient stands on the ladder, and the dose of their course, read from the sessions before."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from interbeing.domain.dose import Dose, dose_of
from interbeing.domain.ladder import Ladder
from interbeing.domain.moment import Moment
from interbeing.domain.session import Session, SessionState
from interbeing.services.digests import Digests
from interbeing.storage.clinic import clinic_of
from interbeing.storage.connect import Connection, Database
from interbeing.storage.moments import moments_of
from interbeing.storage.seal import Seal
from interbeing.storage.sessions import sessions_of


@dataclass(frozen=True, slots=True)
class SessionDose:
    """The dose of one closed session, and the rungs that were stood on, by id, in the order of standing."""

    session: Session
    dose: Dose
    rungs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CourseDose:
    """Every closed session of a patient from the oldest on, and all of them put together."""

    sessions: tuple[SessionDose, ...]

    @property
    def whole(self) -> Dose:
        """All sessions put together."""
        return sum((one.dose for one in self.sessions), Dose())


class Before(NamedTuple):
    """What the sessions before one say: for each rung how many in a row were stable on it, and the dose of each."""

    stable: dict[str, int]
    doses: tuple[Dose, ...]

    @property
    def gaze_ms(self) -> int:
        """All gaze of the course before this session."""
        return sum(dose.gaze_ms for dose in self.doses)

    @property
    def last_gaze_ms(self) -> int:
        """The gaze of the session before this one."""
        return self.doses[-1].gaze_ms if self.doses else 0


def before(database: Database, ladder: Ladder, session: Session) -> Before:
    """Read the patient's other closed sessions, from the oldest on."""
    with database.read() as connection:
        clinic = clinic_of(connection)
        closed = [one for one in _closed(connection, session.patient_id) if one.session_id != session.session_id]
        logs = [_log_of(connection, database.seal, one) for one in closed]
    doses = tuple(dose_of(log, clinic.limits.still_gaze_ms) for log in logs)
    return Before(ladder.stable_in_a_row(logs, clinic.window), doses)


def course_dose(database: Database, digests: Digests, patient_id: UUID) -> CourseDose:
    """Read the dose of every closed session of this patient."""
    with database.read() as connection:
        closed = _closed(connection, patient_id)
        told = digests.told(connection, closed, clinic_of(connection))
    return CourseDose(tuple(SessionDose(one, two.dose, two.rungs) for one, two in zip(closed, told, strict=True)))


def _closed(connection: Connection, patient_id: UUID) -> list[Session]:
    newest_first = sessions_of(connection, patient_id)
    return [session for session in reversed(newest_first) if session.state is SessionState.CLOSED]


def _log_of(connection: Connection, seal: Seal, session: Session) -> tuple[Moment, ...]:
    return tuple(kept.moment for kept in moments_of(connection, seal, session.session_id))
