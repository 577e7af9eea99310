"""The pages that a person opens, one module for each part of the room."""

from typing import Final

from fastapi import APIRouter

from interbeing.web import session_log
from interbeing.web.pages import (
    caregivers,
    chart,
    clinic,
    consent,
    console,
    keys,
    measure_enter,
    measure_fill,
    measures,
    mirror,
    patients,
    recognition,
    review,
    safety,
    today,
)

DESK: Final = (today.router, patients.router, consent.router, chart.router, clinic.router, keys.router)
PAPERS: Final = (measure_fill.router, measure_enter.router, measures.router, safety.router, caregivers.router)
REVIEW: Final = (review.router, session_log.router)
ROUTERS: Final[tuple[APIRouter, ...]] = (
    *DESK,
    *PAPERS,
    console.router,
    mirror.router,
    recognition.router,
    *REVIEW,
)
