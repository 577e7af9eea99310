"""The mirror's page in a real browser, before a camera that shows a face."""

import os
import statistics
from collections.abc import Iterable
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import CHROMIUM, QUIET, barriers, pictures_everywhere
from tests.browser.mirror_room import (
    REFUSE_WITH,
    Sessions,
    close_session,
    console,
    marks_in_log,
    note,
    open_mirror,
    prepare,
    served_again,
    show_mirror,
    until,
)
from tests.conftest import Served
from tests.faults.counts import times

pytestmark = pytest.mark.browser
SHOWN_BY_PATIENT = ("patient", {"kind": "cover", "covered": False})
PAUSED, GROUNDED = (("patient", {"kind": kind, "step": "began"}) for kind in ("pause", "grounding"))
PAUSED_BY_PATIENT = [PAUSED, ("patient", {"kind": "cover", "covered": True}), GROUNDED]
PAUSED_UNDER_COVER = [PAUSED, GROUNDED]
IS_COVERED = "document.getElementById('mirror').dataset.covered === 'true'"
IS_OPEN = "document.getElementById('mirror').dataset.covered === 'false'"
WITHIN_MS = 200
MEASURED_S = times(2, 4)

# Notes the time of the first touch or key, or of what a window nearby says, and when the cover is all that is seen.
WATCH_COVER = """(channel) => {
  const cover = document.getElementById('cover');
  const now = () => performance.timeOrigin + performance.now();
  globalThis.asked = null; globalThis.covered = null;
  const ask = (event) => { globalThis.asked ??= performance.timeOrigin + event.timeStamp; };
  for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, ask, {capture: true});
  new BroadcastChannel(channel).onmessage = (said) => { globalThis.asked ??= said.data.sentAt; };
  const look = () => {
    const seen = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    const isSeen = cover.contains(seen) && Number(getComputedStyle(cover).opacity) === 1;
    if (isSeen) globalThis.covered ??= now(); else requestAnimationFrame(look);
  };
  look();
}"""


STAND_BY = """() => {
  channel.onmessage = (said) => { if (said.data === 'is a console here?') channel.postMessage('a console is here'); };
}"""


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    """Sessions in the folder that `served` will serve: ask for this one first."""
    return prepare(tmp_path / "served")


def channel_of(session_id: Any) -> str:
    return f"interbeing-mirror-{session_id}"


def cover_ms(page: Page) -> float:
    until(page, "globalThis.covered !== null && globalThis.asked !== null", 5)
    return float(page.evaluate("globalThis.covered - globalThis.asked"))


def window_nearby(context: BrowserContext, served: Served, session_id: Any) -> Page:
    """Another window of this browser, where a console would be."""
    context.route("**/nearby", lambda route: route.fulfill(content_type="text/html", body="<title>nearby</title>"))
    other = context.new_page()
    other.goto(f"{served.address}/nearby")
    other.evaluate("(name) => { globalThis.channel = new BroadcastChannel(name); }", channel_of(session_id))
    context.pages[0].bring_to_front()  # side by side both are seen; here a page behind another is not drawn
    return other


def announce(other: Page, *, covered: bool) -> None:
    said = "channel.postMessage({covered, sentAt: performance.timeOrigin + performance.now()})"
    other.evaluate(f"(covered) => {said}", covered)


# --- the reflection --------------------------------------------------------------------------------------------------


def test_the_video_is_a_true_mirror_and_nothing_else_is_seen(
    sessions: Sessions, served: Served, context: BrowserContext
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 960, "height": 720})  # as wide and high as the camera: nothing is cut off
    show_mirror(page, served, sessions.camera)
    page.wait_for_timeout(1_000)
    seen = Image.open(BytesIO(page.screenshot())).convert("L")
    assert seen.getpixel((940, 700)) > 200, "the camera's left is not on the viewer's right"
    assert seen.getpixel((20, 700)) < 200
    assert page.evaluate("getComputedStyle(document.querySelector('video')).objectFit") == "cover"
    assert page.evaluate("document.querySelectorAll('canvas').length") == 0
    corners = "[[2, 2], [957, 2], [2, 717], [480, 360]].map(([x, y]) => document.elementFromPoint(x, y).id)"
    assert set(page.evaluate(corners)) == {"video"}


