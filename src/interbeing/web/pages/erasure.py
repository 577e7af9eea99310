"""Erasing where people sign in: whoever treats a patient or the patient asks, and an admin agrees or refuses."""

from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.domain.erasure import ErasureReason
from interbeing.domain.errors import BadInput
from interbeing.services import erasure
from interbeing.services.patients import open_chart, refuse_other_word
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled, id_in
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page
from interbeing.web.signed_in import accounts_of
from interbeing.web.who import who_asks

of_clinic = APIRouter(prefix="/clinic/erasures", include_in_schema=False)
of_patient = APIRouter(prefix="/patients/{patient_id}/erase", include_in_schema=False)


@of_clinic.get("")
def waiting(request: Request) -> Response:
    """Show who waits to be erased, to whoever may answer."""
    return _waiting(request, {})


@of_patient.get("/ask")
def may_ask(request: Request, patient_id: UUID) -> Response:
    """Say what goes, and offer to ask for it."""
    return _ask(request, patient_id, filled(asked_id=str(uuid4())))


@of_patient.post("/ask")
def ask(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Ask an admin."""
    room = room_of(request)

    def do() -> str:
        refuse_other_word(room.database, patient_id, typed.one("picture_word"))
        erasure.ask_erasure(room.database, room.clock, id_in(typed, "asked_id"), patient_id, typed.one("reason"))
        return f"/patients/{patient_id}/erase/ask"

    return done_or_again(typed, do, lambda again: _ask(request, patient_id, again))


@of_patient.post("/take-back")
def take_back(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Take back what was asked."""
    room = room_of(request)

    def do() -> str:
        erasure.take_back(room.database, room.clock, patient_id)
        return f"/patients/{patient_id}/erase/ask"

    return done_or_again(typed, do, lambda again: _ask(request, patient_id, again))


@of_patient.post("/agree")
def agree(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Erase them, as somebody else asked."""
    room = room_of(request)

    def do() -> str:
        if typed.one("is_sure") != "yes":
            raise BadInput("say that you are sure: nothing brings the record back", about="is_sure")
        erasure.agree(room.database, room.clock, room.keys, room.settings.folder, patient_id)
        room.fits.cancel(patient_id)
        return "/clinic/erasures"

    return done_or_again(typed, do, lambda again: _waiting(request, {patient_id: again}))


@of_patient.post("/refuse")
def refuse(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Say no, and why."""
    room = room_of(request)

    def do() -> str:
        erasure.refuse(room.database, room.clock, patient_id, typed.one("words"))
        return "/clinic/erasures"

    return done_or_again(typed, do, lambda again: _waiting(request, {patient_id: again}))


def _waiting(request: Request, typed: dict[UUID, Typed]) -> Response:
    room = room_of(request)
    accounts_of(request)  # on a laptop nobody has anybody to ask
    return page(
        request,
        "erasure/waiting.html",
        next((form.status for form in typed.values()), 200),
        waiting=erasure.waiting(room.database),
        typed=typed,
        untyped=filled(),
        me=who_asks(request).person,
        longest=erasure.LONGEST_WORDS,
    )


def _ask(request: Request, patient_id: UUID, typed: Typed) -> Response:
    room = room_of(request)
    accounts_of(request)
    chart = open_chart(room.database, patient_id)
    return page(
        request,
        "erasure/ask.html",
        typed.status,
        patient=chart.patient,
        sessions=sum(session.opened_at is not None for session in chart.sessions),
        asked=erasure.asked_of(room.database, patient_id),
        names=erasure.names(room.database),
        me=who_asks(request).person,
        reasons=tuple(ErasureReason),
        typed=typed,
    )
