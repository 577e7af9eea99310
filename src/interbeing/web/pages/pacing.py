"""Pacing for one patient: turning it on or off, what was shown, and how far its figures came true."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from interbeing.domain.reliability import LEAST_IN_BIN, LEAST_SHOWN
from interbeing.services import pacing
from interbeing.web.lengths import clock_text
from interbeing.web.pages.chart import last_name
from interbeing.web.pages.forms import Typed, TypedForm, done_or_again, filled
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(prefix="/patients/{patient_id}/pacing", include_in_schema=False)


@router.get("")
def shown(request: Request, patient_id: UUID) -> Response:
    """Show whether it is on, the ledger, and how far its figures came true with this patient."""
    return _page(request, patient_id, filled(recorded_by=last_name(request, patient_id)))


@router.post("")
def turn(request: Request, patient_id: UUID, typed: TypedForm) -> Response:
    """Add one line to the ledger: on or off."""

    def do() -> str:
        room, is_turned_on = room_of(request), typed.one("is_on") == "yes"
        pacing.turn_pacing(
            room.database, room.clock, patient_id, is_turned_on=is_turned_on, recorded_by=typed.one("recorded_by")
        )
        return f"/patients/{patient_id}/pacing"

    return done_or_again(typed, do, lambda again: _page(request, patient_id, again))


@router.get("/shown.csv")
def table(request: Request, patient_id: UUID) -> Response:
    """Give every figure that was shown, with what came of it, as a table."""
    room = room_of(request)
    text = "".join(pacing.pacing_as_csv(pacing.open_pacing(room.database, room.clock, patient_id)))
    named = {"content-disposition": f'attachment; filename="pacing-{patient_id}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=named)


def _page(request: Request, patient_id: UUID, typed: Typed) -> Response:
    room = room_of(request)
    chart = pacing.open_pacing(room.database, room.clock, patient_id)
    status = typed.status
    return page(
        request,
        "pacing.html",
        status,
        patient=chart.patient,
        chart=chart,
        typed=typed,
        clock=clock_text,
        least_shown=LEAST_SHOWN,
        least_in_bin=LEAST_IN_BIN,
    )
