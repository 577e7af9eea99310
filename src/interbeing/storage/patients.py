"""The patients, the decisions about their cautions, and the ledger of what they agreed to."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, insert, select

from interbeing.domain.consent import ConsentEntry, Purpose
from interbeing.domain.errors import NotFound
from interbeing.domain.patient import Caution, CautionDecision, Patient
from interbeing.storage.caseload import of_caseload
from interbeing.storage.connect import Connection
from interbeing.storage.second_wall import of_the_room
from interbeing.storage.tables import cautions, consents, patients

BETWEEN: Final = ","


def add_patient(connection: Connection, patient: Patient) -> None:
    """Keep a new patient."""
    connection.execute(
        insert(patients).values(
            patient_id=patient.patient_id,
            pseudonym=patient.pseudonym,
            initials=patient.initials,
            picture_word=patient.picture_word,
            is_practice=patient.is_practice,
            created_at=patient.created_at,
        )
    )


def patient_of(connection: Connection, patient_id: UUID) -> Patient:
    """Give one patient; NotFound when there is none."""
    row = connection.execute(select(patients).where(patients.c.patient_id == patient_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no patient {patient_id}")
    return _patient(row)


def all_patients(connection: Connection) -> tuple[Patient, ...]:
    """Give every patient of whoever asks, in the order in which they came."""
    wanted = select(patients).where(*of_caseload(patients.c.patient_id)).order_by(patients.c.created_at)
    return tuple(_patient(row) for row in connection.execute(wanted))


def of_the_clinic(connection: Connection) -> tuple[Patient, ...]:
    """Give every patient, whoever treats them."""
    return tuple(_patient(row) for row in connection.execute(select(patients).order_by(patients.c.created_at)))


def has_any(connection: Connection, *, is_practice: bool | None = None) -> bool:
    """Say whether there is a patient at all, or one who is (or is not) for practice."""
    wanted = select(patients.c.patient_id).limit(1)
    if is_practice is not None:
        wanted = wanted.where(patients.c.is_practice == is_practice)
    return connection.execute(wanted).first() is not None


def patients_by_id(connection: Connection, patient_ids: Iterable[UUID]) -> dict[UUID, Patient]:
    """Give these patients by their ids; unknown ids are left out."""
    rows = connection.execute(select(patients).where(patients.c.patient_id.in_(set(patient_ids))))
    return {row.patient_id: _patient(row) for row in rows}


def is_taken(connection: Connection, pseudonym: str) -> bool:
    """Say whether a patient already bears this pseudonym, capitals aside (in any script, which SQL cannot)."""
    wanted = pseudonym.casefold()
    with of_the_room(connection):
        names = connection.execute(select(patients.c.pseudonym)).scalars().all()
    return any(name.casefold() == wanted for name in names)


def add_decision(connection: Connection, decision: CautionDecision) -> None:
    """Keep one more decision about cautions."""
    connection.execute(
        insert(cautions).values(
            patient_id=decision.patient_id,
            present=BETWEEN.join(sorted(decision.present)),
            goes_on=decision.goes_on,
            reason=decision.reason,
            decided_by=decision.decided_by,
            decided_at=decision.decided_at,
        )
    )


def decisions_of(connection: Connection, patient_id: UUID) -> tuple[CautionDecision, ...]:
    """Give every decision about this patient's cautions in order of entry."""
    wanted = select(cautions).where(cautions.c.patient_id == patient_id).order_by(cautions.c.entry)
    return tuple(_decision(row) for row in connection.execute(wanted))


def newest_decision(connection: Connection, patient_id: UUID) -> CautionDecision | None:
    """Give the decision that stands, None when nobody decided yet."""
    wanted = select(cautions).where(cautions.c.patient_id == patient_id).order_by(cautions.c.entry.desc()).limit(1)
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _decision(row)


def add_consent(connection: Connection, entry: ConsentEntry) -> None:
    """Add one line to the ledger."""
    connection.execute(
        insert(consents).values(
            patient_id=entry.patient_id,
            purpose=entry.purpose.value,
            is_given=entry.is_given,
            text_version=entry.text_version,
            recorded_by=entry.recorded_by,
            recorded_at=entry.recorded_at,
        )
    )


def ledger_of(connection: Connection, patient_id: UUID) -> tuple[ConsentEntry, ...]:
    """Give the patient's ledger in order of entry."""
    wanted = select(consents).where(consents.c.patient_id == patient_id).order_by(consents.c.entry)
    return tuple(
        ConsentEntry(
            row.patient_id, Purpose(row.purpose), row.is_given, row.text_version, row.recorded_by, row.recorded_at
        )
        for row in connection.execute(wanted)
    )


def _patient(row: Row[Any]) -> Patient:
    return Patient(row.patient_id, row.pseudonym, row.initials, row.picture_word, row.is_practice, row.created_at)


def _decision(row: Row[Any]) -> CautionDecision:
    present = frozenset(Caution(name) for name in row.present.split(BETWEEN) if name)
    return CautionDecision(row.patient_id, present, row.goes_on, row.reason, row.decided_by, row.decided_at)
