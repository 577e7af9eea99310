"""The patients, the decisions about their cautions, and the ledger of what they agreed to: lines of their books."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from interbeing.domain.consent import ConsentEntry, Purpose
from interbeing.domain.errors import NotFound
from interbeing.domain.patient import Caution, CautionDecision, Patient
from interbeing.storage.book import add_line, content_of
from interbeing.storage.caseload import of_caseload
from interbeing.storage.connect import Connection
from interbeing.storage.seal import Seal
from interbeing.storage.second_wall import of_the_room
from interbeing.storage.tables import cautions, consents, patients


def add_patient(connection: Connection, seal: Seal, patient: Patient) -> None:
    """Keep a new patient: the first line of their book."""
    content = {
        "pseudonym": patient.pseudonym,
        "initials": patient.initials,
        "picture_word": patient.picture_word,
    }
    add_line(
        connection,
        seal,
        patients,
        patient.patient_id,
        content,
        is_practice=patient.is_practice,
        created_at=patient.created_at,
    )


def patient_of(connection: Connection, seal: Seal, patient_id: UUID) -> Patient:
    """Give one patient; NotFound when there is none."""
    row = connection.execute(select(patients).where(patients.c.patient_id == patient_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no patient {patient_id}")
    return _patient(seal, row)


def is_there(connection: Connection, patient_id: UUID) -> bool:
    """Say whether there is such a patient, without opening anything of them."""
    return connection.execute(select(patients.c.seq).where(patients.c.patient_id == patient_id)).first() is not None


def refuse_unknown(connection: Connection, patient_id: UUID) -> None:
    """Raise NotFound when there is no such patient."""
    if not is_there(connection, patient_id):
        raise NotFound(f"there is no patient {patient_id}")


def all_patients(connection: Connection, seal: Seal) -> tuple[Patient, ...]:
    """Give every patient of whoever asks, in the order in which they came."""
    wanted = select(patients).where(*of_caseload(patients.c.patient_id)).order_by(patients.c.created_at)
    return tuple(_patient(seal, row) for row in connection.execute(wanted))


def of_the_clinic(connection: Connection, seal: Seal) -> tuple[Patient, ...]:
    """Give every patient, whoever treats them."""
    return tuple(_patient(seal, row) for row in connection.execute(select(patients).order_by(patients.c.created_at)))


def has_any(connection: Connection, *, is_practice: bool | None = None) -> bool:
    """Say whether there is a patient at all, or one who is (or is not) for practice."""
    wanted = select(patients.c.patient_id).limit(1)
    if is_practice is not None:
        wanted = wanted.where(patients.c.is_practice == is_practice)
    return connection.execute(wanted).first() is not None


def patients_by_id(connection: Connection, seal: Seal, patient_ids: Iterable[UUID]) -> dict[UUID, Patient]:
    """Give these patients by their ids; unknown ids are left out."""
    rows = connection.execute(select(patients).where(patients.c.patient_id.in_(set(patient_ids))))
    return {row.patient_id: _patient(seal, row) for row in rows}


def is_taken(connection: Connection, seal: Seal, pseudonym: str) -> bool:
    """Say whether any patient, whosever they are, bears this pseudonym already, capitals aside in any script."""
    wanted = pseudonym.casefold()
    with of_the_room(connection):
        return any(one.pseudonym.casefold() == wanted for one in of_the_clinic(connection, seal))


def add_decision(connection: Connection, seal: Seal, decision: CautionDecision) -> None:
    """Keep one more decision about cautions."""
    content = {
        "present": sorted(decision.present),
        "goes_on": decision.goes_on,
        "reason": decision.reason,
        "decided_by": decision.decided_by,
    }
    add_line(connection, seal, cautions, decision.patient_id, content, decided_at=decision.decided_at)


def decisions_of(connection: Connection, seal: Seal, patient_id: UUID) -> tuple[CautionDecision, ...]:
    """Give every decision about this patient's cautions in order of entry."""
    wanted = select(cautions).where(cautions.c.patient_id == patient_id).order_by(cautions.c.entry)
    return tuple(_decision(seal, row) for row in connection.execute(wanted))


def newest_decision(connection: Connection, seal: Seal, patient_id: UUID) -> CautionDecision | None:
    """Give the decision that stands, None when nobody decided yet."""
    wanted = select(cautions).where(cautions.c.patient_id == patient_id).order_by(cautions.c.entry.desc()).limit(1)
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _decision(seal, row)


def add_consent(connection: Connection, seal: Seal, entry: ConsentEntry) -> None:
    """Add one line to the ledger."""
    add_line(
        connection,
        seal,
        consents,
        entry.patient_id,
        {"text_version": entry.text_version, "recorded_by": entry.recorded_by},
        purpose=entry.purpose.value,
        is_given=entry.is_given,
        recorded_at=entry.recorded_at,
    )


def ledger_of(connection: Connection, seal: Seal, patient_id: UUID) -> tuple[ConsentEntry, ...]:
    """Give the patient's ledger in order of entry."""
    wanted = select(consents).where(consents.c.patient_id == patient_id).order_by(consents.c.entry)
    return tuple(_entry(seal, row) for row in connection.execute(wanted))


def _patient(seal: Seal, row: Row[Any]) -> Patient:
    content = content_of(seal, patients, row.patient_id, row)
    return Patient(
        row.patient_id,
        content["pseudonym"],
        content["initials"],
        content["picture_word"],
        row.is_practice,
        row.created_at,
    )


def _decision(seal: Seal, row: Row[Any]) -> CautionDecision:
    content = content_of(seal, cautions, row.patient_id, row)
    present = frozenset(map(Caution, content["present"]))
    return CautionDecision(
        row.patient_id, present, content["goes_on"], content["reason"], content["decided_by"], row.decided_at
    )


def _entry(seal: Seal, row: Row[Any]) -> ConsentEntry:
    content = content_of(seal, consents, row.patient_id, row)
    return ConsentEntry(
        row.patient_id,
        Purpose(row.purpose),
        row.is_given,
        content["text_version"],
        content["recorded_by"],
        row.recorded_at,
    )
