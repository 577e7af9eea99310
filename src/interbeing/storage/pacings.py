"""The ledger of pacing: when it was turned on or off for a patient, and by whom."""

from uuid import UUID

from sqlalchemy import insert, select

from interbeing.domain.pacing import PacingEntry
from interbeing.storage.connect import Connection
from interbeing.storage.tables import pacings


def add_pacing(connection: Connection, entry: PacingEntry) -> None:
    """Add one line to the ledger."""
    connection.execute(
        insert(pacings).values(
            patient_id=entry.patient_id,
            is_on=entry.is_on,
            recorded_by=entry.recorded_by,
            recorded_at=entry.recorded_at,
        )
    )


def pacings_of(connection: Connection, patient_id: UUID) -> tuple[PacingEntry, ...]:
    """Give the patient's ledger in order of entry."""
    wanted = select(pacings).where(pacings.c.patient_id == patient_id).order_by(pacings.c.entry)
    return tuple(
        PacingEntry(row.patient_id, row.is_on, row.recorded_by, row.recorded_at) for row in connection.execute(wanted)
    )
