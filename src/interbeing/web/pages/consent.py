"""What a patient agrees to: giving, withdrawing, the ledger, and a page in plain words to read and sign."""

import asyncio
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from interbeing.domain.consent import TEXT_VERSION, Purpose
from interbeing.domain.errors import BadInput, InterbeingError, NotFound
from interbeing.domain.signal import Signal
from interbeing.domain.typed import folded
from interbeing.services import patients
from interbeing.services.clinic import read_clinic
from interbeing.services.consent import change_consent
from interbeing.services.consent_texts import ConsentText, consent_texts
from interbeing.services.erasing import erase_for_patient, taken_from
from interbeing.web.pages.chart import last_name
from interbeing.web.pages.forms import Typed, TypedForm, filled
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page

router = APIRouter(prefix="/patients/{patient_id}/consent", include_in_schema=False)
# In the order in which they are talked through.
GROUPS: Final = {
    "sessions": (Purpose.RECORD, Purpose.CAMERA, Purpose.REMOTE),
    "signals": (Purpose.CAMERA_SIGNALS, Purpose.CAMERA_PULSE, Purpose.BELT),
    "others": (Purpose.SUPERVISION, Purpose.TRAINING, Purpose.RESEARCH),
}


@router.get("")
def consent(request: Request, patient_id: UUID) -> Response:
    """Show what stands, purpose by purpose, and the ledger."""
    return _page(request, patient_id, filled(recorded_by=last_name(request, patient_id)), None)


@router.get("/letter")
def letter(request: Request, patient_id: UUID) -> Response:
    """Show the page for the patient, to read together, print and sign."""
    patient = patients.open_chart(room_of(request).database, patient_id).patient
    return page(request, "consent/letter.html", patient=patient, version=TEXT_VERSION, texts=_texts(request))


@router.get("/words/{version}")
def words(request: Request, patient_id: UUID, version: str) -> Response:
    """Show the words of one version, as a line of the ledger names it."""
    patient = patients.open_chart(room_of(request).database, patient_id).patient
    return page(request, "consent/words.html", patient=patient, version=version, texts=_texts(request, version))


@router.post("/{purpose}")
async def record(request: Request, patient_id: UUID, purpose: Purpose, typed: TypedForm) -> Response:
    """Add one line to the ledger; what cannot go on without it ends."""
    room, is_given, by = room_of(request), typed.one("is_given") == "yes", typed.one("recorded_by")
    try:
        await change_consent(
            room.database, room.clock, room.live, patient_id, purpose, is_given=is_given, recorded_by=by
        )
    except NotFound:
        raise
    except InterbeingError as wrong:
        return await asyncio.to_thread(_page, request, patient_id, Typed(typed.values, wrong), purpose)
    return RedirectResponse(f"/patients/{patient_id}/consent", 303)


@router.post("/{purpose}/erase")
async def erase(request: Request, patient_id: UUID, purpose: Purpose, typed: TypedForm) -> Response:
    """Erase what was measured under this purpose, in every session; asks for the patient's picture word."""
    room = room_of(request)
    signal = next((one for one in Signal if one.purpose is purpose), None)
    if signal is None:
        raise NotFound("nothing is measured under this purpose")
    patient = (await asyncio.to_thread(patients.open_chart, room.database, patient_id)).patient
    if folded(typed.one("picture_word")) != folded(patient.picture_word):
        wrong = Typed(typed.values, BadInput("this is not the {about} of this patient", about="picture_word"))
        return await asyncio.to_thread(_page, request, patient_id, wrong, purpose)
    await erase_for_patient(room.database, room.live, room.clock, patient_id, signal)
    return RedirectResponse(f"/patients/{patient_id}/consent", 303)


def _page(request: Request, patient_id: UUID, typed: Typed, at: Purpose | None) -> Response:
    """Show the page; `at` is the purpose whose form something is wrong with."""
    chart = patients.open_chart(room_of(request).database, patient_id)
    status = typed.status
    last = {entry.purpose: entry for entry in chart.ledger}
    return page(
        request,
        "consent/consent.html",
        status,
        patient=chart.patient,
        chart=chart,
        typed=typed,
        at=at,
        last=last,
        groups=GROUPS,
        texts=_texts(request),
        taken=taken_from(room_of(request).database, patient_id),
    )


def _texts(request: Request, version: str = TEXT_VERSION) -> Mapping[Purpose, ConsentText]:
    return consent_texts(version, read_clinic(room_of(request).database).language)
