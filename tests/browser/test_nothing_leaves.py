"""No picture leaves the page: a whole session before a camera that bears a pattern, each byte on the wire looked at.

Everyday it is a short session; with `make soak` an hour (a share of it is a shorter one, and the note says how long).
"""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from interbeing.domain.consent import Purpose
from tests.browser.conftest import ARTEFACTS
from tests.browser.face import face_clip
from tests.browser.mirror_room import note, until
from tests.browser.sensing_stage import VIEWPORT, Stage, before
from tests.browser.what_leaves import FROM_CAMERA, bytes_a_second, messages, strange
from tests.faults.counts import SHARE, times

pytestmark = pytest.mark.browser
HALF_S = times(5, 1_800)
LOOKED_MS = 5_000 if SHARE else 400  # at a stretch; a second in which the mirror is covered says nothing
PATIENCE_S = 90 if SHARE else 20  # until a picture is found; long runs have the lowest priority
MOST_WITHOUT, MOST_WITH, MOST_A_SECOND = 200, 2_048, 5
BUILT = "**/static/built/"
IS_OPEN = "document.getElementById('mirror').dataset.covered === 'false'"
# What the therapist does over and over: marks, veil, crop, and cover and back.
PRESSED = ("felt_sadness", "offered_compassion", "veil_more", "crop_next", "veil_less", "cover", "cover")
# The browser's own account of every call of every page, with its figures; each call bears such a name there.
CALLS = "chrome://webrtc-internals"
NAMED_CALLS = "[...document.querySelectorAll('[id]')].map((one) => one.id).filter((id) => /^[0-9]+-[0-9]+$/.test(id))"
BEGIN_A_CALL = """async () => {
  const call = new RTCPeerConnection();
  call.createDataChannel('one');
  await call.setLocalDescription(await call.createOffer());
}"""


@pytest.fixture(scope="module")
def stage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("leaves") / "served"
    clip = face_clip(ARTEFACTS, has_canary=True)
    with before(browser, folder, clip, Purpose.CAMERA_SIGNALS, Purpose.CAMERA_PULSE) as stage:
        stage.until_told("pulse", lambda one: one["is_on"], 60)
        yield stage


@pytest.fixture(scope="module")
def calls(stage: Stage) -> Page:
    """The browser's own list of calls, open from before the session."""
    page = stage.page.context.new_page()
    page.goto(CALLS)
    stage.page.bring_to_front()
    return page


@pytest.fixture(scope="module")
def session(browser: Browser, stage: Stage, calls: Page) -> tuple[float, float, float]:
    """Live through it: with the pulse, then without; gives when it began, when the pulse ended and when all did."""
    console = browser.new_page(viewport=VIEWPORT)
    console.goto(f"{stage.served.address}/sessions/{stage.sessions.camera}/console")
    stage.page.locator("#signals summary").click()
    stage.page.locator("[data-learn]").click()
    began_s = time.monotonic()
    _go_on(stage, console, began_s + HALF_S)
    stage.page.locator("#signals summary").click()
    stage.page.locator("[data-line=pulse] [data-signal-do=stop]").click()
    stage.page.locator("#signals summary").click()
    half_s = time.monotonic()
    _go_on(stage, console, half_s + HALF_S)
    ended_s = time.monotonic()
    console.close()
    return began_s, half_s, ended_s


def _go_on(stage: Stage, console: Page, end_s: float) -> None:
    """Work as in a session, the patient's own pause among it, until then."""
    while time.monotonic() < end_s:
        stage.page.wait_for_timeout(LOOKED_MS)
        for action in PRESSED:
            console.locator(f"[data-action={action}]:visible").first.click()
            stage.page.wait_for_timeout(400)
        stage.page.keyboard.press("Space")
        stage.page.wait_for_timeout(400)
        for action in ("ground_end", "cover"):
            console.locator(f"[data-action={action}]:visible").first.click()
        until(stage.page, IS_OPEN)


def test_in_a_whole_session_only_letters_and_small_numbers_leave_the_page(
    stage: Stage, session: tuple[float, float, float]
) -> None:
    began_s, half_s, ended_s = session
    heard = stage.tap.heard()
    with_pulse = bytes_a_second(heard, began_s, half_s, *FROM_CAMERA)
    without = bytes_a_second(heard, half_s, ended_s, *FROM_CAMERA)
    camera = [one for one in messages(heard, *FROM_CAMERA) if began_s <= one.at_s < ended_s]
    requests = [one for one in heard if one.asked]
    note(
        f"a session of {(ended_s - began_s) / 60:.1f} min on the wire: from the camera {with_pulse:.0f} B/s with the "
        f"pulse, {without:.0f} without, {len(camera) / (ended_s - began_s):.2f} messages a second; "
        f"in all {len(messages(heard))} messages, the longest {max(len(one.body) for one in messages(heard))} bytes, "
        f"and {len(requests)} requests, "
        f"{sum(len(one.body) for one in requests)} bytes in their bodies"
    )
    assert len(messages(heard, "eyes")) > HALF_S, "nothing was measured"
    assert with_pulse <= MOST_WITH
    assert without <= MOST_WITHOUT
    assert len(camera) <= MOST_A_SECOND * (ended_s - began_s)
    assert strange(heard) == []
    assert [url for url in stage.asked if not url.startswith((stage.served.address, "chrome://"))] == []


