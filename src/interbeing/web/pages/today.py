"""Today at the desk: what is live, what is planned, what was; and all sessions with a search."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from interbeing.services import agenda
from interbeing.services.audit import cut_or_broken
from interbeing.services.emergency import opened_of_late
from interbeing.services.linked import linked_of_late
from interbeing.services.measure_course import due_of_all
from interbeing.services.practice import ready_practice_patient
from interbeing.web.pages.forms import TypedForm
from interbeing.web.pages.pinned import pinned_on
from interbeing.web.pages.rooms import room_of
from interbeing.web.pages.turning import FARTHEST, turning
from interbeing.web.paper import page
from interbeing.web.search_words import LONGEST_SEALED, found_at, searched
from interbeing.web.who import who_asks

router = APIRouter(include_in_schema=False)
Words = Annotated[str, Query(max_length=LONGEST_SEALED)]
From = Annotated[int, Query(alias="from", ge=0, le=FARTHEST)]


@router.get("/")
def today(request: Request) -> Response:
    """Show what matters today, and on an empty room what to do first."""
    room = room_of(request)
    day = agenda.read_day(room.database, room.clock)
    now = room.clock.now()
    due = due_of_all(room.database, room.measures, now)
    return page(
        request,
        "today.html",
        day=day,
        now=now,
        due=due,
        pins=pinned_on(request),
        cut=cut_or_broken(room.database),
        opened=opened_of_late(room.database, room.clock),
        linked=linked_of_late(room.database, room.clock, who_asks(request).person_id),
    )


@router.get("/sessions")
def sessions(request: Request, q: Words = "", start: From = 0) -> Response:
    """List all sessions, or those of the patients that the words fit."""
    words = searched(request, q)
    archive = agenda.read_archive(room_of(request).database, words, start)
    pages = turning("/sessions", q, start, agenda.MOST_ON_A_PAGE, archive.total)
    return page(request, "sessions.html", archive=archive, q=words, pages=pages)


@router.post("/sessions")
def search(request: Request, typed: TypedForm) -> Response:
    """Look for the sessions of the patients that the words fit."""
    return found_at(request, "/sessions", typed)


@router.post("/patients/practice")
def practice(request: Request) -> Response:
    """Make the practice patient ready and go to their page."""
    room = room_of(request)
    patient = ready_practice_patient(room.database, room.clock)
    return RedirectResponse(f"/patients/{patient.patient_id}", 303)
