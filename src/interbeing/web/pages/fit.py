"""What a patient's marks can tell: asked for, made in the background, and shown with what it cannot say."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from interbeing.domain.fit import LEAST_MOMENTS
from interbeing.services.fits import FitState
from interbeing.services.patients import open_chart
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(include_in_schema=False)
LEAST_ESS: Final = 400  # as model/posterior.py: below, or above this R-hat, nothing is said
GREATEST_RHAT: Final = 1.02


class HowFar(BaseModel):
    """How far a fit has come, for the page's script."""

    state: FitState
    done: int
    steps: int


@router.get("/patients/{patient_id}/fit")
def fit(request: Request, patient_id: UUID) -> Response:
    """Show the fit, how far it has come, or the way to ask for it."""
    room = room_of(request)
    patient = open_chart(room.database, patient_id).patient
    return page(
        request,
        "fit.html",
        patient=patient,
        job=room.fits.of(patient_id),
        least_moments=LEAST_MOMENTS,
        least_ess=LEAST_ESS,
        greatest_rhat=GREATEST_RHAT,
    )


@router.post("/patients/{patient_id}/fit")
def ask(request: Request, patient_id: UUID) -> Response:
    """Begin it, unless it is under way."""
    room = room_of(request)
    room.fits.ask(open_chart(room.database, patient_id).patient.patient_id)
    return RedirectResponse(f"/patients/{patient_id}/fit", 303)


@router.post("/patients/{patient_id}/fit/stop")
def stop(request: Request, patient_id: UUID) -> Response:
    """Stop it."""
    room_of(request).fits.cancel(patient_id)
    return RedirectResponse(f"/patients/{patient_id}/fit", 303)


@router.get("/api/patients/{patient_id}/fit")
def how_far(request: Request, patient_id: UUID) -> HowFar:
    """Say how far it has come."""
    job = room_of(request).fits.of(patient_id)
    return HowFar(state=job.state, done=job.at.done, steps=job.at.steps)
