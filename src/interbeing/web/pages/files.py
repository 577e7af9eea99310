"""Taking a session out of the room as a file, or all that is kept of a patient."""

from functools import partial
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.domain.under_way import Doing, What
from interbeing.services.clinic import read_clinic
from interbeing.services.patients import open_chart
from interbeing.services.plan import session_of
from interbeing.services.under_way import MadeFile, Work
from interbeing.web.long_work import file_answer, file_made, written
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
def patient_package(request: Request, patient_id: UUID, made: UUID | None = None) -> Response:
    """Give everything that is kept of one patient, as one zip."""
    from interbeing.services.packages import pack  # only now, as below

    room = room_of(request)
    if made is not None:
        return file_made(request, made)
    open_chart(room.database, patient_id)
    page = partial(package_page, read_clinic(room.database).language)

    def make(work: Work[MadeFile]) -> MadeFile:
        tell = work.telling(Doing.PACKING)
        name, pieces = pack(room.database, room.measures, room.clock, patient_id, page, tell)
        return MadeFile(tuple(pieces), name, "application/zip")

    return file_answer(request, What.FILE, patient_id, f"/patients/{patient_id}", make)


@router.get("/sessions/{session_id}/files/{name}")
def session_file(request: Request, session_id: UUID, name: str, made: UUID | None = None) -> Response:
    """Give the session in this format."""
    from interbeing.services.export import (
        format_named,
        name_of,
        refuse_unagreed,
        take_out,
    )  # only now: numbers' library

    room = room_of(request)
    wanted, patient_id = format_named(name), session_of(room.database, session_id).patient_id
    if made is not None:
        with room.database.read() as connection:
            # a consent may have gone while it was made
            refuse_unagreed(connection, room.database.seal, patient_id, wanted)
        return file_made(request, made)

    def make(work: Work[MadeFile]) -> MadeFile:
        recording = take_out(room.database, room.logs, session_id, wanted, work.telling(Doing.READING))
        return written(work, wanted.write(recording), name_of(session_id, wanted), wanted.media_type)

    return file_answer(request, What.FILE, patient_id, f"/sessions/{session_id}/review#files", make)


@router.get("/patients/{patient_id}/measures/files/{name}")
def answers_file(request: Request, patient_id: UUID, name: str, made: UUID | None = None) -> Response:
    """Give what the patient answered in this format."""
    from interbeing.services.answers_out import answers_format, name_of, take_answers_out  # only now, as above

    room, wanted = room_of(request), answers_format(name)
    with room.database.read() as connection:
        answered = take_answers_out(connection, room.database.seal, room.measures, patient_id, wanted)
    if made is not None:
        return file_made(request, made)

    def make(work: Work[MadeFile]) -> MadeFile:
        return written(work, wanted.write(answered), name_of(patient_id, wanted), wanted.media_type)

    return file_answer(request, What.FILE, patient_id, f"/patients/{patient_id}/measures", make)
