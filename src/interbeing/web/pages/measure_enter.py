"""Entering a measure that was filled in on paper: its answers, or only its totals."""

from datetime import date, datetime, time
from math import isfinite
from typing import Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.domain.errors import BadInput
from interbeing.domain.given import FilledBy, Given
from interbeing.domain.measure import Measure, in_language
from interbeing.domain.score import range_of
from interbeing.services import measuring
from interbeing.services.clinic import read_clinic
from interbeing.services.measures import wording_in
from interbeing.services.patients import open_chart
from interbeing.web.measure_words import figure
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled
from interbeing.web.pages.measure_fill import answers_in
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(prefix="/patients/{patient_id}/measures/{measure_id}/enter", include_in_schema=False)
EARLIEST_YEAR: Final = 1970


@router.get("")
def enter(request: Request, patient_id: UUID, measure_id: str) -> Response:
    """Ask for the day and the answers or totals."""
    today = room_of(request).clock.now().astimezone().date()
    return _page(request, patient_id, measure_id, filled(given_on=f"{today:%Y-%m-%d}"))


@router.post("")
def keep(request: Request, patient_id: UUID, measure_id: str, typed: TypedForm) -> Response:
    """Keep them; an answer about harm leads straight to writing what was done."""

    def do() -> str:
        room = room_of(request)
        measure = room.measures.measure_of(measure_id)
        given = Given(
            given_id=uuid4(),
            patient_id=patient_id,
            measure_id=measure.measure_id,
            version=measure.version,
            given_at=_day(typed, room.clock.now()),
            filled_by=FilledBy.THERAPIST,
            answers=answers_in(typed, measure),
            totals=_totals(typed, measure),
        )
        measuring.give(room.database, measure, given)
        if measuring.pin_of(room.database, patient_id, given.given_id):
            return f"/patients/{patient_id}/safety/{given.given_id}"
        return f"/patients/{patient_id}/measures/{measure_id}"

    return done_or_again(typed, do, lambda again: _page(request, patient_id, measure_id, again))


def _totals(typed: Typed, measure: Measure) -> dict[str, float]:
    """Read the totals; BadInput when there are answers too, beside those of the items about harm."""
    found = {score.score_id: typed.one(f"t-{score.score_id}").strip() for score in measure.scores}
    totals = {score_id: _number(given, f"t-{score_id}") for score_id, given in found.items() if given}
    answered = [item for item in range(1, measure.item_count + 1) if typed.one(f"a{item}").strip()]
    if totals and set(answered) - set(measure.risk_items):
        raise BadInput("give the answers or the totals, not both: the totals are made from the answers")
    return totals


def _number(given: str, about: str) -> float:
    try:
        number = float(given.replace(",", ".")) if len(given) < 12 else None
    except ValueError:
        number = None
    if number is None or not isfinite(number):
        raise BadInput("give a number", about=about)
    return number


def _day(typed: Typed, now: datetime) -> datetime:
    """Read the day it was filled in; today means now, an earlier day its noon."""
    try:
        day = date.fromisoformat(typed.one("given_on"))
    except ValueError as problem:
        raise BadInput("the {about} cannot be read: give it like 2026-11-23", about="given_on") from problem
    today = now.astimezone().date()
    if day.year < EARLIEST_YEAR or day > today:
        raise BadInput("the {about} lies in the future or too far back", about="given_on")
    return now if day == today else datetime.combine(day, time(12)).astimezone()


def _page(request: Request, patient_id: UUID, measure_id: str, typed: Typed) -> Response:
    room = room_of(request)
    measure = room.measures.measure_of(measure_id)
    language = read_clinic(room.database).language
    measuring.refuse_without_consent(room.database, patient_id)
    return page(
        request,
        "measures/enter.html",
        typed.status,
        patient=open_chart(room.database, patient_id).patient,
        measure=measure,
        wording=wording_in(measure, language),
        ranges={score.score_id: [figure(end) for end in range_of(measure, score)] for score in measure.scores},
        said=lambda words: in_language(words, language),
        typed=typed,
    )