@pytest.mark.alone
def test_the_console_is_told_rate_and_delay(sessions: Sessions, served: Served, page: Page) -> None:
    with console(served, sessions.camera) as therapist:
        show_mirror(page, served, sessions.camera)
        page.wait_for_timeout(4_500)
        while (told := therapist.mirror_until("showing"))["rate_hz"] is None:
            pass
    note(f"the console was told {told['rate_hz']} pictures/s, {told['delay_ms']} ms behind")
    assert 10 < told["rate_hz"] < 40
    assert told["delay_ms"] is None or 0 <= told["delay_ms"] < 500


MEASURE = """(seconds) => new Promise((done) => {
  const video = document.querySelector('video'), frames = [], until = performance.now() + seconds * 1000;
  const take = (now, frame) => {
    frames.push([frame.presentationTime, frame.presentedFrames, frame.expectedDisplayTime - frame.captureTime]);
    if (now < until) video.requestVideoFrameCallback(take); else done(frames);
  };
  video.requestVideoFrameCallback(take);
})"""
BARE = """<!doctype html><style>body{margin:0}video{width:100vw;height:100vh;object-fit:cover}</style>
<video autoplay muted playsinline></video><script>
navigator.mediaDevices.getUserMedia({video: {width: {ideal: 1280}, height: {ideal: 720}, frameRate: {ideal: 60}}})
  .then((stream) => { document.querySelector('video').srcObject = stream; })
</script>"""


def measured(page: Page) -> dict[str, float]:
    page.wait_for_timeout(1_500)
    frames = page.evaluate(MEASURE, MEASURED_S)
    gaps = sorted(b[0] - a[0] for a, b in pairwise(frames))
    span_s = (frames[-1][0] - frames[0][0]) / 1000
    return {
        "rate_hz": round((frames[-1][1] - frames[0][1]) / span_s, 2),
        "interval_p50_ms": round(statistics.median(gaps), 1),
        "interval_p95_ms": round(gaps[int(len(gaps) * 0.95)], 1),
        "delay_p50_ms": round(statistics.median(frame[2] for frame in frames), 1),
    }


@pytest.mark.alone
def test_the_page_adds_no_frame_to_a_bare_video(sessions: Sessions, served: Served, context: BrowserContext) -> None:
    """Measured in turns, mirror and bare element, in one browser; the delay is from capture to screen."""
    context.route("**/bare", lambda route: route.fulfill(content_type="text/html", body=BARE))
    both: dict[str, list[dict[str, float]]] = {"mirror": [], "bare": []}
    for _turn in range(2):
        for name, runs in both.items():
            page = context.new_page()
            if name == "mirror":
                show_mirror(page, served, sessions.camera)
            else:
                page.goto(f"{served.address}/bare")
            runs.append(measured(page))
            page.close()
    for name, runs in both.items():
        note(f"{name}: {runs}")
    mirror, bare = ({key: _least(run[key] for run in runs) for key in runs[0]} for runs in both.values())
    frame_ms = bare["interval_p50_ms"]
    assert round((mirror["delay_p50_ms"] - bare["delay_p50_ms"]) / frame_ms) <= 0, "the page adds a frame of delay"
    assert mirror["interval_p50_ms"] == pytest.approx(frame_ms, abs=3)
    assert max(run["rate_hz"] for run in both["mirror"]) >= 0.97 * max(run["rate_hz"] for run in both["bare"])


def _least(figures: Iterable[float]) -> float:
    """Give the least figure that can be: a picture cannot be shown before it was taken, whatever the clocks say."""
    return min((one for one in figures if one > 0), default=0)


# --- covering --------------------------------------------------------------------------------------------------------


