"""Erases everything of one patient from the tables, and remembers that it was done."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select

from interbeing.storage.connect import Connection
from interbeing.storage.tables import erasures, metadata, patients, sessions


def erase_rows(connection: Connection, patient_id: UUID, at: datetime) -> None:
    """Delete every row of this patient, wherever a table names them or one of their sessions."""
    if connection.execute(select(erasures).where(erasures.c.patient_id == patient_id)).first() is None:
        connection.execute(insert(erasures).values(patient_id=patient_id, erased_at=at))
    theirs = select(sessions.c.session_id).where(sessions.c.patient_id == patient_id)
    for table in reversed(metadata.sorted_tables):
        if table is erasures:
            continue
        if "patient_id" in table.c:
            connection.execute(delete(table).where(table.c.patient_id == patient_id))
        elif "session_id" in table.c:
            connection.execute(delete(table).where(table.c.session_id.in_(theirs)))


def come_back(connection: Connection, patient_ids: Iterable[UUID]) -> tuple[UUID, ...]:
    """Give those of these patients of whom there are rows, as after an earlier backup was put in place."""
    wanted = select(patients.c.patient_id).where(patients.c.patient_id.in_(set(patient_ids)))
    return tuple(connection.execute(wanted).scalars())
