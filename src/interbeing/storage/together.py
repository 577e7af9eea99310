"""The versions of what we saw together, and the choices to show them, as papers."""

from datetime import datetime
from uuid import UUID, uuid4

from interbeing.domain.together import Chooser, Together
from interbeing.storage.connect import Connection
from interbeing.storage.papers import Paper, PaperKind, add_paper, papers_about, papers_of
from interbeing.storage.seal import Seal


def add_version(connection: Connection, seal: Seal, page: Together) -> None:
    """Keep a version; under the same id it is kept once."""
    content = {"text": page.text, "by": page.written_by}
    paper = Paper(page.page_id, page.patient_id, PaperKind.TOGETHER, None, page.written_at, content)
    add_paper(connection, seal, paper)


def newest_version(connection: Connection, seal: Seal, patient_id: UUID) -> Together | None:
    """Give the version that stands, None before the first."""
    kept = papers_of(connection, seal, patient_id, PaperKind.TOGETHER)
    if not kept:
        return None
    paper = kept[-1]
    return Together(paper.paper_id, patient_id, paper.content["text"], paper.content["by"], paper.written_at)


def add_choice(
    connection: Connection, seal: Seal, page: Together, chooser: Chooser, at: datetime, *, shows: bool
) -> None:
    """Keep that one of the two chose to show this version, or not any longer."""
    content = {"chooser": chooser.value, "shows": shows}
    add_paper(connection, seal, Paper(uuid4(), page.patient_id, PaperKind.TOGETHER_CHOICE, page.page_id, at, content))


def chosen_for(connection: Connection, seal: Seal, page: Together) -> frozenset[Chooser]:
    """Say who chooses to show this version now; the last word of each counts."""
    kept = papers_about(connection, seal, page.page_id, PaperKind.TOGETHER_CHOICE)
    last = {Chooser(paper.content["chooser"]): paper.content["shows"] for paper in kept}
    return frozenset(chooser for chooser, shows in last.items() if shows)