def test_no_call_was_begun_and_the_page_has_nothing_to_begin_one_with(
    stage: Stage, calls: Page, session: object
) -> None:
    assert calls.evaluate(NAMED_CALLS) == []
    gone = ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "MediaRecorder", "ImageCapture"]
    assert stage.page.evaluate("(names) => names.filter((name) => name in globalThis)", gone) == []
    assert stage.page.evaluate("document.querySelectorAll('canvas').length") == 0
    other = stage.page.context.new_page()  # and were there one, it would be seen
    other.evaluate(BEGIN_A_CALL)
    until(calls, f"{NAMED_CALLS}.length === 1")
    other.close()


# --- builds that let one picture out --------------------------------------------------------------------------------

# Put at the end of the page's own script: once there is a picture, it is let out in this way.
AT_THE_END = """
const letOut = setInterval(async () => {
  const video = document.querySelector('video');
  if (!video?.videoWidth || video.currentTime < 0.5) return;
  clearInterval(letOut);
  const paper = new OffscreenCanvas(WIDE, WIDE * 0.75);
  paper.getContext('2d').drawImage(video, 0, 0, WIDE, WIDE * 0.75);
  const picture = await paper.convertToBlob({ type: 'image/jpeg', quality: 0.6 });
  const text = btoa(String.fromCharCode(...new Uint8Array(await picture.arrayBuffer())));
  WAY
}, 50);"""
POSTED = "fetch('/api/health', { method: 'POST', body: picture });"
ASKED_FOR = "fetch(`/static/${text.replaceAll('/', '_')}.png`);"
SAID = """const { session } = document.getElementById('mirror').dataset;
  const line = new WebSocket(`${location.origin.replace('http', 'ws')}/live/${session}`);
  line.onopen = () => line.send(picture);"""
IN_A_WORD = """const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (said) {
    send.call(this, said.includes('"eyes":') ? JSON.stringify({ ...JSON.parse(said), eyes: text }) : said);
  };"""
# Put before the worker's own script: it is handed each picture first.
IN_THE_WORKER = """let isOut = false;
addEventListener('message', ({ data }) => {
  if (isOut) return;
  isOut = true;
  const paper = new OffscreenCanvas(64, 48), pen = paper.getContext('2d');
  pen.drawImage(data, 0, 0, 64, 48);
  fetch('/api/health', { method: 'POST', body: pen.getImageData(0, 0, 64, 48).data });
});
"""
BUILDS = {
    "posted by the page": ("mirror.js", "", AT_THE_END.replace("WAY", POSTED).replace("WIDE", "64")),
    "in an address": ("mirror.js", "", AT_THE_END.replace("WAY", ASKED_FOR).replace("WIDE", "64")),
    "on a line of its own": ("mirror.js", "", AT_THE_END.replace("WAY", SAID).replace("WIDE", "64")),
    "in a word that may be said": (
        "mirror.js",
        "",
        AT_THE_END.replace("WAY", IN_A_WORD).replace("WIDE", "32").replace("jpeg", "webp"),
    ),
    "posted by the worker": ("faces.worker.js", IN_THE_WORKER, ""),
}


@pytest.mark.parametrize("build", list(BUILDS)[: None if SHARE else 3])
def test_a_build_that_lets_one_picture_out_is_caught(stage: Stage, session: object, build: str) -> None:
    script, first, last = BUILDS[build]

    def sabotage(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=first + answer.text() + last)

    stage.page.context.route(f"{BUILT}{script}", sabotage)
    stage.page.reload()
    began_s = time.monotonic()  # what the build before let out is gone with its page
    stage.page.locator("#show").click()
    end = time.monotonic() + PATIENCE_S
    while not (found := strange(stage.tap.heard(began_s))):
        assert time.monotonic() < end, f"a picture {build} went unseen"
        stage.page.wait_for_timeout(300)  # the tap passes on what the browser says only while nobody reads it
    stage.page.context.unroute(f"{BUILT}{script}")
    note(f"a picture let out {build}: {found}")
    assert any("picture in" in one for one in found) or build == "in a word that may be said"
