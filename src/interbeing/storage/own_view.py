"""Counts what is kept of a patient, and keeps their corrections as papers."""

from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from interbeing.domain.own_view import Correction, Holding
from interbeing.storage.connect import Connection
from interbeing.storage.papers import Paper, PaperKind, add_paper, papers_of
from interbeing.storage.seal import Seal
from interbeing.storage.tables import cautions, consents, heads, papers, sessions, signals, write_ups

HOLDING_OF: Final = {
    PaperKind.GIVEN: Holding.ANSWERS,
    PaperKind.SAFETY_REPLY: Holding.SAFETY,
    PaperKind.RATING: Holding.RATINGS,
    PaperKind.CAREGIVERS: Holding.CAREGIVERS,
    PaperKind.OWN_WORDS: Holding.OWN_WORDS,
    PaperKind.HARM: Holding.OWN_WORDS,
    PaperKind.TOGETHER: Holding.TOGETHER,
    PaperKind.FIT: Holding.FITS,
    PaperKind.CODING: Holding.CODINGS,
    PaperKind.CORRECTION: Holding.CORRECTIONS,
}


def count_holdings(connection: Connection, patient_id: UUID) -> dict[Holding, int]:
    """Say how much of each kind is kept of this patient; what is not there is left out."""
    theirs = select(sessions.c.session_id).where(sessions.c.patient_id == patient_id)
    n = func.count()
    counts = {
        Holding.SESSIONS: select(n).select_from(sessions).where(sessions.c.patient_id == patient_id),
        Holding.MOMENTS: select(func.sum(heads.c.seq)).where(heads.c.session_id.in_(theirs)),
        Holding.WRITE_UPS: select(n).select_from(write_ups).where(write_ups.c.session_id.in_(theirs)),
        Holding.MEASURED: select(n).select_from(signals).where(signals.c.session_id.in_(theirs)),
        Holding.CONSENTS: select(n).select_from(consents).where(consents.c.patient_id == patient_id),
        Holding.CAUTIONS: select(n).select_from(cautions).where(cautions.c.patient_id == patient_id),
    }
    found = {holding: int(connection.execute(wanted).scalar() or 0) for holding, wanted in counts.items()}
    by_kind = select(papers.c.kind, n).where(papers.c.patient_id == patient_id).group_by(papers.c.kind)
    for kind, count in connection.execute(by_kind):
        if holding := HOLDING_OF.get(PaperKind(kind)):
            found[holding] = found.get(holding, 0) + count
    return {holding: found[holding] for holding in Holding if found.get(holding)}


def add_correction(connection: Connection, seal: Seal, correction: Correction) -> None:
    """Keep a correction; under the same id it is kept once."""
    content = {"about": correction.about.value, "text": correction.text, "by": correction.written_by}
    paper = Paper(
        correction.correction_id, correction.patient_id, PaperKind.CORRECTION, None, correction.written_at, content
    )
    add_paper(connection, seal, paper)


def corrections_of(connection: Connection, seal: Seal, patient_id: UUID) -> tuple[Correction, ...]:
    """Give a patient's corrections in order of entry."""
    found = papers_of(connection, seal, patient_id, PaperKind.CORRECTION)
    return tuple(_correction(paper) for paper in found)


def _correction(paper: Paper) -> Correction:
    content = paper.content
    about = Holding(content["about"])
    return Correction(paper.paper_id, paper.patient_id, about, content["text"], content["by"], paper.written_at)
