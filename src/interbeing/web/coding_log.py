"""A second coding as its page reads and writes it: what may be seen blind, and the coder's own marks."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Request
from fastapi.responses import Response
from pydantic import Field

from interbeing.domain.coding import CodedMark, Coding, blind
from interbeing.domain.errors import BadInput
from interbeing.domain.glass import RungChosen
from interbeing.domain.moment import Author, Kept, Moment, Receipt
from interbeing.domain.named import mark_named
from interbeing.services.coding import code, coding_of, uncode
from interbeing.services.review import Review, open_review
from interbeing.web.pages.rooms import room_of
from interbeing.web.session_log import log_with
from interbeing.web.wire_manners import Wire
from interbeing.wiring import Room

router = APIRouter(prefix="/api/sessions/{session_id}/codings/{coding_id}")


class SentCode(Wire):
    """One mark of a coder, with the id that its page gave it."""

    mark_id: UUID
    at_ms: Annotated[int, Field(ge=0)]
    name: Annotated[str, Field(max_length=80)]


@router.get("/log")
def coding_log(request: Request, session_id: UUID, coding_id: UUID) -> Response:
    """Give what the coder may see, and the coder's own marks; the body is a `SessionLog`."""
    room = room_of(request)
    review = open_review(room.database, room.logs, room.clock, session_id)
    coding = coding_of(room.database, session_id, coding_id)
    log = log_with(request, review, (*blind(review.kept), *coded(room, coding)))
    return Response(log.model_dump_json(), media_type="application/json")


@router.post("/marks", status_code=204)
def add_mark(request: Request, session_id: UUID, coding_id: UUID, sent: Annotated[SentCode, Body()]) -> None:
    """Keep one mark; sent again, it is known by its id."""
    room = room_of(request)
    coding = coding_of(room.database, session_id, coding_id)
    review = open_review(room.database, room.logs, room.clock, session_id)
    keep_code(room, review, coding, CodedMark(sent.mark_id, sent.at_ms, sent.name))


@router.delete("/marks/{mark_id}", status_code=204)
def take_mark_back(request: Request, session_id: UUID, coding_id: UUID, mark_id: UUID) -> None:
    """Take one of the coder's own marks back."""
    room = room_of(request)
    uncode(room.database, room.clock, coding_of(room.database, session_id, coding_id), mark_id)


def keep_code(room: Room, review: Review, coding: Coding, mark: CodedMark) -> None:
    """Keep a mark that lies within the session; BadInput says why not."""
    if mark.at_ms > review.until_ms:
        raise BadInput("this mark lies after the end of the session")
    code(room.database, room.clock, coding, mark, room.ladder.ladder.chosen)


def coded(room: Room, coding: Coding) -> tuple[Kept, ...]:
    """Give the coder's marks as moments that a strip can draw; they have a place in no log."""
    rungs, found = room.ladder.ladder.chosen, []
    for place, one in enumerate(coding.marks, 1):
        mark = mark_named(one.name, rungs={**_gone(one), **rungs})
        moment = Moment(one.mark_id, coding.session_id, Author.CODER, one.at_ms, coding.began_at, mark)
        found.append(Kept(moment, Receipt(one.mark_id, place, "", "", is_new=False), coding.began_at))
    return tuple(found)


def _gone(mark: CodedMark) -> dict[str, RungChosen]:
    """Give the rung of a mark that the clinic's ladder may no longer have."""
    kind, _, value = mark.name.partition(":")
    return {value: RungChosen(value)} if kind == "rung" else {}
