"""How the patient's feelings were once answered: told by touch, shown at the desk, and on paper to fill in by hand."""

from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.domain.caregiver import NOTHING_TOLD, REPORTS, HowOften, Memory, reports_of
from interbeing.domain.emotion import EMOTIONS
from interbeing.domain.errors import BadInput
from interbeing.services import caregivers, measuring
from interbeing.services.patients import open_chart
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled, id_in
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(prefix="/patients/{patient_id}/caregivers", include_in_schema=False)


@router.get("")
def shown(request: Request, patient_id: UUID) -> Response:
    """Show what was told, version by version, and what the model takes from it."""
    room = room_of(request)
    versions = caregivers.versions_of(room.database, patient_id)
    return page(
        request,
        "caregivers/caregivers.html",
        patient=open_chart(room.database, patient_id).patient,
        versions=versions,
        newest=versions[-1] if versions else None,
        emotions=EMOTIONS,
        carried=REPORTS,
        reports=reports_of(versions[-1]) if versions else NOTHING_TOLD,
        new_id=uuid4(),
    )


@router.get("/fill")
def fill(request: Request, patient_id: UUID, again: str = "") -> Response:
    """Ask about one caregiver; `again` tells the one of this name anew."""
    versions = caregivers.versions_of(room_of(request).database, patient_id)
    told = {one.name: one.memory for one in versions[-1].caregivers} if versions else {}
    rows = told.get(again, {}).items()
    values = {f"{felt}-{response}": word.value for felt, row in rows for response, word in row.items()}
    return _ask(request, patient_id, filled(history_id=str(uuid4()), caregiver=again, **values))


@router.post("/fill")
def keep(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Keep what was told of this caregiver; then ask whether there was another."""

    def do() -> str:
        room, told_id = room_of(request), id_in(typed, "history_id")
        name, memory = typed.one("caregiver"), _memory(typed)
        caregivers.tell_caregiver(room.database, room.clock, patient_id, told_id, name, memory)
        return f"/patients/{patient_id}/caregivers/another"

    return done_or_again(typed, do, lambda again: _ask(request, patient_id, again))


@router.get("/another")
def another(request: Request, patient_id: UUID) -> Response:
    """Thank, and ask whether there was somebody else."""
    room = room_of(request)
    versions = caregivers.versions_of(room.database, patient_id)
    told = versions[-1].caregivers if versions else ()
    return page(
        request, "caregivers/another.html", patient=open_chart(room.database, patient_id).patient, caregivers=told
    )


@router.get("/form")
def form(request: Request, patient_id: UUID) -> Response:
    """Give the same questions on paper."""
    patient = open_chart(room_of(request).database, patient_id).patient
    return page(request, "caregivers/form.html", patient=patient, emotions=EMOTIONS)


@router.post("/take-out")
def take_out(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Go on without one caregiver; the earlier versions stay."""

    def do() -> str:
        room, told_id = room_of(request), id_in(typed, "history_id")
        caregivers.take_caregiver_out(room.database, room.clock, patient_id, told_id, typed.one("caregiver"))
        return f"/patients/{patient_id}/caregivers"

    return done_or_again(typed, do, lambda _again: shown(request, patient_id))


def _ask(request: Request, patient_id: UUID, typed: Typed) -> Response:
    room = room_of(request)
    patient = open_chart(room.database, patient_id).patient
    measuring.refuse_without_consent(room.database, patient_id)
    status = typed.status
    return page(request, "caregivers/fill.html", status, patient=patient, typed=typed, emotions=EMOTIONS)


def _memory(typed: Typed) -> Memory:
    """Read `felt-response` fields; what was left at “don't know” is not said."""
    given = {(felt, response): typed.one(f"{felt}-{response}") for felt in EMOTIONS for response in EMOTIONS}
    if set(given.values()) - {"", *HowOften}:
        raise BadInput("this is not a form as our pages send it")
    return {felt: {r: HowOften(given[felt, r]) for r in EMOTIONS if given[felt, r]} for felt in EMOTIONS}
