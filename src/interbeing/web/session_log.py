"""A session's log as the strip reads it, and the write-up as the page keeps it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from interbeing.domain.errors import NotFound
from interbeing.domain.moment import Kept
from interbeing.domain.protocol import Protocol
from interbeing.domain.session import Session, SessionState
from interbeing.services.clinic import read_clinic
from interbeing.services.review import Review, open_review
from interbeing.services.write_up import LONGEST_TEXT, read_write_up, save_write_up
from interbeing.web.mark_words import strip_words
from interbeing.web.pages.rooms import room_of
from interbeing.web.wire import KeptMoment

router = APIRouter()


class Edges(BaseModel):
    """The window of tolerance, 0 to 10, both edges inside it."""

    lower: int
    upper: int


class SessionLog(BaseModel):
    """A whole log with what a strip needs to draw it."""

    state: SessionState
    is_simulated: bool
    until_ms: int
    window: Edges
    words: dict[str, str]
    moments: list[KeptMoment]


class SentWriteUp(BaseModel):
    """The write-up as it stands in the page, and the version it began from (0: none)."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=LONGEST_TEXT)]
    after_version: Annotated[int, Field(ge=0)]
    signs: bool = False


class KeptWriteUp(BaseModel):
    """The version that now lies on the disk."""

    version: int
    is_signed: bool


@router.get("/api/sessions/{session_id}/log")
def session_log(request: Request, session_id: UUID) -> Response:
    """Give the whole log of a session with what its strip needs; the body is a `SessionLog`."""
    room = room_of(request)
    review = open_review(room.database, room.logs, room.clock, session_id)
    return Response(log_with(request, review, review.kept).model_dump_json(), media_type="application/json")


@router.get("/api/sessions/{session_id}/write-up")
def newest_version(request: Request, session_id: UUID) -> KeptWriteUp:
    """Say which version of the write-up is the newest, 0 when there is none."""
    newest = read_write_up(room_of(request).database, session_id)
    return KeptWriteUp(version=newest.version if newest else 0, is_signed=bool(newest and newest.is_signed))


@router.put("/api/sessions/{session_id}/write-up")
def write_up(request: Request, session_id: UUID, sent: Annotated[SentWriteUp, Body()]) -> KeptWriteUp:
    """Keep the write-up as its next version; 409 when another window has kept one since."""
    room = room_of(request)
    kept = save_write_up(
        room.database, room.clock, session_id, sent.text, after_version=sent.after_version, signs=sent.signs
    )
    return KeptWriteUp(version=kept.version, is_signed=kept.is_signed)


def log_with(request: Request, review: Review, kept: tuple[Kept, ...]) -> SessionLog:
    """Give these moments with what the session's strip needs to draw them."""
    room = room_of(request)
    language = read_clinic(room.database).language
    return SessionLog(
        state=review.session.state,
        is_simulated=review.patient.is_practice,
        until_ms=review.until_ms,
        window=Edges(lower=review.window.lower, upper=review.window.upper),
        words=strip_words(language, protocol_of(request, review.session, language), room.ladder.ladder),
        moments=[KeptMoment.from_domain(one) for one in kept],
    )


def protocol_of(request: Request, session: Session, language: str) -> Protocol | None:
    """Give the session's Protocol, None when its file is gone: the log stands without it."""
    try:
        return room_of(request).protocols.protocol_of(session.protocol_id, language)
    except NotFound:
        return None
