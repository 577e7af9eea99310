"""What the console's browser tests share: a planned session, a console that holds it, and ways to press and look."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.sync_api import Page, expect

from interbeing.domain.clinic import Clinic
from interbeing.domain.moment import Kept
from interbeing.domain.session import MirrorKind
from interbeing.services.clinic import change_clinic, read_clinic
from interbeing.services.plan import plan_session
from interbeing.services.practice import ready_practice_patient
from interbeing.settings import Settings
from interbeing.storage.connect import open_file
from interbeing.wiring import open_room
from tests.conftest import free_port, serving
from tests.rooms import log_of

PATIENCE_MS = 15_000


@dataclass
class Stage:
    """A planned session in a folder of its own; it is served where and when the test says."""

    folder: Path
    port: int
    session_id: UUID

    @property
    def console(self) -> str:
        return f"http://localhost:{self.port}/sessions/{self.session_id}/console"

    def serving(self, mind: str = "off") -> Any:
        return serving(self.folder, self.port, mind=mind)

    def log(self) -> tuple[Kept, ...]:
        """What is on disk; only while the room is not served."""
        database = open_file(self.folder)
        try:
            return log_of(database, self.session_id)
        finally:
            database.close()

    def marks(self) -> list[Any]:
        """The therapist's marks on disk, in the order of the log."""
        kinds = {"connection", "opened", "closed"}
        return [kept.moment.mark for kept in self.log() if kept.moment.mark.kind not in kinds]


def staged(folder: Path, change: Callable[[Clinic], Clinic] = lambda clinic: clinic) -> Stage:
    room = open_room(Settings(folder))
    patient = ready_practice_patient(room.database, room.clock)
    change_clinic(room.database, change(read_clinic(room.database)))
    planned = plan_session(room.database, patient.patient_id, MirrorKind.CAMERA, "mirror-course", room.clock.now())
    room.close()
    return Stage(folder, free_port(), planned.session_id)


def open_console(stage: Stage, page: Page) -> None:
    page.goto(stage.console)
    page.get_by_role("button", name="Open the session").click()
    ready(page)


def ready(page: Page) -> None:
    """The console holds the session and its line is up."""
    expect(page.locator("body")).to_have_attribute("data-keys", "on", timeout=PATIENCE_MS)
    expect(page.locator("#line")).to_have_text("Connected", timeout=PATIENCE_MS)


def press(page: Page, *codes: str) -> None:
    for code in codes:
        page.keyboard.press(code)


def all_saved(page: Page) -> None:
    """Every press so far is on disk; two frames first, so that the last press is on the screen at all."""
    page.evaluate("() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(() => seen())))")
    expect(page.locator("#waiting")).to_have_text("All marks are saved.", timeout=PATIENCE_MS)


def settle(page: Page) -> None:
    page.wait_for_timeout(750)  # longer than arousal takes to come to rest
    all_saved(page)


def said(marks: list[Any]) -> list[tuple[Any, ...]]:
    """Each mark as its kind and what was marked."""
    fields = (
        "emotion",
        "reception",
        "level",
        "attitude",
        "spoken_to",
        "step",
        "covered",
        "at_reflection",
        "rung",
        "cue_id",
    )
    return [(mark.kind, *(str(getattr(mark, field)) for field in fields if hasattr(mark, field))) for mark in marks]
