"""Paired private ratings after a session: given apart, shown together, and followed over time."""

from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from interbeing.domain.emotion import EMOTIONS
from interbeing.domain.errors import BadInput, NotAllowed
from interbeing.domain.rating import HIGHEST, LEAST_PAIRS, STRONGEST, Aspect, Rater, Rating
from interbeing.services import ratings
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled, id_in
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(include_in_schema=False)


@router.get("/sessions/{session_id}/ratings")
def standing(request: Request, session_id: UUID) -> Response:
    """Say whose rating is in; show both only when both are in and both chose so."""
    stands = ratings.standing_of(room_of(request).database, session_id)
    return page(
        request,
        "ratings/standing.html",
        patient=stands.patient,
        stands=stands,
        emotions=EMOTIONS,
        aspects=tuple(Aspect),
        strongest=STRONGEST,
        highest=HIGHEST,
    )


@router.get("/sessions/{session_id}/ratings/patient")
def ask_patient(request: Request, session_id: UUID) -> Response:
    """Ask the patient; NotAllowed when this rating is given already."""
    return ask(request, session_id, Rater.PATIENT)


@router.get("/sessions/{session_id}/ratings/{rater}")
def ask(request: Request, session_id: UUID, rater: Rater) -> Response:
    """Ask one of the two; NotAllowed when this rating is given already."""
    return _form(request, session_id, rater, filled(rating_id=str(uuid4())))


@router.post("/sessions/{session_id}/ratings/patient")
def keep_patients(request: Request, session_id: UUID, typed: TypedForm) -> Response:
    """Keep the patient's rating unseen."""
    return keep(request, session_id, Rater.PATIENT, typed)


@router.post("/sessions/{session_id}/ratings/{rater}")
def keep(request: Request, session_id: UUID, rater: Rater, typed: TypedForm) -> Response:
    """Keep the rating unseen."""

    def do() -> str:
        room = room_of(request)
        stands = ratings.standing_of(room.database, session_id)
        rating = Rating(
            rating_id=id_in(typed, "rating_id"),
            session_id=session_id,
            patient_id=stands.patient.patient_id,
            rater=rater,
            felt={emotion: _step(typed, emotion) for emotion in EMOTIONS if typed.one(emotion)},
            aspects={aspect: _step(typed, aspect) for aspect in Aspect if typed.one(aspect)},
            rated_at=room.clock.now(),
        )
        ratings.rate(room.database, rating, shows=typed.has("shows", "yes"))
        if rater is Rater.PATIENT:
            return f"/sessions/{session_id}/rated"
        return f"/sessions/{session_id}/ratings"

    return done_or_again(typed, do, lambda again: _form(request, session_id, rater, again))


@router.get("/sessions/{session_id}/rated")
def rated(request: Request, session_id: UUID) -> Response:
    """Thank the patient."""
    stands = ratings.standing_of(room_of(request).database, session_id)
    return page(request, "ratings/thanks.html", patient=stands.patient, stands=stands)


@router.post("/sessions/{session_id}/ratings/{rater}/show")
def show(request: Request, session_id: UUID, rater: Rater) -> Response:
    """Choose to show both together."""
    room = room_of(request)
    ratings.choose_to_show(room.database, room.clock, session_id, rater)
    return RedirectResponse(f"/sessions/{session_id}/ratings", 303)


@router.get("/patients/{patient_id}/ratings")
def course(request: Request, patient_id: UUID) -> Response:
    """Show how the therapist's reading and the patient's own word lie to each other over time."""
    found = ratings.course_of(room_of(request).database, patient_id)
    return page(request, "ratings/course.html", patient=found.patient, course=found, least=LEAST_PAIRS)


def _form(request: Request, session_id: UUID, rater: Rater, typed: Typed) -> Response:
    stands = ratings.standing_of(room_of(request).database, session_id)
    if rater in stands.given:
        raise NotAllowed("this rating is given already, and stays as it was given")
    if stands.session.opened_at is None:
        raise NotAllowed("the session was not opened yet: ratings follow a session")
    return page(
        request,
        "ratings/form.html",
        typed.status,
        patient=stands.patient,
        stands=stands,
        rater=rater,
        typed=typed,
        emotions=EMOTIONS,
        aspects=tuple(Aspect),
        strongest=STRONGEST,
        highest=HIGHEST,
    )


def _step(typed: Typed, field: str) -> int:
    given = typed.one(field)
    if given not in {str(step) for step in range(max(HIGHEST, STRONGEST) + 1)}:
        raise BadInput("this is not a form as our pages send it")
    return int(given)
