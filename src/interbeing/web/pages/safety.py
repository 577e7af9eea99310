"""Answers about harm, pinned on desk, console and patient page until a person has written what was done."""

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from interbeing.services import measuring
from interbeing.services.clinic import read_clinic
from interbeing.services.patients import open_chart
from interbeing.services.plan import session_of
from interbeing.web.measure_words import pinned
from interbeing.web.pages.chart import last_name
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled
from interbeing.web.pages.pinned import pinned_on
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page
from interbeing.web.words import words_in

router = APIRouter(include_in_schema=False)


class PinSeen(BaseModel):
    """A pin as the console shows it."""

    given_id: UUID
    said: str
    address: str


@router.get("/sessions/{session_id}/pinned")
def pinned_in_session(request: Request, session_id: UUID) -> list[PinSeen]:
    """Give the open pins of the patient in this session, for the console."""
    patient_id = session_of(room_of(request).database, session_id).patient_id
    return [
        PinSeen(given_id=pin.given_id, said=" ".join(pin.said), address=pin.address)
        for pin in pinned_on(request, patient_id)
    ]


@router.get("/patients/{patient_id}/safety/{given_id}")
def ask(request: Request, patient_id: UUID, given_id: UUID) -> Response:
    """Show what was answered, and ask what was done."""
    return _page(request, patient_id, given_id, filled(written_by=last_name(request, patient_id)))


@router.post("/patients/{patient_id}/safety/{given_id}")
def write(request: Request, patient_id: UUID, given_id: UUID, typed: TypedForm) -> Response:
    """Keep what was done; only this takes the pin away."""

    def do() -> str:
        room = room_of(request)
        what, by = typed.one("what_was_done"), typed.one("written_by")
        measuring.write_what_was_done(room.database, room.clock, patient_id, given_id, what, by)
        return f"/patients/{patient_id}/safety/{given_id}"

    return done_or_again(typed, do, lambda again: _page(request, patient_id, given_id, again))


def _page(request: Request, patient_id: UUID, given_id: UUID, typed: Typed) -> Response:
    room = room_of(request)
    patient = open_chart(room.database, patient_id).patient
    language = read_clinic(room.database).language
    pin = measuring.pin_of(room.database, patient_id, given_id)
    return page(
        request,
        "measures/safety_reply.html",
        typed.status,
        patient=patient,
        pin=pinned(words_in(language), language, room.measures, patient, pin) if pin else None,
        replies=[one for one in measuring.replies_of(room.database, patient_id) if one.given_id == given_id],
        typed=typed,
    )
