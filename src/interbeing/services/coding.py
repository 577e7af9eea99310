"""Coding a session a second time, blind to the first: begun, marked, finished, and kept beside the log for good."""

from typing import Any, Final
from uuid import UUID, uuid4

from interbeing.domain.coding import CodedMark, Coding
from interbeing.domain.consent import SECOND_CODER
from interbeing.domain.errors import BadInput, NotAllowed, NotFound
from interbeing.domain.named import OUR_LADDER, Rungs, mark_named
from interbeing.domain.session import SessionState
from interbeing.domain.typed import one_line
from interbeing.services.clock import Clock
from interbeing.services.consent import refuse_without
from interbeing.storage.connect import Connection, Database
from interbeing.storage.papers import Paper, PaperKind, add_paper, papers_about
from interbeing.storage.seal import Seal
from interbeing.storage.sessions import session_of

LONGEST_NAME: Final = 200
MOST_MARKS: Final = 5_000
UNAGREED: Final = NotAllowed(
    "no consent to supervision or teaching stands: what was marked is not shown to a second coder"
)


def begin_coding(database: Database, clock: Clock, session_id: UUID, coder: str) -> UUID:
    """Begin a coding of a closed session under the coder's name; give its id."""
    name = one_line(coder, "coder", LONGEST_NAME)
    coding_id = uuid4()

    def keep(connection: Connection) -> None:
        session = session_of(connection, session_id)
        if session.state is not SessionState.CLOSED:
            raise NotAllowed("this session is not closed yet: code it again afterwards")
        refuse_without(connection, database.seal, session.patient_id, SECOND_CODER, UNAGREED)
        begun = Paper(coding_id, session.patient_id, PaperKind.CODING, session_id, clock.now(), {"coder": name})
        add_paper(connection, database.seal, begun)

    database.write(keep).result()
    return coding_id


def code(database: Database, clock: Clock, coding: Coding, mark: CodedMark, rungs: Rungs = OUR_LADDER) -> None:
    """Add one mark; sent again, it is known by its id. `rungs` are the clinic's own.

    BadInput when there is no mark of this name, NotAllowed once the coding is finished.
    """
    mark_named(mark.name, rungs=rungs)
    if len(coding.marks) >= MOST_MARKS:
        raise BadInput("this coding holds {most} marks: that is as many as it can", most=MOST_MARKS)
    _note(database, clock, coding, PaperKind.CODED, {"at_ms": mark.at_ms, "name": mark.name}, mark.mark_id)


def uncode(database: Database, clock: Clock, coding: Coding, mark_id: UUID) -> None:
    """Take one mark of one's own back; NotFound when it is not there or was taken back already."""
    if mark_id not in {mark.mark_id for mark in coding.marks}:
        raise NotFound("there is no such mark in this coding")
    _note(database, clock, coding, PaperKind.UNCODED, {"mark_id": str(mark_id)})


def finish_coding(database: Database, clock: Clock, coding: Coding) -> None:
    """Finish: from here on it may be compared, and nothing is added."""
    if not coding.marks:
        raise BadInput("nothing is marked yet")
    _note(database, clock, coding, PaperKind.CODING_DONE, {})


def codings_of(database: Database, session_id: UUID) -> tuple[Coding, ...]:
    """Give every coding of this session, the earliest first; NotFound when there is no such session."""
    with database.read() as connection:
        session_of(connection, session_id)
        begun = papers_about(connection, database.seal, session_id, PaperKind.CODING)
        return tuple(_coding(connection, database.seal, paper) for paper in begun)


def coding_of(database: Database, session_id: UUID, coding_id: UUID) -> Coding:
    """Give one coding of this session; NotFound when there is none, NotAllowed without consent to a second coder."""
    with database.read() as connection:
        patient_id = session_of(connection, session_id).patient_id
        refuse_without(connection, database.seal, patient_id, SECOND_CODER, UNAGREED)
    for coding in codings_of(database, session_id):
        if coding.coding_id == coding_id:
            return coding
    raise NotFound("there is no such coding of this session")


def _note(
    database: Database,
    clock: Clock,
    coding: Coding,
    kind: PaperKind,
    content: dict[str, Any],
    paper_id: UUID | None = None,
) -> None:
    def keep(connection: Connection) -> None:
        if papers_about(connection, database.seal, coding.coding_id, PaperKind.CODING_DONE):
            raise NotAllowed("this coding is finished: nothing more is added")
        patient_id = session_of(connection, coding.session_id).patient_id
        refuse_without(connection, database.seal, patient_id, SECOND_CODER, UNAGREED)
        paper = Paper(paper_id or uuid4(), patient_id, kind, coding.coding_id, clock.now(), content)
        add_paper(connection, database.seal, paper)

    database.write(keep).result()


def _coding(connection: Connection, seal: Seal, begun: Paper) -> Coding:
    kinds = (PaperKind.CODED, PaperKind.UNCODED, PaperKind.CODING_DONE)
    papers = papers_about(connection, seal, begun.paper_id, *kinds)
    gone = {paper.content["mark_id"] for paper in papers if paper.kind is PaperKind.UNCODED}
    marks = [
        CodedMark(paper.paper_id, int(paper.content["at_ms"]), str(paper.content["name"]))
        for paper in papers
        if paper.kind is PaperKind.CODED and str(paper.paper_id) not in gone
    ]
    return Coding(
        coding_id=begun.paper_id,
        session_id=begun.about or begun.paper_id,
        coder=str(begun.content["coder"]),
        began_at=begun.written_at,
        is_finished=any(paper.kind is PaperKind.CODING_DONE for paper in papers),
        marks=tuple(sorted(marks, key=lambda mark: mark.at_ms)),
    )
