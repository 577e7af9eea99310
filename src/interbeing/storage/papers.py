"""The papers of a patient: what was filled in, written and rated, each a line of their book."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from interbeing.storage.book import add_line, content_of
from interbeing.storage.connect import Connection
from interbeing.storage.seal import Seal
from interbeing.storage.tables import papers


class PaperKind(StrEnum):
    """What a paper is."""

    GIVEN = "given"
    TAKEN_BACK = "taken_back"
    PIN = "pin"
    SAFETY_REPLY = "safety_reply"
    SCHEDULE = "schedule"
    CODING = "coding"
    CODED = "coded"
    UNCODED = "uncoded"
    CODING_DONE = "coding_done"
    CAREGIVERS = "caregivers"
    RATING = "rating"
    SHOWING = "showing"
    PARTS = "parts"
    OWN_WORDS = "own_words"
    HARM = "harm"
    TOGETHER = "together"
    TOGETHER_CHOICE = "together_choice"
    FIT = "fit"
    CORRECTION = "correction"
    RETENTION = "retention"
    HOLD = "hold"
    HOLD_LIFTED = "hold_lifted"
    LIFT_ASKED = "lift_asked"
    LIFT_ANSWERED = "lift_answered"
    ERASURE_ASKED = "erasure_asked"
    ERASURE_ANSWERED = "erasure_answered"
    NOTES_SHARED = "notes_shared"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper; `about` is what it belongs to, such as the answers that a reply is about or a session."""

    paper_id: UUID
    patient_id: UUID
    kind: PaperKind
    about: UUID | None
    written_at: datetime
    content: dict[str, Any]


def add_paper(connection: Connection, seal: Seal, paper: Paper) -> bool:
    """Keep one paper; False when it is there already, as after a second sending."""
    if connection.execute(select(papers.c.entry).where(papers.c.paper_id == paper.paper_id)).first() is not None:
        return False
    add_line(
        connection,
        seal,
        papers,
        paper.patient_id,
        paper.content,
        paper_id=paper.paper_id,
        kind=paper.kind.value,
        about=paper.about,
        written_at=paper.written_at,
    )
    return True


def papers_of(connection: Connection, seal: Seal, patient_id: UUID, *kinds: PaperKind) -> tuple[Paper, ...]:
    """Give a patient's papers of these kinds in order of entry."""
    wanted = select(papers).where(papers.c.patient_id == patient_id, papers.c.kind.in_([kind.value for kind in kinds]))
    return _read(connection, seal, wanted)


def papers_about(connection: Connection, seal: Seal, about: UUID, *kinds: PaperKind) -> tuple[Paper, ...]:
    """Give the papers of these kinds that belong to this, in order of entry."""
    wanted = select(papers).where(papers.c.about == about, papers.c.kind.in_([kind.value for kind in kinds]))
    return _read(connection, seal, wanted)


def unanswered(connection: Connection, seal: Seal, asked: PaperKind, answer: PaperKind) -> tuple[Paper, ...]:
    """Give every patient's papers of one kind that no paper of the other kind is about yet."""
    replies = papers.alias("replies")
    is_answered = select(replies.c.entry).where(replies.c.kind == answer.value, replies.c.about == papers.c.about)
    return _read(connection, seal, select(papers).where(papers.c.kind == asked.value, ~is_answered.exists()))


def patients_with(connection: Connection, kind: PaperKind) -> frozenset[UUID]:
    """Give the patients of whom there is a paper of this kind; none is opened for it."""
    wanted = select(papers.c.patient_id).where(papers.c.kind == kind.value).distinct()
    return frozenset(connection.execute(wanted).scalars())


def about_of(paper: Paper) -> UUID:
    """Give what this paper is about, for the kinds that are never written without it."""
    assert paper.about is not None  # noqa: S101
    return paper.about


def _read(connection: Connection, seal: Seal, wanted: Select[Any]) -> tuple[Paper, ...]:
    return tuple(_paper(seal, row) for row in connection.execute(wanted.order_by(papers.c.entry)))


def _paper(seal: Seal, row: Row[Any]) -> Paper:
    content = content_of(seal, papers, row.patient_id, row)
    return Paper(row.paper_id, row.patient_id, PaperKind(row.kind), row.about, row.written_at, content)
