"""The review of a session: its strip, its facts, its exchanges, and the two ways to correct the record."""

import asyncio
from typing import Annotated, Any, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from interbeing.domain.access import Action, Thing, Verb
from interbeing.domain.emotion import Emotion
from interbeing.domain.errors import InterbeingError, NotFound
from interbeing.domain.mark import Reception
from interbeing.domain.moment import LONGEST_REASON, Kept
from interbeing.domain.quadrant import Quadrant
from interbeing.domain.reading import ExpectedMove
from interbeing.services.clinic import read_clinic
from interbeing.services.log_door import KEPT_FOR_GOOD
from interbeing.services.parts import part_words
from interbeing.services.recognition import recognition_in
from interbeing.services.review import Review, add_missed, open_review, take_back
from interbeing.services.signal_table import signal_table
from interbeing.services.write_up import (
    LONGEST_TEXT,
    is_write_up_shared,
    save_write_up,
    share_write_up,
    shared_write_up,
)
from interbeing.web.deciding import may_also
from interbeing.web.draft import draft
from interbeing.web.early_rise import said_of_move
from interbeing.web.lengths import clock_text, length_text, read_clock
from interbeing.web.mark_words import Wording, named_words
from interbeing.web.missed import MISSED, missed_mark
from interbeing.web.pages.files import OFFERED
from interbeing.web.pages.forms import Typed, TypedForm, filled
from interbeing.web.pages.review_turning import turned
from interbeing.web.pages.rooms import room_of
from interbeing.web.pages.turning import FARTHEST
from interbeing.web.paper import page
from interbeing.web.parts_map import PLACES, arrows
from interbeing.web.review_rows import Show, Wanted, exchange_part, kinds_of, lasting_in, moment_part
from interbeing.web.session_log import protocol_of
from interbeing.web.words import marked, words_in

router = APIRouter(include_in_schema=False, prefix="/sessions/{session_id}")
ABOUT: Final = (marked("time"), marked("exchange"), marked("write-up"))  # what our refusals may be about, for the words
Choice = Annotated[str, Field(max_length=40)]
From = Annotated[int, Field(ge=0, le=FARTHEST)]


class Asked(BaseModel):
    """What the address of the review asks for; what is no such choice asks for nothing."""

    emotion: Choice = ""
    reception: Choice = ""
    show: Choice = ""
    quadrant: Choice = ""
    kind: Choice = ""
    behind: Annotated[str, Field(max_length=120)] = ""
    exchanges: From = 0
    moments: From = 0
    at: UUID | None = None
    made: UUID | None = None  # of its PDF: the one that was made

    def to_wanted(self) -> Wanted:
        """Give it as the lists want it."""
        return Wanted(
            emotion=Emotion(self.emotion) if self.emotion in set(Emotion) else None,
            reception=Reception(self.reception) if self.reception in set(Reception) else None,
            show=Show(self.show) if self.show in set(Show) else Show.ALL,
            quadrant=Quadrant(self.quadrant) if self.quadrant in set(Quadrant) else None,
            kind=self.kind,
            behind=self.behind,
            exchange_from=self.exchanges,
            moment_from=self.moments,
            at=self.at,
        )


@router.get("/review")
def review(request: Request, session_id: UUID, asked: Annotated[Asked, Query()]) -> Response:
    """Show the review; the filters and the two lists' places stand in the address."""
    return _shown(request, session_id, asked.to_wanted(), filled())


def review_for_paper(request: Request, session_id: UUID, asked: Asked, move: ExpectedMove) -> Response:
    """Give the review as its PDF has it: what the strip shows stands at the end, as tables."""
    return _shown(request, session_id, asked.to_wanted(), filled(), for_paper=move)


@router.post("/review/missed")
async def missed(request: Request, session_id: UUID, typed: TypedForm) -> Response:
    """Add a mark that was missed, or show the form again with what is to be mended."""
    room = room_of(request)
    read = await asyncio.to_thread(open_review, room.database, room.logs, room.clock, session_id)
    try:
        session_ms = read_clock(typed.one("time"), read.until_ms)
        moment_id = uuid4()
        mark = missed_mark(typed, read.exchanges, moment_id)
        receipt = await add_missed(room.live, room.clock, read, moment_id, session_ms, mark, typed.one("reason"))
    except NotFound:
        raise
    except InterbeingError as wrong:
        return await asyncio.to_thread(_shown, request, session_id, Wanted(), Typed(typed.values, wrong), 422)
    return _back_to(session_id, receipt.moment_id)


@router.get("/moments/{moment_id}")
def moment(request: Request, session_id: UUID, moment_id: UUID) -> Response:
    """Show one moment whole, with the way to take it back."""
    return _moment(request, session_id, moment_id, filled())


