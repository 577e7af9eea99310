"""The fits that were made, as papers; each names what it was made from, and the newest of a name stands."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import select

from interbeing.domain.fit import Fit
from interbeing.storage.connect import Connection
from interbeing.storage.papers import Paper, PaperKind, add_paper, papers_of
from interbeing.storage.payload import plain, reader
from interbeing.storage.seal import Seal
from interbeing.storage.tables import heads, sessions

_read: Final = reader(Fit)


class KeptFit(NamedTuple):
    """A fit, and when it was made."""

    fit: Fit
    made_at: datetime


def add_fit(connection: Connection, seal: Seal, patient_id: UUID, made_from: str, kept: KeptFit) -> None:
    """Keep one fit under the name of what it was made from."""
    said = {name: value for name, value in plain(kept.fit).items() if value is not None}
    content = {"made_from": made_from, "fit": said}
    add_paper(connection, seal, Paper(uuid4(), patient_id, PaperKind.FIT, None, kept.made_at, content))


def fit_from(connection: Connection, seal: Seal, patient_id: UUID, made_from: str) -> KeptFit | None:
    """Give the newest fit that was made from exactly this."""
    for paper in reversed(papers_of(connection, seal, patient_id, PaperKind.FIT)):
        if paper.content["made_from"] == made_from:
            return KeptFit(_read(paper.content["fit"]), paper.written_at)
    return None


def ends_of_logs(connection: Connection, patient_id: UUID) -> tuple[tuple[str, str], ...]:
    """Give each of the patient's sessions with the head of its chain, which every mark of it changes."""
    wanted = select(heads.c.session_id, heads.c.head).join(sessions, sessions.c.session_id == heads.c.session_id)
    rows = connection.execute(wanted.where(sessions.c.patient_id == patient_id).order_by(heads.c.session_id))
    return tuple((str(row.session_id), row.head) for row in rows)
