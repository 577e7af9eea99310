"""The patient's own words and what did harm, as papers."""

from uuid import UUID

from interbeing.domain.own_words import About, Said
from interbeing.storage.connect import Connection
from interbeing.storage.papers import Paper, PaperKind, add_paper, papers_of
from interbeing.storage.seal import Seal

KIND_OF = {About.OWN_WORDS: PaperKind.OWN_WORDS, About.HARM: PaperKind.HARM}


def add_said(connection: Connection, seal: Seal, said: Said) -> None:
    """Keep these words; under the same id they are kept once."""
    content = {"text": said.text, "by": said.written_by}
    add_paper(
        connection, seal, Paper(said.said_id, said.patient_id, KIND_OF[said.about], None, said.written_at, content)
    )


def said_of(connection: Connection, seal: Seal, patient_id: UUID) -> tuple[Said, ...]:
    """Give a patient's in order of entry."""
    return tuple(_said(paper) for paper in papers_of(connection, seal, patient_id, *KIND_OF.values()))


def _said(paper: Paper) -> Said:
    content = paper.content
    about = About(paper.kind.value)
    return Said(paper.paper_id, paper.patient_id, about, content["text"], content["by"], paper.written_at)
