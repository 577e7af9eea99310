"""What we saw together: written at the desk, chosen by both, and then one calm page for the patient."""

from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from interbeing.domain.over_time import halves
from interbeing.domain.own_words import About
from interbeing.domain.together import Chooser
from interbeing.services import together
from interbeing.services.clinic import read_clinic
from interbeing.services.over_time import count_sessions, read_course
from interbeing.services.own_words import words_of
from interbeing.web.pages.chart import last_name
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled, id_in
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page
from interbeing.web.together_draft import together_draft

router = APIRouter(prefix="/patients/{patient_id}/together", include_in_schema=False)
MOST_QUOTED = 3


@router.get("")
def desk(request: Request, patient_id: UUID) -> Response:
    """Show the version that stands, or a draft, and who chose that it is shown."""
    return _desk(request, patient_id, _begun(request, patient_id))


@router.post("")
def write(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Keep the words as the version that stands."""

    def do() -> str:
        room = room_of(request)
        page_id, text, by = id_in(typed, "page_id"), typed.one("words"), typed.one("written_by")
        together.write_page(room.database, room.clock, patient_id, page_id, text, by)
        return f"/patients/{patient_id}/together"

    return done_or_again(typed, do, lambda again: _desk(request, patient_id, again))


@router.post("/choose")
def therapist_chooses(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Keep the therapist's choice to show it, or not any longer."""
    _choose(request, patient_id, typed, Chooser.THERAPIST, shows=typed.has("shows", "yes"))
    return RedirectResponse(f"/patients/{patient_id}/together", 303)


@router.get("/ask")
def ask(request: Request, patient_id: UUID) -> Response:
    """Ask the patient, on a page for them, whether they want to see it."""
    standing = together.standing_of(room_of(request).database, patient_id)
    return page(request, "together/ask.html", patient=standing.patient, standing=standing)


@router.post("/ask")
def patient_chooses(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Keep the patient's choice; show the page where both now chose so."""
    shows = typed.has("shows", "yes")
    _choose(request, patient_id, typed, Chooser.PATIENT, shows=shows)
    standing = together.standing_of(room_of(request).database, patient_id)
    way = "page" if standing.is_shown else "ask"
    return RedirectResponse(f"/patients/{patient_id}/together/{way}", 303)


@router.get("/page")
def shown(request: Request, patient_id: UUID) -> Response:
    """Show what we saw together, to be read side by side or printed."""
    return shown_page(request, patient_id)


def shown_page(request: Request, patient_id: UUID) -> Response:
    """Give the patient's page; NotAllowed until both chose that it is shown."""
    standing = together.shown_page(room_of(request).database, patient_id)
    return page(request, "together/page.html", patient=standing.patient, written=standing.page)


def _choose(request: Request, patient_id: UUID, typed: Typed, chooser: Chooser, *, shows: bool) -> None:
    room = room_of(request)
    together.choose(room.database, room.clock, patient_id, id_in(typed, "page_id"), chooser, shows=shows)


def _begun(request: Request, patient_id: UUID) -> Typed:
    standing = together.standing_of(room_of(request).database, patient_id)
    text = standing.page.text if standing.page else _draft(request, patient_id)
    return filled(page_id=str(uuid4()), words=text, written_by=last_name(request, patient_id))


def _draft(request: Request, patient_id: UUID) -> str:
    room = room_of(request)
    spans = halves(count_sessions(room.database, patient_id))
    course = read_course(room.database, room.digests, room.measures, patient_id, spans)
    own = [one.text for one in words_of(room.database, patient_id) if one.about is About.OWN_WORDS]
    return together_draft(course, own[:MOST_QUOTED], read_clinic(room.database).language)


def _desk(request: Request, patient_id: UUID, typed: Typed) -> Response:
    return page(
        request,
        "together/desk.html",
        typed.status,
        patient=(standing := together.standing_of(room_of(request).database, patient_id)).patient,
        standing=standing,
        typed=typed,
        longest_text=together.LONGEST_TEXT,
    )
