"""The patient's own page for a measure: large words, nothing that must be answered, and help before it ends."""

from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.domain.errors import BadInput, NotAllowed
from interbeing.domain.given import FilledBy, Given
from interbeing.domain.measure import Measure, Wording
from interbeing.domain.score import Answers
from interbeing.services import measuring
from interbeing.services.clinic import read_clinic
from interbeing.services.measures import wording_in
from interbeing.services.patients import open_chart
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled, id_in
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(prefix="/patients/{patient_id}/measures", include_in_schema=False)


@router.get("/{measure_id}/fill")
def fill(request: Request, patient_id: UUID, measure_id: str) -> Response:
    """Show the questions; NotAllowed while no consent stands or no words may be shown."""
    return _page(request, patient_id, measure_id, filled(given_id=str(uuid4())))


@router.post("/{measure_id}/fill")
def keep(request: Request, patient_id: UUID, measure_id: str, typed: TypedForm) -> Response:
    """Keep the answers, then show the way on: help first, where an answer was about harm."""

    def do() -> str:
        room = room_of(request)
        measure, wording = _worded(request, measure_id)
        given = Given(
            given_id=id_in(typed, "given_id"),
            patient_id=patient_id,
            measure_id=measure.measure_id,
            version=measure.version,
            given_at=room.clock.now(),
            filled_by=FilledBy.PATIENT,
            answers=answers_in(typed, measure),
            totals={},
            wording=wording.language,
        )
        measuring.give(room.database, measure, given)
        return f"/patients/{patient_id}/measures/given/{given.given_id}"

    return done_or_again(typed, do, lambda again: _page(request, patient_id, measure_id, again))


@router.get("/given/{given_id}")
def given(request: Request, patient_id: UUID, given_id: UUID, seen: bool = False) -> Response:
    """Thank, after help was shown where an answer was about harm."""
    room = room_of(request)
    has_pin = measuring.pin_of(room.database, patient_id, given_id) is not None
    template = "measures/help.html" if has_pin and not seen else "measures/thanks.html"
    patient = open_chart(room.database, patient_id).patient
    return page(request, template, patient=patient, given_id=given_id)


def answers_in(typed: Typed, measure: Measure) -> Answers:
    """Read the answers of a form, `a1` for the first item; BadInput beside what is no answer."""
    found: list[int | None] = []
    for item in range(1, measure.item_count + 1):
        answer = typed.one(f"a{item}").strip()
        if not answer:
            found.append(None)
        elif answer in {str(value) for value in measure.allowed}:
            found.append(int(answer))
        else:
            wanted = ", ".join(map(str, measure.allowed))
            raise BadInput("give one of {wanted}, or leave it empty", about=f"a{item}", wanted=wanted)
    return tuple(found)


def _worded(request: Request, measure_id: str) -> tuple[Measure, Wording]:
    room = room_of(request)
    measure = room.measures.measure_of(measure_id)
    wording = wording_in(measure, read_clinic(room.database).language)
    if wording is None:
        raise NotAllowed("no words of this measure may be shown in this language: use its paper and enter the answers")
    return measure, wording


def _page(request: Request, patient_id: UUID, measure_id: str, typed: Typed) -> Response:
    measure, wording = _worded(request, measure_id)
    room = room_of(request)
    patient = open_chart(room.database, patient_id).patient
    measuring.refuse_without_consent(room.database, patient_id)
    return page(
        request,
        "measures/fill.html",
        typed.status,
        patient=patient,
        measure=measure,
        wording=wording,
        typed=typed,
    )
