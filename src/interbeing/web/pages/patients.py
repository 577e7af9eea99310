"""The list of patients, and adding one."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.domain.patient import Patient
from interbeing.domain.typed import folded
from interbeing.services import patients
from interbeing.services.clinic import read_clinic
from interbeing.web.pages.forms import Typed, TypedForm, chosen, done_or_again, filled
from interbeing.web.pages.rooms import room_of
from interbeing.web.pages.today import From, Words
from interbeing.web.pages.turning import turning
from interbeing.web.paper import page
from interbeing.web.picture_words import free_words
from interbeing.web.search_words import found_at, searched

router = APIRouter(include_in_schema=False)
PRACTICE: Final = "practice"
BETWEEN_IDS: Final = ","


@router.get("/patients")
def listed(request: Request, q: Words = "", start: From = 0) -> Response:
    """List the patients, or those that the words fit."""
    words = searched(request, q)
    found = patients.find_patients(room_of(request).database, words, start)
    pages = turning("/patients", q, start, patients.MOST_ON_A_PAGE, found.total)
    return page(request, "patients.html", found=found, q=words, pages=pages)


@router.post("/patients")
def search(request: Request, typed: TypedForm) -> Response:
    """Look for the patients that the words fit."""
    return found_at(request, "/patients", typed)


@router.get("/patients/new")
def new(request: Request) -> Response:
    """Ask for a new patient, with a picture word that nobody bears yet."""
    words = _offered(request)
    kind = "" if read_clinic(room_of(request).database).has_crisis_contact else PRACTICE
    return _form(request, filled(picture_word=words[0], kind=kind), words)


@router.post("/patients/new")
def add(request: Request, typed: TypedForm) -> Response:
    """Add the patient, once it is clear that no other patient is meant."""
    alike = _not_told_apart(request, typed)
    if alike:
        return _form(request, typed, _offered(request), alike, 409)
    return done_or_again(
        typed,
        lambda: f"/patients/{_add(request, typed).patient_id}",
        lambda again: _form(request, again, _offered(request), (), again.status),
    )


def _add(request: Request, typed: Typed) -> Patient:
    room = room_of(request)
    return patients.add_patient(
        room.database,
        room.clock,
        typed.one("pseudonym"),
        typed.one("initials"),
        typed.one("picture_word"),
        is_practice=chosen(typed, "kind") == PRACTICE,
    )


def _not_told_apart(request: Request, typed: Typed) -> tuple[Patient, ...]:
    """Give the patients who are near in name or picture word and were not yet said to be somebody else."""
    told_apart = set(typed.one("told_apart").split(BETWEEN_IDS))
    alike = patients.patients_alike(room_of(request).database, typed.one("pseudonym"), typed.one("picture_word"))
    return () if all(str(one.patient_id) in told_apart for one in alike) else alike


def _offered(request: Request) -> tuple[str, ...]:
    database = room_of(request).database
    return free_words(read_clinic(database).language, patients.picture_words_taken(database))


def _form(
    request: Request, typed: Typed, words: tuple[str, ...], alike: tuple[Patient, ...] = (), status: int = 200
) -> Response:
    ids = BETWEEN_IDS.join(str(one.patient_id) for one in alike)
    same_word = any(folded(one.picture_word) == folded(typed.one("picture_word")) for one in alike)
    return page(
        request, "patient_new.html", status, typed=typed, words=words, alike=alike, ids=ids, same_word=same_word
    )
