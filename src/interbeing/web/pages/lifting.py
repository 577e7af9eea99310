"""Lifting a hold where people sign in: whoever treats a patient asks, and an admin agrees or refuses."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.services import lifting
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled, id_in
from interbeing.web.pages.retention import shown
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page
from interbeing.web.signed_in import accounts_of
from interbeing.web.who import who_asks

of_clinic = APIRouter(prefix="/clinic/holds", include_in_schema=False)
of_patient = APIRouter(prefix="/patients/{patient_id}/retention/lift", include_in_schema=False)


@of_clinic.get("")
def waiting(request: Request) -> Response:
    """Show which holds somebody asks to lift, to whoever may answer."""
    return _waiting(request, filled())


@of_patient.post("/ask")
def ask(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Ask an admin."""
    room = room_of(request)
    accounts_of(request)  # on a laptop nobody has anybody to ask

    def do() -> str:
        asked_id, hold_id, reason = id_in(typed, "asked_id"), id_in(typed, "hold_id"), typed.one("reason")
        lifting.ask_to_lift(room.database, room.clock, asked_id, patient_id, hold_id, reason)
        return f"/patients/{patient_id}/retention#holds"

    return done_or_again(typed, do, lambda again: shown(request, patient_id, {"lift": again}))


@of_patient.post("/take-back")
def take_back(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Take back what was asked."""
    room = room_of(request)

    def do() -> str:
        lifting.take_lift_back(room.database, room.clock, patient_id, id_in(typed, "hold_id"))
        return f"/patients/{patient_id}/retention#holds"

    return done_or_again(typed, do, lambda again: shown(request, patient_id, {"lift": again}))


@of_patient.post("/agree")
def agree(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Lift it, as somebody else asked."""
    room = room_of(request)

    def do() -> str:
        lifting.agree_to_lift(room.database, room.clock, patient_id, id_in(typed, "hold_id"))
        return "/clinic/holds"

    return done_or_again(typed, do, lambda again: _waiting(request, again))


@of_patient.post("/refuse")
def refuse(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Say no, and why."""
    room = room_of(request)

    def do() -> str:
        hold_id, words = id_in(typed, "hold_id"), typed.one("words")
        lifting.refuse_to_lift(room.database, room.clock, patient_id, hold_id, words)
        return "/clinic/holds"

    return done_or_again(typed, do, lambda again: _waiting(request, again))


def _waiting(request: Request, typed: Typed) -> Response:
    """Show the page; what is wrong with an answer stands at its hold."""
    accounts_of(request)
    return page(
        request,
        "retention/holds.html",
        typed.status,
        waiting=lifting.waiting_to_lift(room_of(request).database),
        typed={typed.one("hold_id"): typed},
        untyped=filled(),
        me=who_asks(request).person,
        longest=lifting.LONGEST_WORDS,
    )
