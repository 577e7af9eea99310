"""A practice patient: simulated, nobody real, with a finished session to look at and a planned one to open."""

from datetime import timedelta
from typing import Final
from uuid import UUID, uuid5

from interbeing.domain.consent import SECOND_CODER, Purpose
from interbeing.domain.errors import NotAllowed
from interbeing.domain.patient import Caution, Patient
from interbeing.domain.session import MirrorKind, Session, SessionState
from interbeing.domain.typed import folded
from interbeing.services.clock import Clock
from interbeing.services.example import Example, read_example
from interbeing.services.patients import add_patient, decide_cautions, fitting_patients, record_consent
from interbeing.services.plan import plan_session
from interbeing.services.protocols import DEFAULT_ID
from interbeing.storage import patients, sessions
from interbeing.storage.connect import Connection, Database
from interbeing.storage.moments import append

RECORDED_BY: Final = "Interbeing (practice)"
NAME: Final = "Ada, for practice"
PICTURE_WORD: Final = "sparrow"  # not among the words offered to others
AGREED: Final = (Purpose.RECORD, Purpose.CAMERA, *SECOND_CODER, Purpose.RESEARCH)  # signals stay off
DAYS_AGO: Final = 7
ON_THE_WAY: Final = timedelta(milliseconds=4)  # about what a mark needs to the disk


def ready_practice(database: Database, clock: Clock) -> Patient:
    """Make the practice patient, the example session and one planned session ready; what is there stays."""
    patient = ready_practice_patient(database, clock)
    example_id = uuid5(patient.patient_id, "example")
    kept = _sessions(database, patient.patient_id)
    if example_id not in {session.session_id for session in kept}:
        _keep_example(database, clock, patient.patient_id, example_id)
    if not any(session.state is SessionState.PLANNED for session in kept):
        plan_practice_session(database, clock, patient.patient_id)
    return patient


def ready_practice_patient(database: Database, clock: Clock) -> Patient:
    """Give the practice patient, making them ready the first time: consent and a decision on record."""
    patient = _found(database) or add_patient(database, clock, NAME, "A", PICTURE_WORD, is_practice=True)
    with database.read() as connection:
        has_decision = patients.newest_decision(connection, database.seal, patient.patient_id) is not None
        asked = {entry.purpose for entry in patients.ledger_of(connection, database.seal, patient.patient_id)}
    for purpose in (one for one in AGREED if one not in asked):
        record_consent(database, clock, patient.patient_id, purpose, is_given=True, recorded_by=RECORDED_BY)
    if not has_decision:
        nothing: frozenset[Caution] = frozenset()
        decide_cautions(database, clock, patient.patient_id, nothing, goes_on=True, reason="", decided_by=RECORDED_BY)
    return patient


def plan_practice_session(database: Database, clock: Clock, patient_id: UUID) -> Session:
    """Plan one more session of the practice patient, for now."""
    now = clock.now().replace(second=0, microsecond=0)
    return plan_session(database, patient_id, MirrorKind.CAMERA, DEFAULT_ID, now)


def refuse_real(database: Database, session_id: UUID) -> None:
    """Raise NotAllowed unless this is a session of a practice patient."""
    with database.read() as connection:
        session = sessions.session_of(connection, session_id)
        if not patients.patient_of(connection, database.seal, session.patient_id).is_practice:
            raise NotAllowed("this is no practice session")


def _found(database: Database) -> Patient | None:
    named = (one for one in fitting_patients(database, NAME) if one.is_practice)
    return next((one for one in named if folded(one.pseudonym) == folded(NAME)), None)


def _sessions(database: Database, patient_id: UUID) -> tuple[Session, ...]:
    with database.read() as connection:
        return sessions.sessions_of(connection, patient_id)


def _keep_example(database: Database, clock: Clock, patient_id: UUID, session_id: UUID) -> None:
    """Keep the whole example in one transaction: half of it is never there."""
    opened_at = clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=DAYS_AGO)
    example = read_example(session_id, opened_at)
    session = Session(
        session_id, patient_id, SessionState.PLANNED, MirrorKind.CAMERA, example.protocol_id, planned_for=opened_at
    )

    def keep(connection: Connection) -> None:
        sessions.add_session(connection, session)
        _append_all(connection, database, example)
        closed_at = opened_at + timedelta(milliseconds=example.duration_ms)
        sessions.set_state(connection, session_id, SessionState.CLOSED, opened_at, closed_at)

    database.write(keep).result()


def _append_all(connection: Connection, database: Database, example: Example) -> None:
    received_at = example.moments[0].marked_at
    for moment in example.moments:
        received_at = max(received_at, moment.marked_at + ON_THE_WAY)  # a late mark comes in after the one before
        append(connection, database.seal, moment, received_at)
