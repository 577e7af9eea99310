"""Which class a record is kept by, and the holds on it, as papers in the patient's book."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select

from interbeing.domain.retention import Hold, LiftAsked, LiftReason
from interbeing.storage.connect import Connection
from interbeing.storage.papers import Paper, PaperKind, about_of, add_paper, papers_of, patients_with
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


def add_lift_asked(connection: Connection, seal: Seal, patient_id: UUID, asked: LiftAsked) -> None:
    """Keep that somebody asked for it; under the same id it is kept once."""
    content = {"by": asked.person, "reason": asked.reason.value}
    add_paper(
        connection, seal, Paper(asked.asked_id, patient_id, PaperKind.LIFT_ASKED, asked.hold_id, asked.at, content)
    )


def add_lift_answer(connection: Connection, seal: Seal, hold: Hold, by: str, words: str, at: datetime) -> None:
    """Keep that it was refused or taken back; both stay in the record."""
    about, content = hold.asked.asked_id if hold.asked else None, {"by": by, "words": words}
    add_paper(connection, seal, Paper(uuid4(), hold.patient_id, PaperKind.LIFT_ANSWERED, about, at, content))


def holds_of(connection: Connection, seal: Seal, patient_id: UUID) -> tuple[Hold, ...]:
    """Give every hold on this record, also the lifted ones, in order of entry."""
    lifting = (PaperKind.HOLD_LIFTED, PaperKind.LIFT_ASKED, PaperKind.LIFT_ANSWERED)
    kept = papers_of(connection, seal, patient_id, PaperKind.HOLD, *lifting)
    lifted = {about_of(paper): paper for paper in kept if paper.kind is PaperKind.HOLD_LIFTED}
    answers = {about_of(paper): paper for paper in kept if paper.kind is PaperKind.LIFT_ANSWERED}
    asked = {about_of(one): _asked(one, answers) for one in kept if one.kind is PaperKind.LIFT_ASKED}  # the newest
    return tuple(
        replace(_hold(paper, lifted.get(paper.paper_id)), asked=asked.get(paper.paper_id))
        for paper in kept
        if paper.kind is PaperKind.HOLD
    )


def asked_to_lift(connection: Connection, seal: Seal) -> tuple[Hold, ...]:
    """Give the holds of every patient of which somebody asks that they are lifted, the earliest asked first."""
    found = [
        one
        for patient in patients_with(connection, PaperKind.LIFT_ASKED)
        for one in holds_of(connection, seal, patient)
    ]
    waiting = [(one.asked.at, one) for one in found if one.stands and one.asked is not None and one.asked.stands]
    return tuple(one for _, one in sorted(waiting, key=lambda pair: pair[0]))


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


def _asked(paper: Paper, answers: dict[UUID, Paper]) -> LiftAsked:
    content, answer = paper.content, answers.get(paper.paper_id)
    asked = LiftAsked(paper.paper_id, about_of(paper), content["by"], LiftReason(content["reason"]), paper.written_at)
    if answer is None:
        return asked
    said = answer.content
    return replace(asked, answered_by=said["by"], answer=said["words"], answered_at=answer.written_at)
