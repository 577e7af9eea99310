"""Coding a session a second time, blind to the first: who codes, the coder's page, and the end of it."""

from typing import Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from interbeing.domain.action import Action, keys_of
from interbeing.domain.coding import CodedMark, blind
from interbeing.domain.errors import BadInput
from interbeing.domain.session import SessionState
from interbeing.services.clinic import read_clinic
from interbeing.services.coding import (
    LONGEST_NAME,
    begin_coding,
    codings_of,
    finish_coding,
    uncode,
)
from interbeing.services.coding import coding_of as one_coding
from interbeing.services.review import Review, open_review
from interbeing.web.coding_log import keep_code
from interbeing.web.lengths import clock_text, read_clock
from interbeing.web.mark_words import Wording, named_words
from interbeing.web.pages.console import Key, cap_of, drawn_signs, row_of
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page
from interbeing.web.review_rows import lasting_in
from interbeing.web.session_log import protocol_of

router = APIRouter(include_in_schema=False, prefix="/sessions/{session_id}/codings")
ROWS: Final = ("felt", "offered", "perceived", "received", "attitude")
ACTS: Final = (
    *(Action.AROUSAL_DOWN, Action.AROUSAL_UP, Action.GAZE, Action.RUNG_NEXT, Action.RUNG_PREVIOUS),
    *(Action.REASSURED, Action.LOOK_AGAIN, Action.WE, Action.UNDO),
)


@router.get("")
def codings(request: Request, session_id: UUID) -> Response:
    """Show who coded this session so far, and the way to begin."""
    return _listed(request, session_id, filled())


@router.post("")
def begin(request: Request, session_id: UUID, typed: TypedForm) -> Response:
    """Begin a coding under the coder's name, and go to its page."""
    room = room_of(request)

    def do() -> str:
        coding_id = begin_coding(room.database, room.clock, session_id, typed.one("coder"))
        return f"/sessions/{session_id}/codings/{coding_id}"

    return done_or_again(typed, do, lambda again: _listed(request, session_id, again))


@router.get("/{coding_id}")
def coding(request: Request, session_id: UUID, coding_id: UUID) -> Response:
    """Show the coder's page; a finished coding leads on to what it agrees with."""
    if one_coding(room_of(request).database, session_id, coding_id).is_finished:
        return RedirectResponse(f"/sessions/{session_id}/codings/{coding_id}/agreement", 303)
    return _coder(request, session_id, coding_id, filled())


@router.post("/{coding_id}/marks")
def add(request: Request, session_id: UUID, coding_id: UUID, typed: TypedForm) -> Response:
    """Add a mark by its time and name, as the form sends it."""
    room = room_of(request)

    def do() -> str:
        review = _review(request, session_id)
        at_ms, name = read_clock(typed.one("time"), review.until_ms), typed.one("mark")
        if not name:
            raise BadInput("choose one", about="mark")
        keep_code(room, review, one_coding(room.database, session_id, coding_id), CodedMark(uuid4(), at_ms, name))
        return f"/sessions/{session_id}/codings/{coding_id}#marks"

    return done_or_again(typed, do, lambda again: _coder(request, session_id, coding_id, again))


@router.post("/{coding_id}/marks/{mark_id}/take-back")
def take_back(request: Request, session_id: UUID, coding_id: UUID, mark_id: UUID) -> Response:
    """Take one of the coder's own marks back."""
    room = room_of(request)
    uncode(room.database, room.clock, one_coding(room.database, session_id, coding_id), mark_id)
    return RedirectResponse(f"/sessions/{session_id}/codings/{coding_id}#marks", 303)


@router.post("/{coding_id}/finish")
def finish(request: Request, session_id: UUID, coding_id: UUID, typed: TypedForm) -> Response:
    """Finish the coding, and show what it agrees with."""
    room = room_of(request)

    def do() -> str:
        finish_coding(room.database, room.clock, one_coding(room.database, session_id, coding_id))
        return f"/sessions/{session_id}/codings/{coding_id}/agreement"

    return done_or_again(typed, do, lambda again: _coder(request, session_id, coding_id, again))


def _listed(request: Request, session_id: UUID, typed: Typed) -> Response:
    review = _review(request, session_id)
    found = codings_of(room_of(request).database, session_id)
    return page(
        request,
        "coding/codings.html",
        typed.status,
        patient=review.patient,
        session=review.session,
        is_closed=review.session.state is SessionState.CLOSED,
        codings=found,
        typed=typed,
        longest_name=LONGEST_NAME,
    )


def _coder(request: Request, session_id: UUID, coding_id: UUID, typed: Typed) -> Response:
    room, review = room_of(request), _review(request, session_id)
    clinic = read_clinic(room.database)
    keys = keys_of(clinic.keys)
    protocol = protocol_of(request, review.session, clinic.language)
    found = one_coding(room.database, session_id, coding_id)
    names = named_words(clinic.language, room.ladder.ladder)
    return page(
        request,
        "coding/coder.html",
        typed.status,
        patient=review.patient,
        session=review.session,
        review=review,
        coding=found,
        own=[{"mark_id": str(mark.mark_id), "at_ms": mark.at_ms, "name": mark.name} for mark in found.marks],
        typed=typed,
        clock=clock_text,
        lasting=lasting_in(blind(review.kept), review.until_ms),
        say_mark=Wording(clinic.language, review.window, protocol, room.ladder.ladder),
        phase_titles={phase.phase_id: phase.title for phase in protocol.phases} if protocol else {},
        signs=drawn_signs(),
        rows=[(name, row_of(name, keys)) for name in ROWS],
        act={action.value: Key(action, "", keys[action], cap_of(keys[action])) for action in ACTS},
        keys=_pressed(keys) if clinic.keys_on else {},
        named=names,
        rungs=[rung.rung_id for rung in room.ladder.ladder.rungs],
        word_of={name: words for choices in names.values() for name, words in choices},
    )


def _pressed(keys: dict[Action, str]) -> dict[str, str]:
    """Give what each key does on this page, by its place on the keyboard."""
    rows = tuple(f"{row}_" for row in ROWS)
    return {code: one.value for one, code in keys.items() if code and (one in ACTS or one.value.startswith(rows))}


def _review(request: Request, session_id: UUID) -> Review:
    room = room_of(request)
    return open_review(room.database, room.logs, room.clock, session_id)
