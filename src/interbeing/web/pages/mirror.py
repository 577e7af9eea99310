"""The mirror: the patient's own page, and the only one that may ask for the camera."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.services.mirror import look_at_mirror
from interbeing.web.headers import ALWAYS
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(include_in_schema=False)
CAMERA_HERE: Final = ALWAYS["permissions-policy"].replace("camera=()", "camera=(self)")


@router.get("/sessions/{session_id}/mirror")
def mirror(request: Request, session_id: UUID) -> Response:
    """Show the patient's start screen; the mirror itself waits for a press."""
    glass = look_at_mirror(room_of(request).database, session_id)
    shown = page(
        request,
        "mirror.html",
        session=glass.session,
        patient=glass.patient,
        signals=glass.signals,
        places=glass.may_tell_place,
    )
    if glass.asks_for_camera:
        shown.headers["permissions-policy"] = CAMERA_HERE
    return shown
