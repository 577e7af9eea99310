"""The therapist lays the frame on the face that the mirror sees by one touch; who leaves it is told of."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page

from interbeing.domain.consent import Purpose
from tests.browser.conftest import barriers, picture
from tests.browser.mirror_room import marks_in_log, until
from tests.browser.obeying_camera import ObeyingCamera, obeying_camera
from tests.browser.sensing_stage import VIEWPORT, Stage, before
from tests.browser.sitter import WIDTH, Pose, between_eyes

pytestmark = pytest.mark.browser
HALF: Final = WIDTH // 2
NEAR: Final = 0.8
POSES: Final = {
    "left": Pose(near=NEAR, aside=-1),
    "right": Pose(near=NEAR, aside=1),
    "two": Pose(near=NEAR, faces=2),
    "nobody": Pose(faces=0),
}
PATIENCE_MS: Final = 20_000
EASED_MS: Final = 1_500
NEARLY: Final = 0.04  # of the screen: two steps of the nudge would be 0.06
# Where a place of the camera's picture is on the screen, in parts of it, and where the middle of its pane is.
ON_SCREEN = """([pane, x, y]) => {
  const frame = document.getElementById(pane), video = frame.querySelector('video');
  const shown = video.getBoundingClientRect(), own = [video.videoWidth, video.videoHeight];
  const scale = Math.max(shown.width / own[0], shown.height / own[1]);
  const [left, top] = [(shown.width - own[0] * scale) / 2, (shown.height - own[1] * scale) / 2];
  const at = [shown.right - left - x * scale, shown.top + top + y * scale]; // mirrored
  const whole = frame.getBoundingClientRect();
  return [(at[0] - whole.left - whole.width / 2) / innerWidth, (at[1] - whole.top - whole.height / 2) / innerHeight];
}"""
LAY: Final = "[data-action=frame_lay]"
BESIDE: Final = f"{LAY}[data-offer=beside]"


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> ObeyingCamera:
    return obeying_camera(tmp_path_factory.mktemp("sides"), POSES, pictures=1)


@contextmanager
def at_the_console(
    browser: Browser, folder: Path, camera: ObeyingCamera, language: str
) -> Iterator[tuple[Stage, Page]]:
    """A mirror before this camera, its faces sought, and the therapist's console in a window of its own."""
    camera.hold("left")
    with before(browser, folder, camera.path, Purpose.CAMERA_SIGNALS, language=language) as stage:
        console = browser.new_page(viewport=VIEWPORT)
        console.goto(f"{stage.served.address}/sessions/{stage.sessions.camera}/console")
        stage.until_told("eyes", lambda one: one["is_on"], 40)
        yield stage, console
        console.close()


def frames_in(stage: Stage) -> list[dict[str, Any]]:
    """The frames that the therapist laid, in their order."""
    marks = marks_in_log(stage.served, stage.sessions.camera)
    return [mark for author, mark in marks if author == "therapist" and mark["kind"] == "frame"]


def until_eyes_are_in_the_middle(page: Page, pane: str, side: int) -> None:
    """Wait until the eyes of whoever sits in this half of the camera's picture are in the middle of a pane."""
    x, y = between_eyes(NEAR, HALF)
    at = [pane, x + (HALF if side > 0 else 0), y]
    until(page, f"({ON_SCREEN})({at!r}).every((off) => Math.abs(off) < {NEARLY})", 10)


@pytest.mark.parametrize(
    ("language", "unframed", "laid"),
    [
        ("en", "The frame was not laid on the patient’s face yet", "The frame lies on the face."),
        ("it", "Il riquadro non è ancora stato posato sul volto del paziente", "Il riquadro è posato sul volto."),
    ],
)
def test_one_touch_lays_the_frame_and_it_stays_when_the_face_goes(
    browser: Browser, tmp_path: Path, camera: ObeyingCamera, language: str, unframed: str, laid: str
) -> None:
    with at_the_console(browser, tmp_path / "served", camera, language) as (stage, console):
        console.locator(BESIDE).wait_for(state="hidden")
        for _step in range(3):
            console.locator("[data-action=crop_next]").click()
        console.get_by_text(unframed).wait_for(timeout=PATIENCE_MS)
        console.locator(BESIDE).wait_for(timeout=PATIENCE_MS)
        assert barriers(console) == []
        picture(console, f"console-frame-offered-{language}")
        console.locator(BESIDE).click()
        console.get_by_text(laid).wait_for(timeout=PATIENCE_MS)
        until_eyes_are_in_the_middle(stage.page, "pane-own", -1)
        picture(stage.page, f"mirror-frame-laid-{language}")
        (frame,) = frames_in(stage)
        assert frame["who"] == "own"
        assert frame["across"] > 0, "who sits on the camera's left is on the mirror's right"
        assert console.locator("#unframed").text_content() == ""
        camera.hold("right")
        left = console.locator("#unframed").filter(has_text="left the frame" if language == "en" else "è uscito")
        left.wait_for(timeout=PATIENCE_MS)
        picture(console, f"console-frame-left-{language}")
        assert frames_in(stage) == [frame], "the frame followed the face"
        console.keyboard.press("Numpad5")
        until_eyes_are_in_the_middle(stage.page, "pane-own", 1)
        left.wait_for(state="hidden", timeout=PATIENCE_MS)


def test_of_two_faces_both_frames_are_laid_and_the_two_may_change_sides_or_nobody_is_sought(
    browser: Browser, tmp_path: Path, camera: ObeyingCamera
) -> None:
    with at_the_console(browser, tmp_path / "served", camera, "en") as (stage, console):
        console.locator("[data-action=crop_next]").click()
        console.keyboard.press("Backquote")
        camera.hold("two")
        stage.until_told("eyes", lambda one: one["now"] and len(one["now"]["places"] or []) == 2, 30)
        console.wait_for_timeout(600)
        console.keyboard.press("Numpad5")
        console.get_by_text("yours is taken to be the one on the right").wait_for(timeout=PATIENCE_MS)
        own, therapist = frames_in(stage)
        assert (own["who"], therapist["who"]) == ("own", "therapist")
        assert own["across"] < 0 < therapist["across"]
        until(stage.page, "document.getElementById('glass').dataset.therapist === 'right'")
        stage.page.wait_for_timeout(EASED_MS)
        picture(stage.page, "mirror-frame-two")
        console.keyboard.press("Numpad0")
        until(stage.page, "document.getElementById('glass').dataset.therapist === 'left'")
        assert [mark["across"] for mark in frames_in(stage)[2:]] == [therapist["across"], own["across"]]
        stage.page.locator("[data-signal-do=stop_all]").click()
        stage.until_told("eyes", lambda one: one["why"] == "withdrawn")
        console.keyboard.press("Numpad5")
        console.get_by_text("No face is looked for now").wait_for(timeout=PATIENCE_MS)
        assert len(frames_in(stage)) == 4
        console.keyboard.press("Numpad8")
        until_marked(stage, 5)


def until_marked(stage: Stage, frames: int) -> None:
    """Wait until so many frames are in the log."""
    for _try in range(100):
        if len(frames_in(stage)) == frames:
            return
        stage.page.wait_for_timeout(50)
    raise AssertionError(f"not {frames} frames: {frames_in(stage)}")
