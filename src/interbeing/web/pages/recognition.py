"""The recognition exercise on the patient's screen."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from interbeing.domain.emotion import EMOTIONS
from interbeing.services.recognition import open_exercise
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(include_in_schema=False)


@router.get("/sessions/{session_id}/recognition")
def recognition(request: Request, session_id: UUID) -> HTMLResponse:
    """Show the exercise; faces already answered are not shown again."""
    exercise = open_exercise(room_of(request).database, session_id)
    left = [
        {"trial": one.trial, "shown": one.shown, "strength": one.strength}
        for one in exercise.trials
        if one.trial not in exercise.answered
    ]
    return page(request, "recognition.html", exercise=exercise, left=left, emotions=EMOTIONS)
