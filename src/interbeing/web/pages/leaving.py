"""The page that erases a patient for good."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from interbeing.services.leaving import erase_patient
from interbeing.services.patients import open_chart, refuse_other_word
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(prefix="/patients/{patient_id}/erase", include_in_schema=False)


@router.get("")
def ask(request: Request, patient_id: UUID) -> Response:
    """Say what goes, and ask for the picture word and the passphrase; on a clinic's server two people decide."""
    if room_of(request).accounts is not None:
        return RedirectResponse(f"/patients/{patient_id}/erase/ask", 303)
    return _page(request, patient_id, filled())


@router.post("")
def erase(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Erase them, once both were typed."""
    room = room_of(request)

    def do() -> str:
        refuse_other_word(room.database, patient_id, typed.one("picture_word"))
        passphrase = typed.one("passphrase")
        is_everywhere = erase_patient(
            room.database, room.clock, room.keys, room.settings.folder, patient_id, passphrase
        )
        room.forget(patient_id)
        return "/patients" if is_everywhere else "/clinic/backups"  # that page says where a disk is missing

    return done_or_again(typed, do, lambda again: _page(request, patient_id, again))


def _page(request: Request, patient_id: UUID, typed: Typed) -> Response:
    chart = open_chart(room_of(request).database, patient_id)
    status = typed.status
    sessions = sum(session.opened_at is not None for session in chart.sessions)
    return page(request, "erase.html", status, patient=chart.patient, sessions=sessions, typed=typed)
