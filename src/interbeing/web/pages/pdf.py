"""The review, the course and the patient's page as PDFs, from the same templates as the pages."""

from asyncio import to_thread
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from interbeing.domain.reading import ExpectedMove
from interbeing.domain.under_way import Doing, What
from interbeing.services.plan import session_of
from interbeing.services.under_way import MadeFile, Work
from interbeing.web.long_work import file_answer, file_made
from interbeing.web.pages import over_time, review, together
from interbeing.web.pages.rooms import room_of
from interbeing.web.pdf import MEDIA_TYPE, pdf_of

router = APIRouter(include_in_schema=False)


@router.get("/sessions/{session_id}/review.pdf")
async def session(request: Request, session_id: UUID, asked: Annotated[review.Asked, Query()]) -> Response:
    """Give the review, its lists narrowed as the address says."""
    if asked.made is not None:
        return file_made(request, asked.made)
    room = room_of(request)
    move = ExpectedMove() if room.beliefs.is_preparing else await room.beliefs.move(session_id)
    return await to_thread(_session_answer, request, session_id, asked, move)


def _session_answer(request: Request, session_id: UUID, asked: review.Asked, move: ExpectedMove) -> Response:
    patient_id = session_of(room_of(request).database, session_id).patient_id
    page, back = review.review_for_paper(request, session_id, asked, move), f"/sessions/{session_id}/review"
    return _pdf_answer(request, page, f"session-{session_id}", patient_id, back)


@router.get("/patients/{patient_id}/course.pdf")
def course(request: Request, patient_id: UUID, asked: Annotated[over_time.Asked, Query()]) -> Response:
    """Give the course, compared as the address says."""
    if asked.made is not None:
        return file_made(request, asked.made)
    page, back = over_time.course(request, patient_id, asked), f"/patients/{patient_id}/course"
    return _pdf_answer(request, page, f"course-{patient_id}", patient_id, back)


@router.get("/patients/{patient_id}/together.pdf")
def what_we_saw(request: Request, patient_id: UUID, made: UUID | None = None) -> Response:
    """Give what we saw together; NotAllowed until both chose that it is shown."""
    page = together.shown_page(request, patient_id)
    if made is not None:
        return file_made(request, made)
    return _pdf_answer(request, page, f"together-{patient_id}", patient_id, f"/patients/{patient_id}/together/page")


def _pdf_answer(request: Request, page: Response, name: str, patient_id: UUID, back: str) -> Response:
    """Give this page as a PDF to be saved under this name; NoPdf where none can be made."""
    text = bytes(page.body).decode()

    def make(work: Work[MadeFile]) -> MadeFile:
        return MadeFile((pdf_of(text, tell=work.telling(Doing.SETTING)),), f"{name}.pdf", MEDIA_TYPE)

    return file_answer(request, What.PDF, patient_id, back, make)
