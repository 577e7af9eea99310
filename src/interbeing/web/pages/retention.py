"""How long records are kept: the clinic's classes and what falls due, and for one patient the class and the holds."""

from typing import Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.domain.errors import BadInput
from interbeing.domain.retention import LiftReason
from interbeing.services import retention
from interbeing.services.clinic import read_clinic
from interbeing.services.erasure import names
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled, id_in
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page
from interbeing.web.who import who_asks

of_clinic = APIRouter(prefix="/clinic/retention", include_in_schema=False)
of_patient = APIRouter(prefix="/patients/{patient_id}/retention", include_in_schema=False)
EMPTY_ROWS: Final = 1


@of_clinic.get("")
def terms(request: Request) -> Response:
    """Show what falls due, and the classes."""
    return _terms(request, _classes_as_they_stand(request))


@of_clinic.post("")
def classes(request: Request, typed: TypedForm) -> Response:
    """Change the classes."""

    def do() -> str:
        retention.set_classes(room_of(request).database, tuple(_classes(typed)))
        return "/clinic/retention#classes"

    return done_or_again(typed, do, lambda again: _terms(request, again))


@of_patient.get("")
def term(request: Request, patient_id: UUID) -> Response:
    """Show until when this record is kept, and what keeps it longer."""
    return shown(request, patient_id, {})


@of_patient.post("")
def choose(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Keep this record by another class."""
    room = room_of(request)

    def do() -> str:
        retention.choose_class(room.database, room.clock, patient_id, typed.one("class_name"))
        return f"/patients/{patient_id}/retention"

    return done_or_again(typed, do, lambda again: shown(request, patient_id, {"class": again}))


@of_patient.post("/hold")
def hold(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Keep this record from being erased."""
    room = room_of(request)

    def do() -> str:
        hold_id = id_in(typed, "hold_id")
        retention.hold(room.database, room.clock, hold_id, patient_id, typed.one("reason"), typed.one("decided_by"))
        return f"/patients/{patient_id}/retention#holds"

    return done_or_again(typed, do, lambda again: shown(request, patient_id, {"hold": again}))


@of_patient.post("/lift")
def lift(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Say that a hold is over."""
    room = room_of(request)

    def do() -> str:
        retention.lift(room.database, room.clock, patient_id, id_in(typed, "hold_id"), typed.one("lifted_by"))
        return f"/patients/{patient_id}/retention#holds"

    return done_or_again(typed, do, lambda again: shown(request, patient_id, {"lift": again}))


def _classes(typed: Typed) -> list[tuple[str, int]]:
    """Give the rows that were filled in; a row left empty goes."""
    rows = [(typed.one(f"class_name_{n}"), typed.one(f"years_{n}")) for n in range(1, retention.MOST_CLASSES + 2)]
    return [(name, _years(years)) for name, years in rows if name.strip() or years.strip()]


def _years(typed: str) -> int:
    try:
        return int(typed)
    except ValueError as problem:
        raise BadInput("write the {about} with figures alone", about="years") from problem


def _classes_as_they_stand(request: Request) -> Typed:
    stands = read_clinic(room_of(request).database).retention
    rows = enumerate(stands, 1)
    return filled(**{key: value for n, one in rows for key, value in _row(n, one.name, one.years).items()})


def _row(number: int, name: str, years: int) -> dict[str, str]:
    return {f"class_name_{number}": name, f"years_{number}": str(years)}


def _last_row(typed: Typed) -> int:
    """Give the last row in which something stands; the first always counts."""
    return max((n for n in range(2, retention.MOST_CLASSES + 1) if typed.one(f"class_name_{n}")), default=1)


def _terms(request: Request, typed: Typed) -> Response:
    room = room_of(request)
    return page(
        request,
        "retention/terms.html",
        typed.status,
        terms=retention.read_terms(room.database, room.clock.now()),
        classes=read_clinic(room.database).retention,
        typed=typed,
        rows=min(_last_row(typed) + EMPTY_ROWS, retention.MOST_CLASSES),
    )


def shown(request: Request, patient_id: UUID, typed: dict[str, Typed]) -> Response:
    """Show the page of one record; `typed` are the forms that are shown again, by their names."""
    room = room_of(request)
    found = retention.term_of(room.database, patient_id)
    forms = {
        "class": filled(class_name=found.by.name),
        "hold": filled(hold_id=str(uuid4())),
        "lift": filled(asked_id=str(uuid4())),
    }
    return page(
        request,
        "retention/term.html",
        next((form.status for form in typed.values()), 200),
        patient=found.patient,
        term=found,
        classes=read_clinic(room.database).retention,
        forms=forms | typed,
        reasons=tuple(LiftReason),
        names=names(room.database) if room.accounts else {},
        me=who_asks(request).person,
        now=room.clock.now(),
    )
