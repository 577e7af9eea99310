"""The pages that a person opens, one module for each part of the room."""

from typing import Final

from fastapi import APIRouter

from interbeing.web import session_log
from interbeing.web.pages import (
    chart,
    clinic,
    consent,
    console,
    handouts,
    keys,
    mirror,
    patients,
    recognition,
    review,
    today,
)

DESK: Final = (today.router, patients.router, consent.router, chart.router, clinic.router, keys.router, handouts.router)
REVIEW: Final = (review.router, session_log.router)
ROUTERS: Final[tuple[APIRouter, ...]] = (*DESK, console.router, mirror.router, recognition.router, *REVIEW)
