"""What the mirror's page sends of what it measures, and what happens when it cannot."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from interbeing.domain.consent import Purpose
from tests.browser.conftest import ARTEFACTS, barriers, picture
from tests.browser.face import face_clip
from tests.browser.mirror_room import REFUSE_WITH, give_camera, note, show_mirror, take_camera
from tests.browser.sensing_stage import Stage, before
from tests.browser.what_leaves import from_camera, strange

pytestmark = pytest.mark.browser

# --- when it cannot --------------------------------------------------------------------------------------------------


def is_shown(stage: Stage) -> bool:
    return bool(stage.page.evaluate("document.getElementById('mirror').dataset.trouble === ''"))


@pytest.fixture(scope="module")
def ready(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("faults") / "served"
    consents = (Purpose.CAMERA_SIGNALS, Purpose.CAMERA_PULSE)
    with before(browser, folder, face_clip(ARTEFACTS), *consents) as stage:
        stage.until_told("eyes", lambda one: one["is_on"], 40)
        yield stage


def test_nothing_but_letters_and_small_numbers_leaves_the_page(ready: Stage) -> None:
    stage = ready
    stage.page.wait_for_timeout(10_000)
    camera = from_camera(stage)
    span_s = camera[-1][0] - camera[0][0]
    rate = sum(len(m) for _, m in camera) / span_s
    note(f"from the camera, with the pulse: {rate:.0f} B/s, {len(camera) / span_s:.2f} messages/s over {span_s:.0f} s")
    eyes = sum(len(m) for _, m in from_camera(stage, "eyes")) / span_s
    assert eyes <= 200
    assert rate <= 2_048
    assert len(camera) / span_s <= 5
    assert strange(stage) == []
    gone = ["RTCPeerConnection", "webkitRTCPeerConnection", "MediaRecorder", "ImageCapture"]
    assert stage.page.evaluate("(names) => names.filter((name) => name in globalThis)", gone) == []
    assert stage.page.evaluate("document.querySelectorAll('canvas').length") == 0
    # and were one picture to leave, in the very messages that are allowed, it would be seen here
    letting_one_out = """async () => {
      const paper = new OffscreenCanvas(64, 48), pen = paper.getContext('2d');
      pen.drawImage(document.querySelector('video'), 0, 0, 64, 48);
      const picture = [...pen.getImageData(0, 0, 64, 48).data];
      const session = document.getElementById('mirror').dataset.session;
      const line = new WebSocket(`${location.origin.replace('http', 'ws')}/live/${session}`);
      await new Promise((up) => { line.onopen = up; });
      const sent = await (await paper.convertToBlob()).arrayBuffer(); // before the first word, which ends the line
      const said = {type: 'eyes', eyes: '?', faces: 1, blinks: 0, moved: 0, far_cm: 1, bright: 1};
      line.send(JSON.stringify({...said, picture}));
      line.send(sent);
    }"""
    stage.page.evaluate(letting_one_out)
    stage.page.wait_for_timeout(500)
    assert len(strange(stage)) == 3


def test_nobody_is_kept_out_of_what_is_measured(ready: Stage) -> None:
    ready.page.locator("#signals summary").click()
    assert barriers(ready.page) == []
    picture(ready.page, "mirror-signals")
    ready.page.locator("#signals summary").click()


def test_a_worker_that_dies_costs_the_signals_and_not_the_mirror(ready: Stage) -> None:
    (worker,) = ready.page.workers
    worker.evaluate("setTimeout(() => { throw new Error('on purpose'); })")
    ready.until_told("eyes", lambda one: one["why"] == "broken")
    assert is_shown(ready)
    ready.until_told("eyes", lambda one: one["is_on"], 40)


@pytest.mark.parametrize("reason", ["NotFoundError", "NotAllowedError"])
def test_a_camera_unplugged_or_forbidden_costs_the_signals_and_they_come_back(ready: Stage, reason: str) -> None:
    ready.page.evaluate(f"({REFUSE_WITH})(null)")
    take_camera(ready.page, reason)
    ready.until_told("eyes", lambda one: one["why"] == "no_camera")
    ready.until_told("pulse", lambda one: not one["is_on"])
    give_camera(ready.page)
    ready.until_told("eyes", lambda one: one["is_on"], 40)
    assert is_shown(ready)


def test_a_hidden_window_measures_nothing_until_it_is_seen_again(ready: Stage) -> None:
    ready.page.evaluate("Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })")
    ready.until_told("eyes", lambda one: one["why"] == "hidden")
    ready.page.evaluate("delete document.visibilityState")
    ready.until_told("eyes", lambda one: one["is_on"], 40)
    assert is_shown(ready)


def test_a_covered_mirror_measures_nothing(ready: Stage) -> None:
    ready.page.keyboard.press("Space")
    ready.until_told("eyes", lambda one: one["why"] == "covered")
    ready.until_told("pulse", lambda one: not one["is_on"])


def test_withdrawing_is_one_touch_at_once_and_what_was_taken_can_go(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("withdrawn") / "served"
    with before(browser, folder, face_clip(ARTEFACTS), Purpose.CAMERA_SIGNALS) as stage:
        stage.until_told("eyes", lambda one: one["is_on"], 40)
        stage.page.wait_for_timeout(11_500)
        stage.page.evaluate("addEventListener('click', () => { globalThis.stopped ??= performance.now(); }, true)")
        stage.page.locator("[data-signal-do=stop_all]").click()
        stage.until_told("eyes", lambda one: one["why"] == "withdrawn", 5)
        stage.page.wait_for_timeout(2_500)
        late = stage.page.evaluate("sentAt.filter(([at]) => at > stopped).map(([, text]) => JSON.parse(text).type)")
        assert not {"eyes", "skin"} & set(late), "something was measured after the touch"
        assert stage.page.workers == []
        stage.page.locator("#signals summary").click()
        stage.page.locator("[data-line=eyes] [data-signal-do=erase]").click()
        stage.page.get_by_text("Erased.").wait_for()
        picture(stage.page, "mirror-signals-withdrawn")
        end = [answer["moment"]["mark"] for _, answer in stage.heard if answer["type"] == "happened"]
        assert end[-1] == {"kind": "erased", "signal": "eyes", "stretches": 1}
        assert is_shown(stage)


def test_without_its_nets_the_mirror_is_shown_and_the_screens_say_so(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("nets") / "served"
    with before(browser, folder, face_clip(ARTEFACTS), Purpose.CAMERA_SIGNALS, show=False) as stage:
        stage.page.context.route("**/faces/*", lambda route: route.abort())
        show_mirror(stage.page, stage.served, stage.sessions.camera)
        stage.until_told("eyes", lambda one: one["why"] == "no_nets", 30)
        assert is_shown(stage)
