"""Taking a session out of the room as a file."""

from functools import partial
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from interbeing.services.clinic import read_clinic
from interbeing.web.package_page import package_page
from interbeing.web.pages.rooms import room_of

router = APIRouter(include_in_schema=False)
# In the order in which the page offers them, by what they are for.
OFFERED: Final = {
    "tables": ("csv", "parquet", "codebook"),
    "coding": ("boris", "boris-table", "elan"),
    "signals": ("xdf", "edf", "bids"),
    "systems": ("fhir", "json"),
}


@router.get("/patients/{patient_id}/package")
def patient_package(request: Request, patient_id: UUID) -> StreamingResponse:
    """Give everything that is kept of one patient, as one zip."""
    from interbeing.services.packages import pack  # only now, as above

    room = room_of(request)
    name, pieces = pack(
        room.database,
        room.measures,
        room.clock,
        patient_id,
        partial(package_page, read_clinic(room.database).language),
    )
    saved = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces, media_type="application/zip", headers=saved)


@router.get("/sessions/{session_id}/files/{name}")
def session_file(request: Request, session_id: UUID, name: str) -> StreamingResponse:
    """Give the session in this format; it leaves piece by piece as it is written."""
    from interbeing.services.export import format_named, name_of, take_out  # only now: it brings the numbers' library

    room = room_of(request)
    wanted = format_named(name)
    recording = take_out(room.database, room.logs, session_id, wanted)
    saved = {"content-disposition": f'attachment; filename="{name_of(session_id, wanted)}"'}
    return StreamingResponse(wanted.write(recording), media_type=wanted.media_type, headers=saved)


@router.get("/patients/{patient_id}/measures/files/{name}")
def answers_file(request: Request, patient_id: UUID, name: str) -> StreamingResponse:
    """Give what the patient answered in this format."""
    from interbeing.services.answers_out import answers_format, name_of, take_answers_out  # only now, as above

    room = room_of(request)
    wanted = answers_format(name)
    with room.database.read() as connection:
        answered = take_answers_out(connection, room.database.seal, room.measures, patient_id, wanted)
    saved = {"content-disposition": f'attachment; filename="{name_of(patient_id, wanted)}"'}
    return StreamingResponse(wanted.write(answered), media_type=wanted.media_type, headers=saved)
