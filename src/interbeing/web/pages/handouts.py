"""What is printed: the note that a patient takes home, and one page to hold a session by when the program is down."""

from typing import Annotated, Final
from uuid import UUID

from babel.numbers import format_decimal
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from interbeing.domain.errors import NotFound
from interbeing.domain.protocol import Protocol
from interbeing.services.clinic import read_clinic
from interbeing.services.patients import open_chart
from interbeing.services.plan import session_of
from interbeing.services.protocols import DEFAULT_ID
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(include_in_schema=False)
LINES: Final = 12  # what fits on one page beside the phases, the words and the contacts
ProtocolId = Annotated[str, Query(alias="protocol", max_length=100)]


@router.get("/sessions/{session_id}/aftercare")
def aftercare(request: Request, session_id: UUID) -> Response:
    """Show the note for after the session, to be printed."""
    database = room_of(request).database
    session = session_of(database, session_id)
    patient = open_chart(database, session.patient_id).patient
    return page(request, "aftercare.html", session=session, patient=patient)


@router.get("/paper")
def paper(request: Request, protocol_id: ProtocolId = DEFAULT_ID) -> Response:
    """Show the page for a session on paper: phases, marks by hand, grounding, contacts."""
    clinic = read_clinic(room_of(request).database)
    near_m = format_decimal(clinic.limits.near_cm / 100, locale=clinic.language)
    return page(request, "paper.html", protocol=_protocol(request, protocol_id), lines=LINES, near_m=near_m)


def _protocol(request: Request, protocol_id: str) -> Protocol:
    room = room_of(request)
    language = read_clinic(room.database).language
    try:
        return room.protocols.protocol_of(protocol_id, language)
    except NotFound:
        return room.protocols.protocol_of(DEFAULT_ID, language)
