"""The review, the course and the patient's page as PDFs, from the same templates as the pages."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from interbeing.web.pages import over_time, review, together
from interbeing.web.pdf import pdf_answer

router = APIRouter(include_in_schema=False)


@router.get("/sessions/{session_id}/review.pdf")
def session(request: Request, session_id: UUID, asked: Annotated[review.Asked, Query()]) -> Response:
    """Give the review, its lists narrowed as the address says."""
    return pdf_answer(review.review_for_paper(request, session_id, asked), f"session-{session_id}")


@router.get("/patients/{patient_id}/course.pdf")
def course(request: Request, patient_id: UUID, asked: Annotated[over_time.Asked, Query()]) -> Response:
    """Give the course, compared as the address says."""
    return pdf_answer(over_time.course(request, patient_id, asked), f"course-{patient_id}")


@router.get("/patients/{patient_id}/together.pdf")
def what_we_saw(request: Request, patient_id: UUID) -> Response:
    """Give what we saw together; NotAllowed until both chose that it is shown."""
    return pdf_answer(together.shown_page(request, patient_id), f"together-{patient_id}")
