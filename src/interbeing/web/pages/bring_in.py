"""Bringing files in: a session that was coded elsewhere, with what its labels mean, or a patient's whole package."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar
from uuid import UUID

from fastapi import APIRouter, File, Query, Request, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import Response

from interbeing.domain.errors import BadInput, InterbeingError, NotFound
from interbeing.domain.under_way import Doing, What
from interbeing.formats.foreign import ForeignSession
from interbeing.formats.read_marks import UNITS, Columns
from interbeing.services.bring_in import Meant, Offered, bring_in, meant_by_name, read_file, with_columns
from interbeing.services.clinic import read_clinic
from interbeing.services.patients import open_chart
from interbeing.services.under_way import Work
from interbeing.web.errors import status_of
from interbeing.web.long_work import led_on
from interbeing.web.mark_words import named_words
from interbeing.web.pages.forms import Typed, TypedForm, filled
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page
from interbeing.web.words import marked

if TYPE_CHECKING:
    from interbeing.services.packages import Brought

router = APIRouter(include_in_schema=False)
PACKED: Final = b"PK\x03\x04"
MOST_LABELS: Final = 150  # a form here holds 200 fields
ABOUT: Final = (marked("file"),)
Place = Annotated[int, Field(ge=0, le=10_000)]
Found = TypeVar("Found")
Chosen = Annotated[UploadFile | None, File()]


class Asked(BaseModel):
    """Which session of the file, and for a table which column holds what; -1 is none."""

    session: Place = 0
    time: Place | None = None
    what: Place = 0
    value: Annotated[int, Field(ge=-1, le=10_000)] = -1
    exchange: Annotated[int, Field(ge=-1, le=10_000)] = -1
    unit: str = "s"


@router.get("/patients/bring-in")
def ask_package(request: Request) -> Response:
    """Ask for the package of a patient who is new here."""
    return page(request, "bring_in_package.html", typed=filled())


@router.post("/patients/bring-in")
def take_package(request: Request, file: Chosen = None) -> Response:
    """Bring the patient in whole, or say why not; nothing is changed then."""
    try:
        name, content = _read(file)
        return led_on(
            request,
            _new(request, None, "/patients/bring-in", lambda work: f"/patients/{work.given().patient_id}"),
            lambda work: _package(request, work, name, content),
        )
    except InterbeingError as wrong:
        return page(request, "bring_in_package.html", status_of(wrong)[0], typed=Typed({}, wrong))


@router.get("/patients/{patient_id}/bring-in")
def ask_file(request: Request, patient_id: UUID) -> Response:
    """Ask for a file of marks, or for this patient's own package."""
    return _asked(request, patient_id, filled())


@router.post("/patients/{patient_id}/bring-in")
def take_file(request: Request, patient_id: UUID, file: Chosen = None) -> Response:
    """Read the file; a package is brought in at once, marks wait for what their labels mean."""
    here = f"/patients/{patient_id}/bring-in"
    try:
        name, content = _read(file)
        if content.startswith(PACKED):
            package: Work[Brought] = _new(request, patient_id, here, lambda _work: f"/patients/{patient_id}#sessions")
            return led_on(request, package, lambda work: _package(request, work, name, content))
        marks: Work[UUID] = _new(request, patient_id, here, lambda work: f"{here}/{work.given()}")
        return led_on(request, marks, lambda work: _waiting(request, work, name, content))
    except InterbeingError as wrong:
        return _asked(request, patient_id, Typed({}, wrong))


@router.get("/patients/{patient_id}/bring-in/{key}")
def ask_meaning(request: Request, patient_id: UUID, key: UUID, asked: Annotated[Asked, Query()]) -> Response:
    """Show the labels with what they may mean, and for a table its columns."""
    offered = _chosen(request, key, asked)
    return _meaning(request, patient_id, key, offered, asked.session, filled())