@pytest.mark.alone
def test_the_patient_covers_the_mirror_at_once(sessions: Sessions, served: Served, context: BrowserContext) -> None:
    with console(served, sessions.camera) as therapist:
        for by in ("touch", "Space", "Enter"):
            page = context.new_page()
            show_mirror(page, served, sessions.camera)
            until(page, IS_OPEN)
            page.evaluate(WATCH_COVER, channel_of(sessions.camera))
            if by == "touch":
                page.mouse.click(300, 300)
            else:
                page.keyboard.press(by)
            took_ms = cover_ms(page)
            note(f"covered {took_ms:.0f} ms after the patient's {by}")
            assert took_ms < WITHIN_MS, by
            assert page.locator("#cover").get_by_text("Feel your feet on the floor").is_visible()
            assert page.locator("#covered-title").is_hidden()
            assert page.locator("#cover").get_by_text("116 123").is_visible()
            therapist.mark(kind="grounding", step="ended")
            therapist.mark(kind="cover", covered=False)
            until(page, IS_OPEN, 2)
            page.close()


@pytest.mark.alone
def test_the_console_covers_and_uncovers_with_the_server_dead(
    sessions: Sessions, served: Served, context: BrowserContext
) -> None:
    page = context.new_page()
    show_mirror(page, served, sessions.camera)
    other = window_nearby(context, served, sessions.camera)
    served.process.kill()
    served.process.wait(10)
    page.wait_for_timeout(500)
    figures = []
    for _turn in range(5):
        page.evaluate(WATCH_COVER, channel_of(sessions.camera))
        announce(other, covered=True)
        figures.append(cover_ms(page))
        announce(other, covered=True)  # the same news again changes nothing
        announce(other, covered=False)
        until(page, IS_OPEN)
        page.wait_for_timeout(700)
    note(f"covered {max(figures):.0f} ms at most after the console said so, the server being dead: {figures}")
    assert max(figures) < WITHIN_MS


def test_what_the_log_says_covers_and_uncovers(sessions: Sessions, served: Served, page: Page) -> None:
    with console(served, sessions.camera) as therapist:
        show_mirror(page, served, sessions.camera)
        for mark in ({"kind": "cover", "covered": True}, {"kind": "grounding", "step": "began"}):
            therapist.mark(**mark)
            until(page, IS_COVERED, 2)
            therapist.mirror_until("covered")
            therapist.mark(kind="grounding", step="ended")
            page.wait_for_timeout(300)
            assert page.evaluate(IS_COVERED), "the end of grounding uncovered the mirror"
            therapist.mark(kind="cover", covered=False)
            until(page, IS_OPEN, 2)
            therapist.mirror_until("showing")
        slip = therapist.mark(kind="cover", covered=True)
        until(page, IS_COVERED, 2)
        therapist.mark(kind="retraction", retracted=slip)
        until(page, IS_OPEN, 2)


def test_the_patients_pause_is_in_the_log_and_the_therapist_uncovers(
    sessions: Sessions, served: Served, page: Page
) -> None:
    with console(served, sessions.camera) as therapist:
        show_mirror(page, served, sessions.camera)
        page.mouse.click(300, 300)
        page.mouse.click(300, 300)  # grounding is open already: no second pause
        therapist.mirror_until("covered")
        page.wait_for_timeout(500)
        assert marks_in_log(served, sessions.camera) == [SHOWN_BY_PATIENT, *PAUSED_BY_PATIENT]
        page.reload()
        page.locator("#show").click()
        until(page, IS_COVERED, 3)
        page.wait_for_timeout(500)
        assert page.evaluate(IS_COVERED), "a reload uncovered the mirror"
        therapist.mark(kind="grounding", step="ended")
        therapist.mark(kind="cover", covered=False)
        until(page, IS_OPEN, 2)
        therapist.mark(kind="cover", covered=True)
        until(page, IS_COVERED, 2)
        page.mouse.click(300, 300)  # a stop under the therapist's cover is a stop too
        until(page, "document.getElementById('mirror').dataset.grounding === 'true'", 2)
        page.wait_for_timeout(500)
        assert marks_in_log(served, sessions.camera)[-2:] == PAUSED_UNDER_COVER


