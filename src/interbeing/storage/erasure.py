"""Who asked that a patient is erased, and what was answered, as papers in the patient's book; they go with it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from interbeing.domain.erasure import ErasureAsked, ErasureReason
from interbeing.storage.connect import Connection
from interbeing.storage.papers import Paper, PaperKind, about_of, add_paper, papers_of, patients_with
from interbeing.storage.seal import Seal


def add_asked(connection: Connection, seal: Seal, asked: ErasureAsked) -> None:
    """Keep that somebody asked; under the same id it is kept once."""
    content = {"by": asked.person, "reason": asked.reason.value}
    paper = Paper(asked.asked_id, asked.patient_id, PaperKind.ERASURE_ASKED, None, asked.at, content)
    add_paper(connection, seal, paper)


def add_answer(connection: Connection, seal: Seal, asked: ErasureAsked, by: str, words: str, at: datetime) -> None:
    """Keep that it was refused or taken back; both stay in the record."""
    content = {"by": by, "words": words}
    paper = Paper(uuid4(), asked.patient_id, PaperKind.ERASURE_ANSWERED, asked.asked_id, at, content)
    add_paper(connection, seal, paper)


def newest_asked(connection: Connection, seal: Seal, patient_id: UUID) -> ErasureAsked | None:
    """Give what was asked last of this patient, None where nobody ever asked."""
    kept = papers_of(connection, seal, patient_id, PaperKind.ERASURE_ASKED, PaperKind.ERASURE_ANSWERED)
    answers = {about_of(paper): paper for paper in kept if paper.kind is PaperKind.ERASURE_ANSWERED}
    asked = [_asked(paper, answers.get(paper.paper_id)) for paper in kept if paper.kind is PaperKind.ERASURE_ASKED]
    return asked[-1] if asked else None


def all_waiting(connection: Connection, seal: Seal) -> tuple[ErasureAsked, ...]:
    """Give what waits for an answer, of every patient, the earliest first."""
    found = (newest_asked(connection, seal, one) for one in patients_with(connection, PaperKind.ERASURE_ASKED))
    return tuple(sorted((one for one in found if one is not None and one.stands), key=lambda one: one.at))


def _asked(paper: Paper, answer: Paper | None) -> ErasureAsked:
    reason = ErasureReason(paper.content["reason"])
    asked = ErasureAsked(paper.paper_id, paper.patient_id, paper.content["by"], reason, paper.written_at)
    if answer is None:
        return asked
    content = answer.content
    return replace(asked, answered_by=content["by"], answer=content["words"], answered_at=answer.written_at)