@router.post("/patients/{patient_id}/bring-in/{key}")
def take_meaning(
    request: Request, patient_id: UUID, key: UUID, asked: Annotated[Asked, Query()], typed: TypedForm
) -> Response:
    """Keep the session with these meanings and show its review; or show the form again."""
    room, offered = room_of(request), _chosen(request, key, asked)
    try:
        foreign = _session(offered, asked.session)
        names = {label: typed.one(f"label-{place}") for place, label in enumerate(foreign.labels)}
        meant = Meant(names, room.ladder.ladder.chosen)
        began_at, only = _when(typed), offered.only(asked.session)

        def do(work: Work[UUID]) -> UUID:
            tell = work.telling(Doing.KEEPING)
            return bring_in(room.database, room.clock, patient_id, only, meant, began_at, tell)

        back = f"/patients/{patient_id}/bring-in"
        return led_on(request, _new(request, patient_id, back, lambda work: f"/sessions/{work.given()}/review"), do)
    except NotFound:
        raise
    except InterbeingError as wrong:
        again = Typed(typed.values, wrong)
        return _meaning(request, patient_id, key, offered, asked.session, again, status_of(wrong)[0])


def _new(request: Request, patient_id: UUID | None, back: str, leads_to: Callable[[Work[Found]], str]) -> Work[Found]:
    return room_of(request).under_way.new(What.BRING_IN, patient_id, back, leads_to)


def _package(request: Request, work: Work["Brought"], name: str, content: bytes) -> "Brought":
    from interbeing.services.packages import bring_in_package  # only now: it brings the numbers' library

    room, tell = room_of(request), work.telling(Doing.KEEPING)
    return bring_in_package(room.database, room.clock, name, content, work.patient_id, tell)


def _waiting(request: Request, work: Work[UUID], name: str, content: bytes) -> UUID:
    work.telling(Doing.READING)
    return room_of(request).waiting.put(read_file(name, content))


def _read(file: UploadFile | None) -> tuple[str, bytes]:
    if file is None or not file.filename:
        raise BadInput("choose a file first", about="file")
    return file.filename, file.file.read()


def _chosen(request: Request, key: UUID, asked: Asked) -> Offered:
    offered = room_of(request).waiting.get(key)
    if offered.sheet is None or asked.time is None:
        return offered
    places = (asked.time, asked.what, asked.value, asked.exchange)
    if max(places) >= len(offered.sheet.columns) or asked.unit not in UNITS:
        raise NotFound("there is no such column in this table")
    value, exchange = (place if place >= 0 else None for place in places[2:])
    return with_columns(offered, Columns(asked.time, asked.what, value, exchange, asked.unit))


def _session(offered: Offered, place: int) -> ForeignSession:
    if place >= len(offered.sessions):
        raise NotFound("there is no such session in this file")
    session = offered.sessions[place]
    if len(session.labels) > MOST_LABELS:
        raise BadInput("the file has more than {most} different labels: leave some out of it", most=MOST_LABELS)
    return session


def _when(typed: Typed) -> datetime:
    try:
        day, hour = date.fromisoformat(typed.one("date")), time.fromisoformat(typed.one("time"))
        return datetime.combine(day, hour.replace(tzinfo=None)).astimezone()
    except (ValueError, OverflowError, OSError) as problem:
        raise BadInput("the {about} cannot be read: give it like 2026-11-23", about="date") from problem


def _asked(request: Request, patient_id: UUID, typed: Typed) -> Response:
    chart = open_chart(room_of(request).database, patient_id)
    status = typed.status
    return page(request, "bring_in.html", status, patient=chart.patient, typed=typed)


def _meaning(
    request: Request, patient_id: UUID, key: UUID, offered: Offered, place: int, typed: Typed, status: int = 200
) -> Response:
    room = room_of(request)
    foreign = _session(offered, place)
    began = (foreign.began_at or room.clock.now()).astimezone()
    values: dict[str, Any] = {"date": f"{began:%Y-%m-%d}", "time": f"{began:%H:%M}"}
    return page(
        request,
        "bring_in_meaning.html",
        status,
        patient=open_chart(room.database, patient_id).patient,
        key=key,
        offered=offered,
        place=place,
        foreign=foreign,
        meant=meant_by_name(foreign, room.ladder.ladder.chosen),
        named=named_words(read_clinic(room.database).language, room.ladder.ladder),
        typed=typed if typed.values else Typed({name: (value,) for name, value in values.items()}, typed.wrong),
    )
