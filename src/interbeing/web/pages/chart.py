"""A patient's own page: what is in place before a session, the decisions about cautions, and planning the next one."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.domain.consent import Purpose
from interbeing.domain.errors import BadInput, NotAllowed
from interbeing.domain.patient import Caution
from interbeing.domain.session import MirrorKind
from interbeing.services import patients, plan
from interbeing.services.caregivers import versions_of
from interbeing.services.clinic import read_clinic
from interbeing.services.emergency import opened_of_late
from interbeing.services.ladder import course_dose
from interbeing.services.own_view import own_view
from interbeing.services.parts import own_part_words
from interbeing.services.protocols import DEFAULT_ID
from interbeing.web.lengths import length_text
from interbeing.web.mark_words import rung_words
from interbeing.web.pages.forms import Typed, TypedForm, chosen, done_or_again, filled
from interbeing.web.pages.pinned import pinned_on
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page
from interbeing.web.words import words_in

router = APIRouter(prefix="/patients/{patient_id}", include_in_schema=False)
NONE_PRESENT: Final = "none"
LAST_YEAR: Final = 2100
ROUND_TO_MINUTES: Final = 5


@router.get("")
def chart(request: Request, patient_id: UUID) -> Response:
    """Show what is in place, and the sessions."""
    room = room_of(request)
    language = read_clinic(room.database).language
    return _page(
        request,
        patient_id,
        "patient.html",
        filled(),
        dose=course_dose(room.database, room.digests, patient_id),
        rungs=rung_words(language, room.ladder.ladder),
        length=length_text(words_in(language)),
        pins=pinned_on(request, patient_id),
        told_of=_told_of(request, patient_id),
        own_parts=own_part_words(room.database, patient_id),
        corrections=len(own_view(room.database, patient_id).corrections),
        opened=[one for one in opened_of_late(room.database, room.clock) if one.patient.patient_id == patient_id],
        now=room.clock.now(),
    )


@router.get("/cautions")
def cautions(request: Request, patient_id: UUID) -> Response:
    """Ask for a deliberate decision, and show the ones before."""
    return _page(request, patient_id, "cautions.html", filled(decided_by=last_name(request, patient_id)))


@router.post("/cautions")
def decide(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Keep the decision beside the ones before."""

    def do() -> str:
        room = room_of(request)
        patients.decide_cautions(
            room.database,
            room.clock,
            patient_id,
            _present(typed),
            goes_on=chosen(typed, "goes_on") == "yes",
            reason=typed.one("reason"),
            decided_by=typed.one("decided_by"),
        )
        return f"/patients/{patient_id}"

    return done_or_again(typed, do, lambda again: _page(request, patient_id, "cautions.html", again))


@router.get("/plan")
def ask_plan(request: Request, patient_id: UUID) -> Response:
    """Ask when, before which mirror and along which protocol."""
    room = room_of(request)
    soon = _soon(room.clock.now())
    agreed = patients.open_chart(room.database, patient_id).agreed
    mirror = MirrorKind.CAMERA if Purpose.CAMERA in agreed else MirrorKind.REAL
    typed = filled(date=f"{soon:%Y-%m-%d}", time=f"{soon:%H:%M}", mirror=mirror, protocol=DEFAULT_ID)
    return _plan_page(request, patient_id, typed)


@router.post("/plan")
def keep_plan(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Keep the plan and go back to the patient's page."""

    def do() -> str:
        room = room_of(request)
        planned_for = _when(typed, room.clock.now())
        mirror, protocol_id = _mirror(request, patient_id, typed), _protocol(request, typed)
        plan.plan_session(room.database, patient_id, mirror, protocol_id, planned_for)
        return f"/patients/{patient_id}#sessions"

    return done_or_again(typed, do, lambda again: _plan_page(request, patient_id, again))


def last_name(request: Request, patient_id: UUID) -> str:
    """Give the name of whoever last signed something on this patient's pages, to save typing."""
    chart = patients.open_chart(room_of(request).database, patient_id)
    signed = [(entry.recorded_at, entry.recorded_by) for entry in chart.ledger]
    signed += [(decision.decided_at, decision.decided_by) for decision in chart.decisions]
    return max(signed)[1] if signed and not chart.patient.is_practice else ""


def _plan_page(request: Request, patient_id: UUID, typed: Typed) -> Response:
    room = room_of(request)
    protocols = room.protocols.all(read_clinic(room.database).language)
    return _page(request, patient_id, "plan.html", typed, protocols=protocols)


def _page(request: Request, patient_id: UUID, template: str, typed: Typed, **more: Any) -> Response:
    chart = patients.open_chart(room_of(request).database, patient_id)
    status = typed.status
    return page(request, template, status, patient=chart.patient, chart=chart, typed=typed, **more)


def _present(typed: Typed) -> frozenset[Caution]:
    """Read the boxes; nothing ticked at all is not a decision."""
    ticked = set(typed.values.get("present", ()))
    unknown = ticked - {NONE_PRESENT, *Caution}
    if unknown or not ticked:
        raise BadInput("tick what is present, or that none of it is", about="present")
    if NONE_PRESENT in ticked and len(ticked) > 1:
        raise BadInput("none of it, or some of it: both are ticked", about="present")
    return frozenset(Caution(value) for value in ticked - {NONE_PRESENT})


def _mirror(request: Request, patient_id: UUID, typed: Typed) -> MirrorKind:
    if typed.one("mirror") not in set(MirrorKind):
        raise BadInput("choose one", about="mirror")
    mirror = MirrorKind(typed.one("mirror"))
    if mirror is MirrorKind.CAMERA:
        agreed = patients.open_chart(room_of(request).database, patient_id).agreed
        if Purpose.CAMERA not in agreed:
            raise NotAllowed(
                "no consent to use the camera stands: record it, or plan with a real mirror", about="mirror"
            )
    return mirror


def _protocol(request: Request, typed: Typed) -> str:
    known = {protocol.protocol_id for protocol in room_of(request).protocols.found}
    if typed.one("protocol") not in known:
        raise BadInput("choose one", about="protocol")
    return typed.one("protocol")


def _when(typed: Typed, now: datetime) -> datetime:
    """Read day and time by this computer's own calendar; BadInput when they lie before yesterday or too far off."""
    try:
        day = date.fromisoformat(typed.one("date"))
    except ValueError as problem:
        raise BadInput("the {about} cannot be read: give it like 2026-11-23", about="date") from problem
    try:
        hour = time.fromisoformat(typed.one("time"))
    except ValueError as problem:
        raise BadInput("the {about} cannot be read: give it like 14:30", about="time") from problem
    if day < now.astimezone().date() - timedelta(days=1) or day.year > LAST_YEAR:
        raise BadInput("the {about} lies too far from today: a session is planned for today or later", about="date")
    return datetime.combine(day, hour.replace(tzinfo=None)).astimezone()


def _soon(now: datetime) -> datetime:
    here = now.astimezone().replace(second=0, microsecond=0)
    return here + timedelta(minutes=-here.minute % ROUND_TO_MINUTES)


def _told_of(request: Request, patient_id: UUID) -> int:
    """Say of how many people the newest caregiver history tells."""
    versions = versions_of(room_of(request).database, patient_id)
    return len(versions[-1].caregivers) if versions else 0
