"""The console: what the therapist sees and presses during a session."""

import json
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from babel.numbers import format_decimal
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from markupsafe import Markup
from starlette.responses import Response

from interbeing.domain.action import Action, keys_of
from interbeing.domain.clinic import Clinic
from interbeing.domain.errors import NotAllowed, NotFound
from interbeing.domain.glass import View
from interbeing.domain.patient import Patient
from interbeing.domain.protocol import Protocol
from interbeing.domain.session import MirrorKind, Session
from interbeing.services.clinic import read_clinic
from interbeing.services.ladder import Before, before
from interbeing.services.pacing import is_pacing_on_for
from interbeing.services.parts import part_words
from interbeing.services.patients import open_chart
from interbeing.services.plan import missing_before, session_of
from interbeing.web.pages.rooms import room_of
from interbeing.web.paper import page
from interbeing.wiring import Room

router = APIRouter(include_in_schema=False)
SIGNS: Final = Path(__file__).parents[1] / "static" / "signs.svg"
ROWS: Final = ("felt", "offered", "perceived", "received")
MODIFIERS: Final = ("intensity", "part", "spoke", "attitude")
LIGHT: Final = ("enough_lx", "dim_lx", "dark_lx", "near_cm")  # what the page's guards weigh a reading against
# What stands on a key, for those whose name in the browser is not simply their letter or digit (a US keyboard's).
CAPS: Final = {
    "ArrowUp": "↑",
    "ArrowDown": "↓",
    "ArrowLeft": "←",
    "ArrowRight": "→",
    "PageDown": "PgDn",
    "PageUp": "PgUp",
    "Backspace": "⌫",
    "Escape": "Esc",
    "BracketLeft": "[",
    "BracketRight": "]",
    "Semicolon": ";",
    "Quote": "'",
    "Comma": ",",
    "Period": ".",
    "Slash": "/",
    "Minus": "-",
    "Equal": "=",
    "Backquote": "`",
    "Backslash": "\\",
}


class Key(NamedTuple):
    """One key of the console: what it does, the value it marks, its place on the keyboard and what stands on it."""

    action: Action
    value: str
    code: str
    cap: str


@router.get("/sessions/{session_id}/console")
def console(request: Request, session_id: UUID) -> Response:
    """Show the console; before the session opens, what is missing or the way to open it."""
    room = room_of(request)
    session = session_of(room.database, session_id)
    patient = open_chart(room.database, session.patient_id).patient
    if not session.state.is_live and session.opened_at is None:
        missing = missing_before(room.database, session)
        return page(request, "console/planned.html", session=session, patient=patient, missing=missing)
    clinic = read_clinic(room.database)
    keys = keys_of(clinic.keys)
    protocol = _protocol_of(room, session, clinic)
    earlier = before(room.database, room.ladder.ladder, session)
    has_pacing = is_pacing_on_for(room.database, session.patient_id)
    return page(
        request,
        "console/console.html",
        session=session,
        patient=patient,
        protocol=protocol,
        signs=drawn_signs(),
        key={action.value: Key(action, "", code, cap_of(code)) for action, code in keys.items()},
        rows=[(name, row_of(name, keys)) for name in ROWS],
        modifiers=[(name, row_of(name, keys)) for name in MODIFIERS],
        near_m=format_decimal(clinic.limits.near_cm / 100, locale=clinic.language),
        has_pacing=has_pacing,
        part_words=part_words(room.database, session.patient_id),
        setup=json.dumps(
            setup_of(session, patient, clinic, protocol, keys)
            | ladder_of(room, clinic, earlier)
            | {"has_pacing": has_pacing}
        ),
    )


@router.post("/sessions/{session_id}/open")
async def open_session(request: Request, session_id: UUID) -> Response:
    """Open the session and go to its console, which says what is missing when it may not open."""
    with suppress(NotAllowed):  # the page that follows says why, or the session is open already
        await room_of(request).live.open(session_id)
    return RedirectResponse(f"/sessions/{session_id}/console", 303)


@router.post("/sessions/{session_id}/close")
async def close_session(request: Request, session_id: UUID) -> Response:
    """Close the session, if it is live, and go back to its console, which leads to the review."""
    with suppress(NotAllowed):  # it is closed already, or was never open: the page that follows says which
        await room_of(request).live.close(session_id)
    return RedirectResponse(f"/sessions/{session_id}/console", 303)


@cache
def drawn_signs() -> Markup:
    """Give the small drawings for the page itself to carry: they must not be gone when the room is."""
    return Markup(SIGNS.read_text(encoding="utf-8").replace(' id="', ' id="sign-'))  # noqa: S704  our own file


def row_of(name: str, keys: dict[Action, str]) -> list[Key]:
    """Give the keys of one row, in their order."""
    actions = [action for action in keys if action.value.startswith(f"{name}_")]
    return [Key(one, one.value.removeprefix(f"{name}_"), keys[one], cap_of(keys[one])) for one in actions]


def cap_of(code: str) -> str:
    """Give what stands on a key, empty when there is none."""
    return CAPS.get(code, code.removeprefix("Key").removeprefix("Digit").replace("Numpad", "Num "))


def setup_of(
    session: Session, patient: Patient, clinic: Clinic, protocol: Protocol | None, keys: dict[Action, str]
) -> dict[str, Any]:
    """Give what the page's script needs to know, as plain values."""
    return {
        "session_id": str(session.session_id),
        "is_practice": patient.is_practice,
        "opened_at_ms": int(session.opened_at.timestamp() * 1000) if session.opened_at else None,
        "window": {"lower": clinic.window.lower, "upper": clinic.window.upper},
        "exchange_gap_ms": clinic.limits.exchange_gap_ms,
        "still_gaze_ms": clinic.limits.still_gaze_ms,
        "total_gaze_ms": clinic.limits.total_gaze_s * 1000,
        "light": {name: getattr(clinic.limits, name) for name in LIGHT},
        "is_mirror_real": session.mirror is MirrorKind.REAL,
        "keys": {code: action.value for action, code in keys.items() if code},
        "keys_on": clinic.keys_on,
        "cues": [
            {
                "phase_id": phase.phase_id,
                "phase": phase.title,
                "cue_id": cue.cue_id,
                "aspect": cue.aspect.value,
                "stance": cue.stance.value,
                "text": cue.text,
            }
            for phase in (protocol.phases if protocol else ())
            for cue in phase.cues
        ],
    }


def ladder_of(room: Room, clinic: Clinic, earlier: Before) -> dict[str, Any]:
    """Give the clinic's ladder and the course's dose for the page's script, as the sessions before left them."""
    ladder = room.ladder.ladder
    return {
        "course_gaze_ms": clinic.limits.course_gaze_ms,
        "gaze_before_ms": earlier.gaze_ms,
        "last_gaze_ms": earlier.last_gaze_ms,
        "stable_sessions": ladder.rule.sessions,
        "ladder": [
            {
                "rung_id": rung.rung_id,
                "word": rung.word(clinic.language),
                "own_reflection": rung.own_reflection,
                "view": {"kind": View.kind, **asdict(rung.view)} if rung.view else None,
                "stable": earlier.stable[rung.rung_id],
            }
            for rung in ladder.rungs
        ],
    }


def _protocol_of(room: Room, session: Session, clinic: Clinic) -> Protocol | None:
    try:
        return room.protocols.protocol_of(session.protocol_id, clinic.language)
    except NotFound:
        return None  # its file was taken away since the session was planned: marking goes on without cues