def test_the_mirror_goes_on_without_the_room_and_what_was_marked_comes_later(
    sessions: Sessions, served: Served, page: Page
) -> None:
    show_mirror(page, served, sessions.camera)
    until(page, IS_OPEN)
    page.wait_for_timeout(500)
    served.process.kill()
    served.process.wait(10)
    page.wait_for_timeout(1_000)
    before = page.evaluate("document.querySelector('video').currentTime")
    page.wait_for_timeout(1_000)
    assert page.evaluate("document.querySelector('video').currentTime") > before + 0.5
    assert page.evaluate(IS_OPEN)
    page.keyboard.press("Space")
    until(page, IS_COVERED, 1)
    with served_again(served):
        page.wait_for_timeout(6_000)
        log = marks_in_log(served, sessions.camera)
        assert log == [SHOWN_BY_PATIENT, *PAUSED_BY_PATIENT]
        with console(served, sessions.camera) as therapist:
            therapist.mark(kind="cover", covered=False)
            until(page, IS_OPEN, 3)


def test_alone_the_patient_uncovers_by_holding_for_two_seconds(
    sessions: Sessions, served: Served, context: BrowserContext
) -> None:
    page = context.new_page()
    show_mirror(page, served, sessions.camera)
    other = window_nearby(context, served, sessions.camera)
    page.mouse.click(300, 300)
    page.wait_for_timeout(3_000)
    assert page.locator("#hold").is_hidden(), "offered although the room is there"
    other.evaluate(STAND_BY)
    served.process.kill()
    page.wait_for_timeout(4_500)
    assert page.locator("#hold").is_hidden(), "offered although a console is in this browser"
    other.close()
    page.locator("#hold").wait_for(timeout=8_000)
    page.locator("#hold").hover()
    page.mouse.down()
    page.wait_for_timeout(800)
    page.mouse.up()
    page.wait_for_timeout(1_800)
    assert page.evaluate(IS_COVERED), "a short press uncovered the mirror"
    page.mouse.down()
    page.wait_for_timeout(2_300)
    page.mouse.up()
    assert page.evaluate(IS_OPEN)


# --- the camera ------------------------------------------------------------------------------------------------------


def trouble_is(page: Page, name: str, words: str) -> None:
    until(page, f"document.getElementById('mirror').dataset.trouble === '{name}'")
    assert page.get_by_text(words).is_visible()


@pytest.mark.parametrize(
    ("reason", "name", "words"),
    [
        ("NotAllowedError", "refused", "This browser may not use the camera."),
        ("NotFoundError", "no_camera", "No camera was found."),
        ("NotReadableError", "busy", "The camera is busy."),
    ],
)
def test_what_keeps_the_camera_away_is_said_plainly_and_mended_by_trying_again(
    sessions: Sessions, served: Served, page: Page, reason: str, name: str, words: str
) -> None:
    page.add_init_script(f"({REFUSE_WITH})('{reason}')")
    with console(served, sessions.camera) as therapist:
        open_mirror(page, served, sessions.camera)
        page.locator("#show").click()
        trouble_is(page, name, words)
        therapist.mirror_until(name)
        assert barriers(page) == []
        page.evaluate("globalThis.reason = null")
        if name == "refused":  # a refusal is asked about again by a person, the others come back by themselves
            page.locator("#again").click()
        until(page, "document.getElementById('mirror').dataset.trouble === ''")
        therapist.mirror_until("showing")


FAKE_ANSWER, FAKE_DEVICE = "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"


@pytest.mark.parametrize(
    ("left_out", "put_in", "name", "words"),
    [
        (FAKE_ANSWER, "--deny-permission-prompts", "refused", "This browser may not use the camera."),
        (FAKE_DEVICE, "--no-default-browser-check", "no_camera", "No camera was found."),
    ],
)
def test_a_browser_that_gives_no_camera(
    sessions: Sessions, served: Served, browser: Browser, left_out: str, put_in: str, name: str, words: str
) -> None:
    """Nothing is played here: the browser really refuses, and really has no camera."""
    flags = [*(flag for flag in QUIET if flag != left_out), put_in]
    without = browser.browser_type.launch(executable_path=CHROMIUM, headless=True, args=flags)
    try:
        page = without.new_page()
        open_mirror(page, served, sessions.camera)
        page.locator("#show").click()
        trouble_is(page, name, words)
    finally:
        without.close()