@router.post("/moments/{moment_id}/take-back")
async def taken_back(request: Request, session_id: UUID, moment_id: UUID, typed: TypedForm) -> Response:
    """Take a moment back, with the reason in words."""
    room = room_of(request)
    read = await asyncio.to_thread(open_review, room.database, room.logs, room.clock, session_id)
    try:
        await take_back(room.live, room.clock, read, moment_id, typed.one("reason"))
    except NotFound:
        raise
    except InterbeingError as wrong:
        return await asyncio.to_thread(_moment, request, session_id, moment_id, Typed(typed.values, wrong), 422)
    return _back_to(session_id, moment_id)


@router.post("/review/write-up")
def write_up(request: Request, session_id: UUID, typed: TypedForm) -> Response:
    """Keep or sign the write-up where the page's script cannot."""
    room = room_of(request)
    given = typed.one("after_version")
    after = int(given) if given.isascii() and given.isdecimal() else 0
    text, signs = typed.one("text"), bool(typed.one("signs"))
    try:
        save_write_up(room.database, room.clock, session_id, text, after_version=after, signs=signs)
    except NotFound:
        raise
    except InterbeingError as wrong:
        return _shown(request, session_id, Wanted(), Typed(typed.values, wrong), status=422)
    return RedirectResponse(f"/sessions/{session_id}/review#write-up", 303)


@router.post("/review/share")
def share(request: Request, session_id: UUID, typed: TypedForm) -> Response:
    """Share the write-up with who supervises, or not any more."""
    room = room_of(request)
    share_write_up(room.database, room.clock, session_id, shares=typed.one("shares") == "yes")
    return RedirectResponse(f"/sessions/{session_id}/review#write-up", 303)


def _shown(
    request: Request,
    session_id: UUID,
    wanted: Wanted,
    typed: Typed,
    status: int = 200,
    *,
    for_paper: ExpectedMove | None = None,
) -> Response:
    room = room_of(request)
    read = open_review(room.database, room.logs, room.clock, session_id)
    language = read_clinic(room.database).language
    address = f"/sessions/{session_id}/review"
    exchanges, moments = exchange_part(read, wanted), moment_part(read, wanted)
    has_notes = may_also(request, Action(Verb.WRITE, Thing.NOTES), session_id)
    reads_notes = not has_notes and may_also(request, Action(Verb.READ, Thing.NOTES), session_id)
    return page(
        request,
        "review.html",
        status,
        **_always(request, read, language),
        for_paper=for_paper,
        said_of_move=said_of_move,
        lasting=lasting_in(read.kept, read.until_ms),
        recognition=recognition_in(read.kept),
        signals=signal_table(kept.moment for kept in read.kept),
        places=PLACES,
        arrows=arrows(read.figures.dialogue),
        wanted=wanted,
        typed=typed,
        missed=named_words(language, room.ladder.ladder, MISSED),
        kinds=kinds_of(read),
        exchange_part=exchanges,
        moment_part=moments,
        exchange_pages=turned(address, wanted, exchanges, "exchanges"),
        moment_pages=turned(address, wanted, moments, "moments"),
        has_notes=has_notes,
        shared=shared_write_up(room.database, session_id) if reads_notes else None,
        is_shared=has_notes and room.accounts is not None and is_write_up_shared(room.database, session_id),
        written=read.write_up.text if read.write_up and has_notes else "",
        draft=draft(read.facts, read.figures.quadrants, language),
        longest_text=LONGEST_TEXT,
        offered=OFFERED,
        longest_reason=LONGEST_REASON,
    )


def _moment(request: Request, session_id: UUID, moment_id: UUID, typed: Typed, status: int = 200) -> Response:
    room = room_of(request)
    read = open_review(room.database, room.logs, room.clock, session_id)
    found = next((kept for kept in read.kept if kept.moment.moment_id == moment_id), None)
    if found is None:
        raise NotFound("there is no such moment in this session")
    language = read_clinic(room.database).language
    return page(
        request,
        "moment.html",
        status,
        **_always(request, read, language),
        kept=found,
        taken_back=read.taken_back.get(moment_id),
        stays=isinstance(found.moment.mark, KEPT_FOR_GOOD),
        number=_number_of(read, found),
        typed=typed,
        longest_reason=LONGEST_REASON,
    )


def _always(request: Request, read: Review, language: str) -> dict[str, Any]:
    room = room_of(request)
    protocol = protocol_of(request, read.session, language)
    parts = part_words(room.database, read.patient.patient_id)
    return {
        "review": read,
        "session": read.session,
        "patient": read.patient,
        "facts": read.facts,
        "phase_titles": {phase.phase_id: phase.title for phase in protocol.phases} if protocol else {},
        "say_mark": Wording(language, read.window, protocol, room.ladder.ladder, parts),
        "own_parts": parts,
        "clock": clock_text,
        "length": length_text(words_in(language)),
    }


def _number_of(read: Review, kept: Kept) -> int | None:
    place = read.exchange_of.get(kept.moment.moment_id)
    return next((n for n, one in enumerate(read.exchanges, 1) if one.exchange_id == place), None)


def _back_to(session_id: UUID, moment_id: UUID) -> RedirectResponse:
    return RedirectResponse(f"/sessions/{session_id}/review?at={moment_id}#m-{moment_id}", 303)
