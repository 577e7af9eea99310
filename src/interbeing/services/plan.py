"""Planning a session, and what must be in place before it may open."""

from datetime import datetime
from uuid import UUID, uuid4

from interbeing.domain.consent import Purpose, standing
from interbeing.domain.errors import NotAllowed
from interbeing.domain.session import MirrorKind, Session, SessionState
from interbeing.storage import patients, sessions
from interbeing.storage.connect import Connection, Database
from interbeing.storage.seal import Seal


def plan_session(
    database: Database, patient_id: UUID, mirror: MirrorKind, protocol_id: str, planned_for: datetime
) -> Session:
    """Plan a session; it opens later, when everything is in place."""
    session = Session(uuid4(), patient_id, SessionState.PLANNED, mirror, protocol_id, planned_for)

    def keep(connection: Connection) -> None:
        patients.refuse_unknown(connection, patient_id)
        sessions.add_session(connection, session)

    database.write(keep).result()
    return session


def session_of(database: Database, session_id: UUID) -> Session:
    """Give one session; NotFound when there is none."""
    with database.read() as connection:
        return sessions.session_of(connection, session_id)


def list_sessions(database: Database, offset: int = 0) -> tuple[Session, ...]:
    """List the sessions of all patients, the newest first."""
    with database.read() as connection:
        return sessions.sessions_of(connection, offset=offset)


def missing_before(database: Database, session: Session) -> NotAllowed | None:
    """Give what must still be put in place before this session may open; None when nothing is missing."""
    with database.read() as connection:
        try:
            refuse_unready(connection, database.seal, session)
        except NotAllowed as missing:
            return missing
    return None


def refuse_unready(connection: Connection, seal: Seal, session: Session) -> None:
    """Raise NotAllowed with what is missing before this session may open."""
    if session.state is not SessionState.PLANNED:
        raise NotAllowed(f"this session is already {session.state.value}")
    agreed = standing(patients.ledger_of(connection, seal, session.patient_id))
    if Purpose.RECORD not in agreed:
        raise NotAllowed("no consent to keep a record stands: record it before the session opens")
    if session.mirror is MirrorKind.CAMERA and Purpose.CAMERA not in agreed:
        raise NotAllowed("no consent to use the camera stands: record it, or plan with a real mirror")
    decision = patients.newest_decision(connection, seal, session.patient_id)
    if decision is None:
        raise NotAllowed("nobody has decided about cautions yet: do so on the patient's page")
    if not decision.goes_on:
        raise NotAllowed("the decision about cautions is not to go on for now")
