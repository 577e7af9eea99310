"""A tablet of the same network: the owner opens its door and gives a code, the tablet joins one session with it."""

from typing import Final
from uuid import UUID

import segno
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from interbeing.domain.errors import InterbeingError, NotAllowed
from interbeing.domain.session import SessionState
from interbeing.services import tablet_door, tablets
from interbeing.services.patients import open_chart
from interbeing.services.plan import session_of
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled, id_in
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page
from interbeing.web.signed_in import FORGET, device_of, place_of
from interbeing.web.tablet_server import TabletServer
from interbeing.web.who import TABLET_COOKIE, who_asks

router = APIRouter(include_in_schema=False)
QR_SCALE: Final = 6
FOR_TABLETS: Final = "application/x-x509-ca-cert"


@router.get("/clinic/tablet")
def door(request: Request) -> Response:
    """Show whether tablets may come in, and under which address."""
    return _door(request, filled())


@router.post("/clinic/tablet")
async def open_door(request: Request, typed: TypedForm) -> Response:
    """Make a certificate for the address that was typed, and let tablets in there."""
    room = room_of(request)
    try:
        tablet_door.open_door(room.settings.folder, room.keys, typed.one("address"), room.clock.now())
        await _server(request).look()
    except InterbeingError as wrong:
        return _door(request, Typed(typed.values, wrong))
    return RedirectResponse("/clinic/tablet", 303)


@router.post("/clinic/tablet/shut")
async def shut_door(request: Request) -> Response:
    """Let no tablet in any more."""
    tablet_door.shut_door(room_of(request).settings.folder)
    await _server(request).look()
    return RedirectResponse("/clinic/tablet", 303)


@router.get("/clinic/tablet/authority")
def authority(request: Request) -> Response:
    """Give what a tablet has to trust."""
    found = tablet_door.door_of(room_of(request).settings.folder)
    if found is None:
        raise NotAllowed("tablets are not let in: open their door first")
    headers = {"content-disposition": 'attachment; filename="interbeing-tablet.crt"'}
    return Response(found.authority, media_type=FOR_TABLETS, headers=headers)


@router.get("/sessions/{session_id}/tablet")
def of_session(request: Request, session_id: UUID) -> Response:
    """Show which tablets are at this session, and offer a code for another."""
    return _of_session(request, session_id)


@router.post("/sessions/{session_id}/tablet")
def ask(request: Request, session_id: UUID) -> Response:
    """Show a new code, this once."""
    room = room_of(request)
    return _of_session(request, session_id, tablets.ask_tablet(room.database, room.clock, session_id))


@router.post("/sessions/{session_id}/tablet/let-go")
def let_go(request: Request, session_id: UUID, typed: TypedForm) -> Response:
    """Let one tablet go."""
    room = room_of(request)
    tablets.let_go(room.database, room.clock, session_id, id_in(typed, "tablet"))
    return RedirectResponse(f"/sessions/{session_id}/tablet", 303)


@router.get("/tablet")
def at_tablet(request: Request) -> Response:
    """On the tablet: ask for the code; once it was given, lead to the patient's pages of that session."""
    session_id = who_asks(request).session_id
    if session_id is None:
        return _join(request, filled())
    room = room_of(request)
    session = session_of(room.database, session_id)
    patient = open_chart(room.database, session.patient_id).patient
    is_rated_now = session.opened_at is not None
    is_over = session.state is SessionState.CLOSED
    return page(
        request, "tablet/home.html", session=session, patient=patient, is_rated_now=is_rated_now, is_over=is_over
    )


@router.post("/tablet")
def join(request: Request, typed: TypedForm) -> Response:
    """Join a session with its code."""
    room, token = room_of(request), ""

    def do() -> str:
        nonlocal token
        came = tablets.join(
            room.database, room.clock, typed.one("code"), device=device_of(request), place=place_of(request)
        )
        token = came.token
        return "/tablet"

    answer = done_or_again(typed, do, lambda again: _join(request, again))
    if token:
        answer.set_cookie(TABLET_COOKIE, token, path="/", httponly=True, samesite="strict", secure=True)
    return answer


@router.post("/tablet/leave")
def leave(request: Request) -> Response:
    """Give the tablet back: it shows nothing of the session any more."""
    room = room_of(request)
    tablets.leave(room.database, room.clock, request.cookies.get(TABLET_COOKIE, ""))
    answer = RedirectResponse("/tablet", 303, headers=FORGET)
    answer.delete_cookie(TABLET_COOKIE, path="/", httponly=True, samesite="strict", secure=True)
    return answer


def _server(request: Request) -> TabletServer:
    found: TabletServer = request.app.state.tablets
    return found


def _door(request: Request, typed: Typed) -> Response:
    room = room_of(request)
    found = tablet_door.door_of(room.settings.folder)
    is_usable = found is not None and tablet_door.is_usable(room.settings.folder, room.keys)
    return page(
        request,
        "tablet/door.html",
        typed.status,
        typed=typed,
        found=found,
        is_usable=is_usable,
        address=_server(request).address,
    )


def _of_session(request: Request, session_id: UUID, code: str = "") -> Response:
    room = room_of(request)
    session = session_of(room.database, session_id)
    address = _server(request).address
    way = f"{address}/tablet#{code}" if address and code else ""
    picture = (
        segno.make(way, error="m").svg_data_uri(scale=QR_SCALE, dark="#000", light="#fff", border=4) if way else ""
    )
    return page(
        request,
        "tablet/session.html",
        session=session,
        patient=open_chart(room.database, session.patient_id).patient,
        joined=tablets.joined(room.database, room.clock, session_id),
        address=address,
        code=code,
        picture=picture,
    )


def _join(request: Request, typed: Typed) -> Response:
    return page(request, "tablet/join.html", typed.status, typed=typed)
