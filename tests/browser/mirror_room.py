"""A served clinic with sessions before the mirror, and a console reduced to its socket, for the mirror's tests."""

import asyncio
import json
import os
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from playwright.sync_api import Page
from websockets.sync.client import ClientConnection, connect

from interbeing.domain.clinic import Clinic, Contact
from interbeing.domain.consent import Purpose
from interbeing.domain.guard import LightSeen
from interbeing.domain.session import MirrorKind
from interbeing.services.clinic import change_clinic
from interbeing.services.patients import record_consent
from interbeing.services.plan import plan_session
from interbeing.services.practice import ready_practice_patient
from interbeing.settings import Settings
from interbeing.wiring import open_room
from tests.conftest import Served, serving
from tests.rooms import a_moment

ARTEFACTS = Path(__file__).parents[2] / "artefacts"
LEFT_OUT = {"opened", "connection", "closed", "light"}
# Refuses the camera for this reason, while there is one.
REFUSE_WITH = """(name) => {
  const devices = navigator.mediaDevices, ask = devices.getUserMedia.bind(devices);
  globalThis.reason = name;
  devices.getUserMedia = (wanted) => {
    return globalThis.reason ? Promise.reject(new DOMException('', globalThis.reason)) : ask(wanted);
  };
}"""
CONTACTS = (
    Contact("Samaritans", "116 123", is_crisis=True),
    Contact("The practice", "020 7946 0000", is_crisis=False),
)


@dataclass(frozen=True)
class Sessions:
    """One session of each sort, all of the practice patient."""

    camera: UUID
    planned: UUID
    real: UUID
    closed: UUID


def prepare(folder: Path, *, language: str = "en", camera_consent: bool = True, is_lit: bool = True) -> Sessions:
    """Make a record with these sessions in `folder`, light looked at or not; nobody may be serving it."""
    room = open_room(Settings(folder))
    change_clinic(room.database, Clinic(name="Clinic", language=language, contacts=CONTACTS))
    patient = ready_practice_patient(room.database, room.clock)
    kinds = (MirrorKind.CAMERA, MirrorKind.CAMERA, MirrorKind.REAL, MirrorKind.CAMERA)
    camera, planned, real, closed = (
        plan_session(room.database, patient.patient_id, kind, "mirror-course", datetime.now(UTC)).session_id
        for kind in kinds
    )

    async def open_them() -> None:
        for session_id in (camera, real, closed):
            await room.live.open(session_id)
            if is_lit:
                await room.live.keep(a_moment(session_id, LightSeen(by_list=True)))
        await room.live.close(closed)

    _run(open_them())
    if not camera_consent:
        taken_back = {"is_given": False, "recorded_by": "T"}
        record_consent(room.database, room.clock, patient.patient_id, Purpose.CAMERA, **taken_back)
    room.close()
    return Sessions(camera, planned, real, closed)


def close_session(folder: Path, session_id: UUID) -> None:
    """Close a session in a record that nobody is serving."""
    room = open_room(Settings(folder))
    _run(room.live.close(session_id))
    room.close()


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run it aside: a browser test has a loop of its own running."""
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, work).result()


@contextmanager
def served_again(served: Served) -> Iterator[None]:
    """Serve the same record at the same address once more, after its first process was killed."""
    with serving(served.folder, int(served.address.rsplit(":", 1)[1])):
        yield


class Console:
    """The console as the room sees it: a socket that marks and listens."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.say(type="enter", screen="console", tab=str(uuid4()), after_seq=0)
        self.entered = self.until("entered")

    def say(self, **message: Any) -> None:
        self.socket.send(json.dumps(message))

    def until(self, kind: str) -> dict[str, Any]:
        while True:
            answer: dict[str, Any] = json.loads(self.socket.recv(timeout=10))
            if answer["type"] == kind:
                return answer

    def mirror_until(self, state: str) -> dict[str, Any]:
        while True:
            told = self.until("mirror")
            if told["state"] == state:
                return told

    def session_ms(self) -> int:
        self.say(type="tick", sent_ms=0.0)
        return int(self.until("tock")["session_ms"])

    def mark(self, **mark: Any) -> str:
        """Mark, wait until it is kept, give its id."""
        at = datetime.now(UTC).isoformat()
        moment = {"moment_id": str(uuid4()), "session_ms": self.session_ms(), "marked_at": at, "mark": mark}
        self.say(type="mark", moment=moment)
        return str(self.until("acknowledged")["moment_id"])


@contextmanager
def console(served: Served, session_id: UUID) -> Iterator[Console]:
    with connect(f"{served.address.replace('http', 'ws')}/live/{session_id}") as socket:
        yield Console(socket)


def marks_in_log(served: Served, session_id: UUID) -> list[tuple[str, dict[str, Any]]]:
    """Who marked what, without the comings and goings of screens and the light before."""
    with console(served, session_id) as one:
        moments = one.entered["moments"]
    return [(m["author"], m["mark"]) for m in moments if m["mark"]["kind"] not in LEFT_OUT]


def open_mirror(page: Page, served: Served, session_id: UUID) -> None:
    """Open the start screen."""
    page.goto(f"{served.address}/sessions/{session_id}/mirror")


def show_mirror(page: Page, served: Served, session_id: UUID) -> None:
    """Open the page, press *Show the mirror*, wait for the reflection."""
    open_mirror(page, served, session_id)
    page.locator("#show").click()
    until(
        page,
        "document.getElementById('mirror').dataset.trouble === '' && document.querySelector('video').currentTime > 0",
    )


def until(page: Page, claim: str, patience_s: float = 15) -> None:
    """Wait until this is true on the page; its policy forbids Playwright's own way of waiting."""
    end = time.monotonic() + patience_s
    while not page.evaluate(claim):
        assert time.monotonic() < end, f"not within {patience_s} s: {claim}"
        page.wait_for_timeout(30)


def note(figure: str) -> None:
    """Say a measured figure, and keep it beside the screenshots."""
    print(figure)
    ARTEFACTS.mkdir(exist_ok=True)
    with (ARTEFACTS / "mirror-figures.txt").open("a", encoding="utf-8") as kept:
        load = ", ".join(f"{average:.1f}" for average in os.getloadavg())
        kept.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M} (load {load}) {figure}\n")
