"""In an emergency: finding a patient who is not one's own, saying why, and the page with what helps at once."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.services import emergency, measuring, patients
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled
from interbeing.web.pages.pinned import pinned_on
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page
from interbeing.web.signed_in import accounts_of, me, own_page

router = APIRouter(include_in_schema=False)


@router.get("/emergency")
def ask_who(request: Request) -> Response:
    """Ask whom it is about; no list is shown."""
    accounts_of(request)
    return _who(request, filled())


@router.post("/emergency")
def find(request: Request, typed: TypedForm) -> Response:
    """Go to where the reason is asked, once the pseudonym is exactly somebody's."""

    def do() -> str:
        person_id = me(request).person.person_id
        found = emergency.patient_called(accounts_of(request), person_id, typed.one("pseudonym"))
        return f"/patients/{found.patient_id}/emergency"

    return done_or_again(typed, do, lambda again: _who(request, again))


@router.get("/patients/{patient_id}/emergency")
def ask_why(request: Request, patient_id: UUID) -> Response:
    """Ask for the reason, which the patient will read."""
    accounts_of(request)
    return _why(request, patient_id, filled())


@router.post("/patients/{patient_id}/emergency")
def open_it(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Open what helps at once, for an hour."""
    room, person_id = room_of(request), me(request).person.person_id

    def do() -> str:
        emergency.open_emergency(room.database, room.clock, person_id, patient_id, typed.one("reason"))
        return f"/patients/{patient_id}/help"

    return done_or_again(typed, do, lambda again: _why(request, patient_id, again))


@router.get("/patients/{patient_id}/help")
def what_helps(request: Request, patient_id: UUID) -> Response:
    """Show what helps at once: whom to call, the cautions, answers about harm and what was done."""
    room = room_of(request)
    chart = patients.open_chart(room.database, patient_id)
    until = None
    if room.accounts is not None:
        until = emergency.open_until(room.database, room.clock, me(request).person.person_id, patient_id)
    return page(
        request,
        "emergency/help.html",
        patient=chart.patient,
        decision=chart.decision,
        pins=pinned_on(request, patient_id),
        replies=measuring.replies_of(room.database, patient_id)[::-1],
        treating=emergency.who_treats(room.database, patient_id),
        until=until,
    )


def _who(request: Request, typed: Typed) -> Response:
    return own_page(request, "emergency/who.html", typed.status, typed=typed)


def _why(request: Request, patient_id: UUID, typed: Typed) -> Response:
    whose = emergency.patient_to_open(room_of(request).database, patient_id)
    longest = emergency.LONGEST_REASON
    return own_page(request, "emergency/why.html", typed.status, typed=typed, whose=whose, longest=longest)
