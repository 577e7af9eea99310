"""What the parts of a patient are called, in their own words: what the console's keys will say."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.domain.part import Part
from interbeing.services.clinic import LONGEST_PART, read_clinic
from interbeing.services.parts import name_parts, own_part_words
from interbeing.services.patients import open_chart
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(prefix="/patients/{patient_id}/parts", include_in_schema=False)


@router.get("")
def parts(request: Request, patient_id: UUID) -> Response:
    """Show the words that stand, and the way to change them."""
    return _page(request, patient_id, filled(**own_part_words(room_of(request).database, patient_id)))


@router.post("")
def keep(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Keep the patient's words."""

    def do() -> str:
        room = room_of(request)
        name_parts(room.database, room.clock, patient_id, {part.value: typed.one(part) for part in Part})
        return f"/patients/{patient_id}"

    return done_or_again(typed, do, lambda again: _page(request, patient_id, again))


def _page(request: Request, patient_id: UUID, typed: Typed) -> Response:
    database = room_of(request).database
    return page(
        request,
        "part_words.html",
        typed.status,
        patient=open_chart(database, patient_id).patient,
        clinic_words=read_clinic(database).parts,
        longest=LONGEST_PART,
        typed=typed,
    )
