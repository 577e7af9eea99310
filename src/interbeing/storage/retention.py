"""Which class a record is kept by, and the holds on it, as papers in the patient's book."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select

from interbeing.domain.retention import Hold
from interbeing.storage.connect import Connection
from interbeing.storage.papers import Paper, PaperKind, about_of, add_paper, papers_of
from interbeing.storage.seal import Seal
from interbeing.storage.tables import sessions


def choose_class(connection: Connection, seal: Seal, patient_id: UUID, name: str, at: datetime) -> None:
    """Keep by which of the clinic's classes this record is kept from now on."""
    add_paper(connection, seal, Paper(uuid4(), patient_id, PaperKind.RETENTION, None, at, {"class": name}))


def class_of(connection: Connection, seal: Seal, patient_id: UUID) -> str | None:
    """Give the name of the class that was chosen last, None when none was."""
    chosen = papers_of(connection, seal, patient_id, PaperKind.RETENTION)
    return str(chosen[-1].content["class"]) if chosen else None


def add_hold(connection: Connection, seal: Seal, hold: Hold) -> None:
    """Keep a hold; under the same id it is kept once."""
    content = {"reason": hold.reason, "by": hold.by}
    add_paper(connection, seal, Paper(hold.hold_id, hold.patient_id, PaperKind.HOLD, None, hold.at, content))


def lift_hold(connection: Connection, seal: Seal, hold: Hold, by: str, at: datetime) -> None:
    """Keep that a hold is over; both stay in the record."""
    paper = Paper(uuid4(), hold.patient_id, PaperKind.HOLD_LIFTED, hold.hold_id, at, {"by": by})
    add_paper(connection, seal, paper)


def holds_of(connection: Connection, seal: Seal, patient_id: UUID) -> tuple[Hold, ...]:
    """Give every hold on this record, also the lifted ones, in order of entry."""
    kept = papers_of(connection, seal, patient_id, PaperKind.HOLD, PaperKind.HOLD_LIFTED)
    lifted = {about_of(paper): paper for paper in kept if paper.kind is PaperKind.HOLD_LIFTED}
    return tuple(_hold(paper, lifted.get(paper.paper_id)) for paper in kept if paper.kind is PaperKind.HOLD)


def last_sessions(connection: Connection) -> dict[UUID, datetime]:
    """Give for each patient who has one when their last session was planned for, or closed."""
    at = func.max(func.coalesce(sessions.c.closed_at, sessions.c.planned_for)).label("at")
    rows = connection.execute(select(sessions.c.patient_id, at).group_by(sessions.c.patient_id))
    return {row.patient_id: row.at for row in rows}


def _hold(paper: Paper, lifted: Paper | None) -> Hold:
    content = paper.content
    hold = Hold(paper.paper_id, paper.patient_id, content["reason"], content["by"], paper.written_at)
    if lifted is None:
        return hold
    return replace(hold, lifted_by=lifted.content["by"], lifted_at=lifted.written_at)
