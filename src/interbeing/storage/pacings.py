"""The ledger of pacing, in a patient's book: when it was turned on or off for them, and by whom."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from interbeing.domain.pacing import PacingEntry
from interbeing.storage.book import add_line, content_of
from interbeing.storage.connect import Connection
from interbeing.storage.seal import Seal
from interbeing.storage.tables import pacings


def add_pacing(connection: Connection, seal: Seal, entry: PacingEntry) -> None:
    """Add one line to the ledger."""
    content = {"is_on": entry.is_on, "recorded_by": entry.recorded_by}
    add_line(connection, seal, pacings, entry.patient_id, content, recorded_at=entry.recorded_at)


def pacings_of(connection: Connection, seal: Seal, patient_id: UUID) -> tuple[PacingEntry, ...]:
    """Give the patient's ledger in order of entry."""
    wanted = select(pacings).where(pacings.c.patient_id == patient_id).order_by(pacings.c.entry)
    return tuple(_entry(seal, row) for row in connection.execute(wanted))


def _entry(seal: Seal, row: Row[Any]) -> PacingEntry:
    content = content_of(seal, pacings, row.patient_id, row)
    return PacingEntry(row.patient_id, content["is_on"], content["recorded_by"], row.recorded_at)
