"""A Chromium of our own whose troubles are real: its windows hide, its camera goes, it stands still, it is forbidden.

Playwright keeps every page of a browser that it starts in sight; this one is started apart and only spoken to.
"""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil
from playwright.sync_api import Browser, CDPSession, Page

from tests.browser.conftest import CHROMIUM, QUIET

ASKS_NOBODY: Final = "--use-fake-ui-for-media-stream"  # it would answer for the person; here the permission is real
CAMERA_PROCESS: Final = "video_capture"
PATIENCE_S: Final = 30


@dataclass(frozen=True)
class OwnChromium:
    """One window of it, and what can happen to it."""

    page: Page
    process: subprocess.Popen[bytes]
    camera: Path
    line: CDPSession

    def allow(self, address: str, *, is_allowed: bool) -> None:
        """Give or withdraw the permission to use the camera, as a person does beside the address."""
        setting = "granted" if is_allowed else "denied"
        asked = {"permission": {"name": "camera"}, "setting": setting, "origin": address}
        self.line.send("Browser.setPermission", asked)

    def unplug(self) -> None:
        """Take the camera away: its device is gone, and the process that read it dies as with a driver."""
        self.camera.rename(self.camera.with_suffix(".away"))
        for one in self._family():
            if any(CAMERA_PROCESS in word for word in one.cmdline()):
                one.kill()

    def plug_in(self) -> None:
        """Give the camera back."""
        self.camera.with_suffix(".away").rename(self.camera)

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Another tab lies before the page."""
        other = self.page.context.new_page()
        other.bring_to_front()
        yield
        other.close()
        self.page.bring_to_front()

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """The whole browser stands still, every process of it, as when a lid is shut."""
        family = self._family()
        for one in family:
            one.send_signal(signal.SIGSTOP)
        yield
        for one in family:
            one.send_signal(signal.SIGCONT)

    def _family(self) -> list[psutil.Process]:
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]


@contextmanager
def own_chromium(browser: Browser, folder: Path, clip: Path) -> Iterator[OwnChromium]:
    """Start it before this clip, in a folder of its own."""
    folder.mkdir(parents=True)
    camera = Path(shutil.copy(clip, folder / "camera.mjpeg"))
    flags = [flag for flag in QUIET if flag != ASKS_NOBODY]
    place = ["--headless", "--remote-debugging-port=0", f"--user-data-dir={folder}"]
    command = [CHROMIUM, *flags, *place, f"--use-file-for-fake-video-capture={camera}", "about:blank"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            opened = browser.browser_type.connect_over_cdp(_speaks_at(folder), no_defaults=True)
            page = opened.contexts[0].new_page()
            yield OwnChromium(page, process, camera, opened.new_browser_cdp_session())
            opened.close()
        finally:
            process.terminate()


def _speaks_at(folder: Path) -> str:
    """Where it can be spoken to: it writes that down once it can."""
    written, end = folder / "DevToolsActivePort", time.monotonic() + PATIENCE_S
    while not written.exists() or written.read_text(encoding="utf-8").count("\n") < 1:
        assert time.monotonic() < end, "the browser did not start"
        time.sleep(0.05)
    return f"http://127.0.0.1:{written.read_text(encoding='utf-8').splitlines()[0]}"
