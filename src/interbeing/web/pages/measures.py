"""A patient's measures: what is due, how often each is asked, and each one's course."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from interbeing.domain.errors import BadInput
from interbeing.domain.given import Often
from interbeing.domain.measure import in_language
from interbeing.services import measure_course, measuring
from interbeing.services.clinic import read_clinic
from interbeing.services.measures import wording_in
from interbeing.services.patients import open_chart
from interbeing.web.course_line import drawn
from interbeing.web.pages.chart import last_name
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled
from interbeing.web.pages.pinned import pinned_on
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(prefix="/patients/{patient_id}/measures", include_in_schema=False)
SUGGESTION: Final = "suggestion"


@router.get("")
def listed(request: Request, patient_id: UUID) -> Response:
    """Show what is due and what was given."""
    room = room_of(request)
    chart = open_chart(room.database, patient_id)
    asked = measure_course.asked_of(room.database, room.measures, patient_id, room.clock.now())
    language = read_clinic(room.database).language
    return page(
        request,
        "measures/measures.html",
        patient=chart.patient,
        chart=chart,
        asked=asked,
        broken=room.measures.broken,
        pins=pinned_on(request, patient_id),
        oftens=tuple(Often),
        said=lambda words: in_language(words, language),
        has_words={one.measure.measure_id for one in asked if wording_in(one.measure, language)},
    )


@router.post("/schedule")
def schedule(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Keep how often each is asked; or take over our suggestion."""
    room = room_of(request)
    if typed.has("take", SUGGESTION):
        asked = {name: often for name, often in measure_course.SUGGESTED.items() if room.measures.knows(name)}
    else:
        asked = {name: _often(values[0]) for name, values in typed.values.items() if room.measures.knows(name)}
    measure_course.set_schedule(room.database, room.measures, patient_id, asked, room.clock.now())
    return RedirectResponse(f"/patients/{patient_id}/measures", 303)


@router.get("/{measure_id}")
def course(request: Request, patient_id: UUID, measure_id: str) -> Response:
    """Show one measure over time."""
    return _course(request, patient_id, measure_id, filled(written_by=last_name(request, patient_id)))


@router.post("/{measure_id}/take-back/{given_id}")
def take_back(request: Request, patient_id: UUID, measure_id: str, given_id: UUID, typed: TypedForm) -> Response:
    """Take a mistaken entry out of the course, with its reason."""

    def do() -> str:
        room = room_of(request)
        reason, by = typed.one("reason"), typed.one("written_by")
        measuring.take_back(room.database, room.clock, patient_id, given_id, reason, by)
        return f"/patients/{patient_id}/measures/{measure_id}"

    return done_or_again(typed, do, lambda again: _course(request, patient_id, measure_id, again, given_id))


def _often(value: str) -> Often:
    if value not in set(Often):
        raise BadInput("choose one")
    return Often(value)


def _course(request: Request, patient_id: UUID, measure_id: str, typed: Typed, at: UUID | None = None) -> Response:
    room = room_of(request)
    measure = room.measures.measure_of(measure_id)
    language = read_clinic(room.database).language
    found = measure_course.course_of(room.database, measure, patient_id)
    return page(
        request,
        "measures/course.html",
        typed.status,
        patient=open_chart(room.database, patient_id).patient,
        course=found,
        drawn=[(line, drawn(measure, line)) for line in found.lines],
        pins=pinned_on(request, patient_id),
        said=lambda words: in_language(words, language),
        has_words=wording_in(measure, language) is not None,
        typed=typed,
        at=at,
    )
