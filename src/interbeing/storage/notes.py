"""Whether the one who wrote a session's write-up shares it with who supervises, as papers in the patient's book."""

from datetime import datetime
from uuid import UUID, uuid4

from interbeing.storage.connect import Connection
from interbeing.storage.papers import Paper, PaperKind, add_paper, papers_about
from interbeing.storage.seal import Seal
from interbeing.storage.sessions import session_of


def share_notes(connection: Connection, seal: Seal, session_id: UUID, *, shares: bool, by: str, at: datetime) -> None:
    """Keep that they share it from now on, or not any more; both stay in the record."""
    patient_id = session_of(connection, session_id).patient_id
    content = {"shares": shares, "by": by}
    add_paper(connection, seal, Paper(uuid4(), patient_id, PaperKind.NOTES_SHARED, session_id, at, content))


def is_shared(connection: Connection, seal: Seal, session_id: UUID) -> bool:
    """Say whether it is shared now."""
    kept = papers_about(connection, seal, session_id, PaperKind.NOTES_SHARED)
    return bool(kept and kept[-1].content["shares"])
