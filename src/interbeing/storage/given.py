"""Filled-in measures, pins and replies as papers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from interbeing.domain.given import FilledBy, Given, Often, Pin, SafetyReply
from interbeing.storage.connect import Connection
from interbeing.storage.papers import (
    Paper,
    PaperKind,
    about_of,
    add_paper,
    papers_about,
    papers_of,
    patients_with,
    unanswered,
)
from interbeing.storage.seal import Seal


def add_given(connection: Connection, seal: Seal, given: Given) -> bool:
    """Keep a filled-in measure; False when it is there already."""
    content: dict[str, Any] = {
        "measure": given.measure_id,
        "version": given.version,
        "filled_by": given.filled_by.value,
        "answers": list(given.answers),
        "totals": dict(given.totals),
        "wording": given.wording,
    }
    return add_paper(
        connection,
        seal,
        Paper(given.given_id, given.patient_id, PaperKind.GIVEN, None, given.given_at, content),
    )


def given_of(connection: Connection, seal: Seal, patient_id: UUID) -> tuple[Given, ...]:
    """Give a patient's filled-in measures in order of entry, those taken back left out."""
    kept = papers_of(connection, seal, patient_id, PaperKind.GIVEN, PaperKind.TAKEN_BACK)
    gone = {paper.about for paper in kept if paper.kind is PaperKind.TAKEN_BACK}
    return tuple(_given(paper) for paper in kept if paper.kind is PaperKind.GIVEN and paper.paper_id not in gone)


def add_taking_back(connection: Connection, seal: Seal, given: Given, reason: str, by: str, at: datetime) -> None:
    """Note that these answers are taken back, by whom and why; they stay in the record."""
    content = {"reason": reason, "by": by}
    add_paper(connection, seal, Paper(uuid4(), given.patient_id, PaperKind.TAKEN_BACK, given.given_id, at, content))


def add_pin(connection: Connection, seal: Seal, pin: Pin) -> None:
    """Pin answers about harm until somebody writes what was done."""
    content = {"measure": pin.measure_id, "items": [list(item) for item in pin.items]}
    add_paper(connection, seal, Paper(uuid4(), pin.patient_id, PaperKind.PIN, pin.given_id, pin.given_at, content))


def open_pins(connection: Connection, seal: Seal) -> tuple[Pin, ...]:
    """Give every patient's pins that nobody has written about yet, the oldest first."""
    return tuple(_pin(paper) for paper in unanswered(connection, seal, PaperKind.PIN, PaperKind.SAFETY_REPLY))


def pin_about(connection: Connection, seal: Seal, given_id: UUID) -> Pin | None:
    """Give the pin of these answers, written about or not."""
    found = papers_about(connection, seal, given_id, PaperKind.PIN)
    return _pin(found[0]) if found else None


def add_reply(connection: Connection, seal: Seal, reply: SafetyReply) -> None:
    """Keep what was done about a pin."""
    content = {"what_was_done": reply.what_was_done, "written_by": reply.written_by}
    paper = Paper(uuid4(), reply.patient_id, PaperKind.SAFETY_REPLY, reply.given_id, reply.written_at, content)
    add_paper(connection, seal, paper)


def replies_of(connection: Connection, seal: Seal, patient_id: UUID) -> tuple[SafetyReply, ...]:
    """Give what was done about this patient's pins, in order of entry."""
    found = papers_of(connection, seal, patient_id, PaperKind.SAFETY_REPLY)
    return tuple(
        SafetyReply(
            about_of(paper),
            paper.patient_id,
            paper.content["what_was_done"],
            paper.content["written_by"],
            paper.written_at,
        )
        for paper in found
    )


def add_schedule(
    connection: Connection, seal: Seal, patient_id: UUID, asked: Mapping[str, Often], at: datetime
) -> None:
    """Keep how often these measures are asked of this patient from now on."""
    content = {measure: often.value for measure, often in asked.items()}
    add_paper(connection, seal, Paper(uuid4(), patient_id, PaperKind.SCHEDULE, None, at, content))


def schedule_of(connection: Connection, seal: Seal, patient_id: UUID) -> dict[str, Often]:
    """Give how often each measure is asked of this patient, by measure; the newest word stands."""
    found = papers_of(connection, seal, patient_id, PaperKind.SCHEDULE)
    return {measure: Often(often) for paper in found for measure, often in paper.content.items()}


def scheduled(connection: Connection) -> frozenset[UUID]:
    """Give the patients of whom any measure was ever asked by schedule."""
    return patients_with(connection, PaperKind.SCHEDULE)


def _given(paper: Paper) -> Given:
    content = paper.content
    return Given(
        given_id=paper.paper_id,
        patient_id=paper.patient_id,
        measure_id=content["measure"],
        version=content["version"],
        given_at=paper.written_at,
        filled_by=FilledBy(content["filled_by"]),
        answers=tuple(content["answers"]),
        totals=content["totals"],
        wording=content["wording"],
    )


def _pin(paper: Paper) -> Pin:
    items = tuple((item, answer) for item, answer in paper.content["items"])
    return Pin(about_of(paper), paper.patient_id, paper.content["measure"], paper.written_at, items)
