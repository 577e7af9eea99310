"""What the tests of the signals share: a mirror before a clip, the consents that are given, and what its page sent."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, ViewportSize, WebSocket

from interbeing.domain.consent import Purpose
from interbeing.services.patients import fitting_patients, record_consent
from interbeing.settings import Settings
from interbeing.wiring import open_room
from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.mirror_room import Sessions, prepare, show_mirror
from tests.browser.wire_tap import WireTap, tapped
from tests.conftest import Served, free_port, serving

VIEWPORT: Final[ViewportSize] = {"width": 1280, "height": 800}
SIGNALS = (Purpose.CAMERA_SIGNALS, Purpose.CAMERA_PULSE, Purpose.BELT)

# Before anything else of the page: notes when a message was sent.
WATCH = """() => {
  globalThis.sentAt = [];
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (text) {
    sentAt.push([performance.now(), String(text)]);
    send.call(this, text);
  };
}"""


@dataclass
class Stage:
    """A mirror that measures, and all that crossed its line."""

    served: Served
    sessions: Sessions
    page: Page
    sent: list[tuple[float, str | bytes]] = field(default_factory=list)
    heard: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    tap: WireTap = field(default_factory=lambda: WireTap(0))

    def told(self, signal: str) -> list[dict[str, Any]]:
        """What both screens were told of one signal, in order."""
        signals = (one for _, answer in self.heard if answer["type"] == "signals" for one in answer["instruments"])
        return [one for one in signals if one["signal"] == signal]

    def until_told(self, signal: str, claim: Any, patience_s: float = 15) -> dict[str, Any]:
        """Wait until the newest that was told of a signal is so; gives it."""
        end = time.monotonic() + patience_s
        while True:
            newest = self.told(signal)[-1:]
            if newest and claim(newest[0]):
                return newest[0]
            assert time.monotonic() < end, f"not within {patience_s} s: {newest}"
            self.page.wait_for_timeout(40)


def agree(folder: Path, *purposes: Purpose) -> None:
    """Record these consents of the practice patient, in a record that nobody is serving."""
    room = open_room(Settings(folder))
    (patient,) = fitting_patients(room.database, "")
    for purpose in purposes:
        record_consent(room.database, room.clock, patient.patient_id, purpose, is_given=True, recorded_by="the test")
    room.close()


@contextmanager
def before(
    browser: Browser, folder: Path, clip: Path, *purposes: Purpose, show: bool = True, language: str = "en"
) -> Iterator[Stage]:
    """A mirror before this clip, with these consents; all that its browser says to the room goes through the tap."""
    port = free_port()
    with tapped(port) as tap:
        through = f"--host-resolver-rules=MAP localhost:{port} 127.0.0.1:{tap.port}"
        camera = f"--use-file-for-fake-video-capture={clip}"
        flags = [*QUIET, camera, through, "--enable-features=WebBluetooth"]
        chromium = browser.browser_type.launch(executable_path=CHROMIUM, headless=True, args=flags)
        try:
            page = chromium.new_context(viewport=VIEWPORT).new_page()
            with on_stage(page, folder, *purposes, port=port, language=language) as stage:
                stage.tap = tap
                if show:
                    show_mirror(page, stage.served, stage.sessions.camera)
                yield stage
        finally:
            chromium.close()


@contextmanager
def on_stage(page: Page, folder: Path, *purposes: Purpose, port: int = 0, language: str = "en") -> Iterator[Stage]:
    """Serve a session with these consents, and listen to all that this page says and hears."""
    sessions = prepare(folder, language=language)
    agree(folder, *purposes)
    with serving(folder, port or free_port(), patience_s=90) as served:
        page.add_init_script(f"({WATCH})()")
        stage = Stage(served, sessions, page)
        _listen(stage)
        yield stage


def _listen(stage: Stage) -> None:
    def listen_in(line: WebSocket) -> None:
        line.on("framesent", lambda message: stage.sent.append((time.monotonic(), message)))
        line.on("framereceived", lambda text: stage.heard.append((time.monotonic(), json.loads(text))))

    stage.page.on("websocket", listen_in)

    stage.page.context.on("request", lambda request: stage.asked.append(request.url))