def test_a_picture_that_is_held_up_is_not_left_standing_still(sessions: Sessions, served: Served, page: Page) -> None:
    show_mirror(page, served, sessions.camera)
    track = "document.querySelector('video').srcObject.getVideoTracks()[0]"
    page.evaluate(f"{track}.dispatchEvent(new Event('mute'))")
    trouble_is(page, "lost", "The camera gives no picture just now.")
    page.evaluate(f"{track}.dispatchEvent(new Event('unmute'))")
    until(page, "document.getElementById('mirror').dataset.trouble === ''")
    page.evaluate("document.querySelector('video').pause()")  # no more pictures come, and nobody says so
    trouble_is(page, "lost", "The camera gives no picture just now.")
    page.evaluate("document.querySelector('video').play()")
    until(page, "document.getElementById('mirror').dataset.trouble === ''")


# --- when there is no mirror to show -----------------------------------------------------------------------------


def test_a_real_mirror_asks_for_no_camera_and_the_screen_stays_dark(
    sessions: Sessions, served: Served, page: Page
) -> None:
    page.add_init_script(f"({REFUSE_WITH})('NotAllowedError')")
    page.add_init_script(
        "(() => { const d = navigator.mediaDevices, ask = d.getUserMedia; globalThis.asks = 0;"
        " d.getUserMedia = (w) => { globalThis.asks += 1; return ask(w); }; })()"
    )
    answer = page.goto(f"{served.address}/sessions/{sessions.real}/mirror")
    assert answer is not None
    assert "camera=()" in answer.headers["permissions-policy"]
    with console(served, sessions.real) as therapist:
        page.locator("#show").click()
        therapist.mirror_until("real")
        page.wait_for_timeout(800)
        assert Image.open(BytesIO(page.screenshot())).convert("L").getextrema() == (0, 0), "the dark screen gives light"
        page.keyboard.press("Space")
        word = page.get_by_text("Feel your feet on the floor")
        word.wait_for()
        page.keyboard.press("Space")
        page.wait_for_timeout(500)  # until the patient's own marks are there
        therapist.mark(kind="grounding", step="ended")
        word.wait_for(state="hidden")
    assert page.evaluate("globalThis.asks") == 0
    assert page.locator("video").count() == 0
    ended = ("therapist", {"kind": "grounding", "step": "ended"})
    assert marks_in_log(served, sessions.real) == [PAUSED, GROUNDED, ended]


def test_without_consent_there_is_no_mirror_by_camera(
    tmp_path: Path, request: pytest.FixtureRequest, page: Page
) -> None:
    sessions = prepare(tmp_path / "served", camera_consent=False)
    served: Served = request.getfixturevalue("served")
    answer = page.goto(f"{served.address}/sessions/{sessions.camera}/mirror")
    assert answer is not None
    assert answer.status == 409
    assert "camera=()" in answer.headers["permissions-policy"]
    assert "no consent to use the camera stands" in page.inner_text("main").lower()
    assert page.locator("video").count() == 0
    for fine in (sessions.real, sessions.closed):  # neither of them uses the camera
        answer = page.goto(f"{served.address}/sessions/{fine}/mirror")
        assert answer is not None
        assert answer.status == 200


def test_before_the_session_is_opened_the_mirror_waits(sessions: Sessions, served: Served, page: Page) -> None:
    open_mirror(page, served, sessions.planned)
    page.get_by_text("Your therapist opens the session first.").wait_for()
    assert page.locator("#show").is_disabled()


def test_after_the_session_the_camera_is_let_go(sessions: Sessions, served: Served, page: Page) -> None:
    open_mirror(page, served, sessions.closed)
    assert page.get_by_text("The session is closed.").is_visible()
    assert page.locator("#goodbye").get_by_text("116 123").is_visible()
    assert page.locator("video").count() == 0
    assert barriers(page) == []
    show_mirror(page, served, sessions.camera)
    page.evaluate("() => { globalThis.track = document.querySelector('video').srcObject.getVideoTracks()[0]; }")
    served.process.kill()
    served.process.wait(10)
    close_session(served.folder, sessions.camera)
    with served_again(served):
        until(page, "document.getElementById('mirror').dataset.stage === 'goodbye'")
    assert page.evaluate("globalThis.track.readyState") == "ended"
    assert barriers(page) == []
    pictures_everywhere(page, "mirror-goodbye")


# --- how it reads ----------------------------------------------------------------------------------------------------


