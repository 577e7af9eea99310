"""How far what was asked for has come: seen by who asked, stopped on their word, and fetched once it is there."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from interbeing.domain.errors import InterbeingError, NotFound
from interbeing.domain.under_way import Doing, Standing, What
from interbeing.services.patients import open_chart
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page
from interbeing.web.words import marked

router = APIRouter(include_in_schema=False)
NOTHING_LEFT = InterbeingError(marked("it could not be made. What was saved stays saved; try again"))
FILES = {What.FILE, What.PDF}


class HowFar(BaseModel):
    """How far it has come, for the page's script; `leads_to` is told once it is done."""

    standing: Standing
    doing: Doing
    done: int
    of: int
    leads_to: str = ""


@router.get("/under-way/{work_id}")
def under_way(request: Request, work_id: UUID) -> Response:
    """Show how far it has come, the file that was made, or why there is none; else go where its end leads."""
    work = room_of(request).under_way.of(work_id)
    if work.standing is Standing.DONE and work.what not in FILES:
        return RedirectResponse(work.leads_to(work), 303)
    problem = work.problem if isinstance(work.problem, InterbeingError) else NOTHING_LEFT
    leads_to = work.leads_to(work) if work.standing is Standing.DONE else ""
    of_whom = _patient(request, work.patient_id)
    return page(request, "under_way.html", work=work, leads_to=leads_to, problem=problem, **of_whom)


@router.get("/api/under-way/{work_id}")
def how_far(request: Request, work_id: UUID) -> HowFar:
    """Say how far it has come."""
    work = room_of(request).under_way.of(work_id)
    leads_to = work.leads_to(work) if work.standing is Standing.DONE else ""
    return HowFar(standing=work.standing, **work.at._asdict(), leads_to=leads_to)


@router.post("/under-way/{work_id}/stop")
def stop(request: Request, work_id: UUID) -> Response:
    """Stop it."""
    room_of(request).under_way.stop(work_id)
    return RedirectResponse(f"/under-way/{work_id}", 303)


def _patient(request: Request, patient_id: UUID | None) -> dict[str, Any]:
    """Name whose it is, at the head of the page; nobody where a patient is only coming, or went."""
    with suppress(NotFound):
        return {"patient": open_chart(room_of(request).database, patient_id).patient} if patient_id else {}
    return {}
