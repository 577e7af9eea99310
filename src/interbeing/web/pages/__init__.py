"""The pages that a person opens, one module for each part of the room."""

from typing import Final

from fastapi import APIRouter

from interbeing.web import coding_log, early_rise, session_log
from interbeing.web.pages import (
    account,
    agreement,
    backups,
    bring_in,
    caregivers,
    chart,
    clinic,
    coding,
    consent,
    console,
    door,
    emergency,
    erasure,
    files,
    fit,
    handouts,
    keys,
    leaving,
    lifting,
    measure_enter,
    measure_fill,
    measures,
    mirror,
    over_time,
    own_view,
    pacing,
    parts,
    patients,
    pdf,
    people,
    ratings,
    recognition,
    retention,
    review,
    safety,
    sign_in,
    tablet,
    today,
    together,
    under_way,
    will,
)

DESK: Final = (today.router, patients.router, bring_in.router, consent.router, chart.router, clinic.router, keys.router)
PRINTED: Final = (handouts.router, pdf.router)
MIND: Final = (pacing.router, fit.router)
MEASURES: Final = (measure_fill.router, measure_enter.router, measures.router, safety.router)
TOLD: Final = (caregivers.router, parts.router, ratings.router)
COURSE: Final = (over_time.router, together.router, own_view.router)
REVIEW: Final = (review.router, session_log.router, early_rise.router, files.router, under_way.router)
CODED: Final = (coding.router, coding_log.router, agreement.router)
LIVE: Final = (console.router, mirror.router, recognition.router, tablet.router)
PEOPLE: Final = (sign_in.router, account.router, people.router, emergency.router)
ROUTERS: Final[tuple[APIRouter, ...]] = (
    *(*DESK, *PRINTED, *MIND, *MEASURES, *TOLD, *COURSE, *LIVE, *REVIEW, *CODED, *PEOPLE),
)
# The door, and what keeps the records: joined before all others.
OF_KEEPING: Final[tuple[APIRouter, ...]] = (
    door.router,
    backups.router,
    leaving.router,
    erasure.of_clinic,
    erasure.of_patient,
    retention.of_clinic,
    retention.of_patient,
    lifting.of_clinic,
    lifting.of_patient,
    will.router,
)
