"""Where a patient stands on the ladder, and the dose of their course, read from the sessions before."""

from dataclasses import dataclass
from uuid import UUID

from interbeing.domain.dose import Dose
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


def stable_before(database: Database, ladder: Ladder, session: Session) -> dict[str, int]:
    """Give for each rung how many of the patient's earlier sessions in a row were stable on it."""
    with database.read() as connection:
        window = clinic_of(connection).window
        closed = [one for one in _closed(connection, session.patient_id) if one.session_id != session.session_id]
        logs = [_log_of(connection, database.seal, one) for one in closed]
    return ladder.stable_in_a_row(logs, window)


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
