"""What consent decides: what may go on only while it stands, and what ends the moment it is withdrawn."""

import asyncio
from uuid import UUID

from interbeing.domain.consent import ConsentEntry, Purpose, standing
from interbeing.domain.errors import NotAllowed
from interbeing.domain.session import MirrorKind, Session
from interbeing.services.clock import Clock
from interbeing.services.live import LiveRoom
from interbeing.services.patients import record_consent
from interbeing.storage.connect import Connection, Database
from interbeing.storage.patients import ledger_of
from interbeing.storage.seal import Seal
from interbeing.storage.sessions import all_sessions_of


def refuse_without(
    connection: Connection, seal: Seal, patient_id: UUID, purposes: tuple[Purpose, ...], refusal: NotAllowed
) -> None:
    """Raise this refusal unless the patient agrees, as this connection sees it, to one of these purposes."""
    if not standing(ledger_of(connection, seal, patient_id)).intersection(purposes):
        raise refusal


async def change_consent(
    database: Database,
    clock: Clock,
    room: LiveRoom,
    patient_id: UUID,
    purpose: Purpose,
    *,
    is_given: bool,
    recorded_by: str,
) -> ConsentEntry:
    """Add a line to the ledger; a session that cannot go on without what was withdrawn is closed at once."""
    entry = await asyncio.to_thread(
        record_consent, database, clock, patient_id, purpose, is_given=is_given, recorded_by=recorded_by
    )
    if not is_given:
        for session in await asyncio.to_thread(_live_of, database, patient_id):
            if _needs(session, purpose):
                await room.close(session.session_id)
    return entry


def _live_of(database: Database, patient_id: UUID) -> tuple[Session, ...]:
    with database.read() as connection:
        return tuple(session for session in all_sessions_of(connection, patient_id) if session.state.is_live)


def _needs(session: Session, purpose: Purpose) -> bool:
    """Say whether this session goes on only while this purpose is agreed to."""
    return purpose is Purpose.RECORD or (purpose is Purpose.CAMERA and session.mirror is MirrorKind.CAMERA)
