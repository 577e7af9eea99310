"""The patient's own view: what is kept of them, who saw it, a copy, a correction, and the ways out."""

from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.domain.access import Action, Thing, Verb
from interbeing.domain.deed import NOT_SHOWN, TERMINAL, Deed
from interbeing.domain.errors import BadInput
from interbeing.domain.own_view import Holding
from interbeing.services import own_view
from interbeing.services.linked import linked_to
from interbeing.web.as_noted import asked_for, is_look
from interbeing.web.pages.forms import Typed, TypedForm, chosen, done_or_again, filled, id_in
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(prefix="/patients/{patient_id}/own", include_in_schema=False)
MOST_DAYS: Final = 60


class Looked(NamedTuple):
    """What one person saw, changed or took on one day, in the order of the table of access; `at` is the last time."""

    at: datetime
    who: str
    saw: tuple[Thing, ...]
    changed: tuple[Thing, ...]
    took: tuple[Thing, ...]


@router.get("")
def own(request: Request, patient_id: UUID) -> Response:
    """Show it, to be read side by side or in the patient's hands."""
    return _page(request, patient_id, filled(correction_id=str(uuid4())))


@router.post("/correct")
def correct(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Keep a correction beside what it is about."""
    room = room_of(request)

    def do() -> str:
        own_view.correct(
            room.database,
            room.clock,
            id_in(typed, "correction_id"),
            patient_id,
            _about(typed),
            typed.one("words"),
            typed.one("written_by"),
        )
        return f"/patients/{patient_id}/own#corrections"

    return done_or_again(typed, do, lambda again: _page(request, patient_id, again))


def looks(deeds: tuple[Deed, ...]) -> tuple[Looked, ...]:
    """Gather deeds, the newest first, into one line for each day and person."""
    days: dict[tuple[date, str], tuple[datetime, set[tuple[Verb, Thing]]]] = {}
    for deed in deeds:
        action = _action(deed)
        if action is not None and deed.reason != NOT_SHOWN:
            _, found = days.setdefault((deed.at.astimezone().date(), deed.actor), (deed.at, set()))
            found.add((_kind(deed, action), action.thing))
    return tuple(_looked(at, who, found) for (_day, who), (at, found) in list(days.items())[:MOST_DAYS])


def _looked(at: datetime, who: str, found: set[tuple[Verb, Thing]]) -> Looked:
    saw, changed, took = (
        tuple(thing for thing in Thing if (verb, thing) in found) for verb in (Verb.READ, Verb.WRITE, Verb.MAKE)
    )
    return Looked(at, who, saw, changed, took)


def _kind(deed: Deed, action: Action) -> Verb:
    """Say whether it was a look, a change or a file that left."""
    if action.thing is Thing.EXPORT:
        return Verb.MAKE
    return Verb.READ if action.verb is Verb.READ or is_look(deed) else Verb.WRITE


def _action(deed: Deed) -> Action | None:
    if deed.action.startswith(TERMINAL):
        return Action(Verb.MAKE, Thing.EXPORT)
    if deed.action.startswith("SOCKET"):
        return Action(Verb.READ, Thing.LIVE)
    return asked_for(deed.action)


def _about(typed: Typed) -> Holding:
    if chosen(typed, "about") not in set(Holding):
        raise BadInput("choose one", about="about")
    return Holding(typed.one("about"))


def _page(request: Request, patient_id: UUID, typed: Typed) -> Response:
    room = room_of(request)
    found, seen = own_view.own_view(room.database, patient_id), own_view.who_saw(room.database, patient_id)
    return page(
        request,
        "own_view/own_view.html",
        typed.status,
        patient=found.patient,
        found=found,
        seen=seen,
        looks=looks(seen.deeds),
        linked=linked_to(room.database, patient_id),
        typed=typed,
        longest=own_view.LONGEST_WORDS,
    )
