"""Patients and sessions are found again, on both databases."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from interbeing.domain.patient import Caution, CautionDecision, Patient
from interbeing.domain.session import MirrorKind, Session, SessionState
from interbeing.storage import patients, sessions
from interbeing.storage.connect import Database
from interbeing.storage.sessions import Wanted

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NAMES = ["Niccolò", "\u202eאבג", "👩‍🌾 Anna", "e\u0301toile"]


def a_patient(name: str, *, is_practice: bool = False) -> Patient:
    return Patient(uuid4(), name, "N", "lantern", is_practice, AT)


def add_patient(database: Database, name: str, *, is_practice: bool = False) -> Patient:
    patient = a_patient(name, is_practice=is_practice)
    database.write(lambda connection: patients.add_patient(connection, database.seal, patient)).result()
    return patient


def add_session(database: Database, patient_id: UUID, days: int, state: SessionState) -> Session:
    session = Session(uuid4(), patient_id, state, MirrorKind.REAL, "mirror-course", AT + timedelta(days=days))
    database.write(lambda connection: sessions.add_session(connection, session)).result()
    return session


def test_patients_come_back_to_the_letter(database: Database) -> None:
    added = [add_patient(database, name) for name in NAMES]
    with database.read() as connection:
        assert set(patients.all_patients(connection, database.seal)) == set(added)
        assert tuple(patients.patients_by_id(connection, database.seal, [added[0].patient_id, uuid4()]).values()) == (
            added[0],
        )
        assert patients.is_taken(connection, database.seal, "NICCOLÒ")
        assert not patients.is_taken(connection, database.seal, "Niccolo")
        assert patients.has_any(connection)
        assert not patients.has_any(connection, is_practice=True)


def test_every_decision_comes_back_in_order(database: Database) -> None:
    patient_id = add_patient(database, "Wren").patient_id
    none = CautionDecision(patient_id, frozenset(), True, "", "T", AT)
    some = CautionDecision(patient_id, frozenset({Caution.PSYCHOSIS, Caution.BODY_IMAGE}), False, "a\nb", "T", AT)
    for decision in (some, none):
        database.write(lambda connection, one=decision: patients.add_decision(connection, database.seal, one)).result()
    with database.read() as connection:
        assert patients.decisions_of(connection, database.seal, patient_id) == (some, none)
        assert patients.newest_decision(connection, database.seal, patient_id) == none
        assert patients.decisions_of(connection, database.seal, uuid4()) == ()


def test_sessions_are_found_by_what_is_asked(database: Database) -> None:
    wren, heron = (add_patient(database, name).patient_id for name in ("Wren", "Heron"))
    first = add_session(database, wren, 0, SessionState.PLANNED)
    second = add_session(database, wren, 1, SessionState.CLOSED)
    third = add_session(database, heron, 2, SessionState.PLANNED)
    asked = {
        Wanted(): [third, second, first],
        Wanted(states=frozenset({SessionState.PLANNED})): [third, first],
        Wanted(planned_from=second.planned_for): [third, second],
        Wanted(planned_before=second.planned_for): [first],
        Wanted(patient_ids=(wren,)): [second, first],
        Wanted(patient_ids=()): [],
    }
    with database.read() as connection:
        for wanted, found in asked.items():
            assert list(sessions.find_sessions(connection, wanted)) == found
            assert sessions.count_sessions(connection, wanted) == len(found)
        assert sessions.find_sessions(connection, Wanted(), 1, 1) == (second,)
        assert sessions.find_sessions(connection, Wanted(), newest_first=False)[0] == first
