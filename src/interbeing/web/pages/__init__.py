"""The pages that a person opens, one module for each part of the room."""

from typing import Final

from fastapi import APIRouter

from interbeing.web import session_log
from interbeing.web.pages import (
    chart,
    clinic,
    consent,
    console,
    fit,
    keys,
    mirror,
    pacing,
    patients,
    recognition,
    review,
    today,
)

DESK: Final = (
    today.router,
    patients.router,
    consent.router,
    pacing.router,
    fit.router,
    chart.router,
    clinic.router,
    keys.router,
)
REVIEW: Final = (review.router, session_log.router)
ROUTERS: Final[tuple[APIRouter, ...]] = (*DESK, console.router, mirror.router, recognition.router, *REVIEW)
