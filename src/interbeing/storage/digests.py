"""What was read of a session's log, kept so that a long course opens at once; it can be made again from the log."""

import json
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, insert, select

from interbeing.domain.session import Session
from interbeing.storage.connect import Connection
from interbeing.storage.seal import Binding, Seal
from interbeing.storage.tables import digests

TABLE: Final = "digests"


def digests_of(connection: Connection, seal: Seal, sessions: list[Session], made_by: str) -> dict[UUID, Any]:
    """Give what is kept of these sessions' logs as they are now, by session; `made_by` names what read them."""
    theirs = {one.session_id: one for one in sessions}
    wanted = select(digests).where(digests.c.session_id.in_(theirs), digests.c.made_by == made_by)
    rows = [row for row in connection.execute(wanted) if row.seq == theirs[row.session_id].seq]
    return {row.session_id: json.loads(seal.open(_binding(theirs[row.session_id]), row.sealed)) for row in rows}


def keep_digest(connection: Connection, seal: Seal, session: Session, made_by: str, told: Any) -> None:
    """Keep what was read of this session's log, in place of what was kept before."""
    text = json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()
    connection.execute(delete(digests).where(digests.c.session_id == session.session_id))
    connection.execute(
        insert(digests).values(
            session_id=session.session_id,
            seq=session.seq,
            made_by=made_by,
            sealed=seal.seal(_binding(session), text),
        )
    )


def _binding(session: Session) -> Binding:
    return Binding(session.patient_id, TABLE, session.session_id)