def test_nobody_is_kept_out(sessions: Sessions, served: Served, page: Page) -> None:
    open_mirror(page, served, sessions.camera)
    assert barriers(page) == []
    text = page.inner_text("body")
    for words in ("that passes", "touch the screen anywhere", "sparrow", "116 123", "Practice (simulated)"):
        assert words in text
    assert "Ada" not in page.content(), "a patient page shows a name"
    pictures_everywhere(page, "mirror-start")
    show_mirror(page, served, sessions.camera)
    assert barriers(page) == []
    page.wait_for_timeout(800)
    pictures_everywhere(page, "mirror-showing")
    page.keyboard.press("Space")
    page.wait_for_timeout(400)
    assert barriers(page) == []
    pictures_everywhere(page, "mirror-covered")


def test_the_page_speaks_italian(tmp_path: Path, request: pytest.FixtureRequest, page: Page) -> None:
    sessions = prepare(tmp_path / "served", language="it")
    served: Served = request.getfixturevalue("served")
    open_mirror(page, served, sessions.camera)
    text = page.inner_text("body")
    for words in (
        "Davanti allo specchio",
        "poi passa",
        "Mostra lo specchio",
        "passero" if "passero" in text else "sparrow",
    ):
        assert words in text
    for english in ("mirror", "screen", "help", "touch"):
        assert english not in text.lower()
    show_mirror(page, served, sessions.camera)
    page.keyboard.press("Space")
    assert page.get_by_text("Senta i piedi sul pavimento").is_visible()


# --- for hours -------------------------------------------------------------------------------------------------------

SESSION_H = 3
MOST_GROWTH_MB = 50
IS_SOAK = os.environ.get("INTERBEING_SOAK") == "1"


def heap_mb(page: Page) -> float:
    """What the page's script holds once everything that can be let go of is."""
    line = page.context.new_cdp_session(page)
    line.send("HeapProfiler.collectGarbage")
    used = line.send("Runtime.getHeapUsage")["usedSize"]
    line.detach()
    return float(used) / 1e6


def browser_mb() -> float:
    """All that the browser holds by itself, in every process of it: pictures too, wherever they wait."""
    family = psutil.Process().children(recursive=True)
    return sum(p.memory_full_info().uss for p in family if p.name().startswith("chrom")) / 1e6


def test_three_hours_of_the_page_hold_no_more_than_its_first_minute(
    sessions: Sessions, served: Served, page: Page
) -> None:
    """Time is compressed: the page's clocks run ahead, so that each of its timers fires as often as in three hours."""
    seconds = SESSION_H * 3600 if IS_SOAK else 900
    show_mirror(page, served, sessions.camera)
    page.clock.install()
    page.clock.run_for(60_000)
    before = heap_mb(page)
    nodes = page.evaluate("document.querySelectorAll('*').length")
    for _second in range(60, seconds, 10):
        page.clock.run_for(10_000)
        page.wait_for_timeout(20)
    growth = heap_mb(page) - before
    in_all = growth * SESSION_H * 3600 / seconds
    note(f"script memory grew {growth:.2f} MB over {seconds} compressed s: {in_all:.1f} MB in {SESSION_H} h")
    assert in_all < MOST_GROWTH_MB
    assert page.evaluate("document.querySelectorAll('*').length") == nodes


@pytest.mark.alone
def test_the_pictures_are_let_go_of(sessions: Sessions, served: Served, page: Page) -> None:
    """In real time, the whole browser; carried on to three hours, which a short run can only bound."""
    show_mirror(page, served, sessions.camera)
    page.wait_for_timeout(6_000 if not IS_SOAK else 60_000)  # until its caches are full
    span_s, samples = (8, 5) if not IS_SOAK else (180, 10)
    held = []
    for _sample in range(samples):
        heap_mb(page)
        held.append(browser_mb())
        page.wait_for_timeout(span_s * 1_000 / samples)
    slope = statistics.linear_regression([i * span_s / samples for i in range(samples)], held).slope
    in_all = slope * SESSION_H * 3600
    note(f"the browser held {held[0]:.0f} to {held[-1]:.0f} MB over {span_s} s: {in_all:+.0f} MB in {SESSION_H} h")
    assert max(held) - held[0] < 10
    if IS_SOAK:
        assert in_all < MOST_GROWTH_MB
