"""What is lost, said and found again when the mirror cannot measure; and that measuring ends by one touch."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from interbeing.domain.consent import Purpose
from tests.browser.conftest import ARTEFACTS, barriers, picture
from tests.browser.face import face_clip
from tests.browser.mirror_room import show_mirror
from tests.browser.own_chromium import OwnChromium, own_chromium
from tests.browser.sensing_stage import VIEWPORT, Stage, on_stage
from tests.faults.counts import only_long

pytestmark = pytest.mark.browser
CONSOLE_MS = 20_000
IS_SHOWN = "document.getElementById('mirror').dataset.trouble === ''"
IS_COVERED = "document.getElementById('mirror').dataset.covered === 'true'"
# Notes each trouble that the mirror shows from now on.
NOTE_TROUBLE = """globalThis.troubles = [];
  new MutationObserver(() => {
    const { trouble } = document.getElementById('mirror').dataset;
    if (trouble) troubles.push(trouble);
  }).observe(document.getElementById('mirror'), { attributes: true });"""

# --- when it cannot --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ready:
    """A mirror that measures, in a browser whose troubles are real, and the therapist's console before it."""

    stage: Stage
    own: OwnChromium
    console: Page
    told: list[dict[str, Any]]
    """What the console was told, in order."""

    def is_shown(self) -> bool:
        """Whether the reflection is there, and goes on."""
        return bool(self.stage.page.evaluate(IS_SHOWN))

    def until_console_says(self, *words: str) -> None:
        """Wait until the therapist can read this at the top of the console, of the mirror or of what is measured."""
        for part in words:
            self.console.locator("#mirror, #measured").filter(has_text=part).first.wait_for(timeout=CONSOLE_MS)

    def until_told_of(self, kind: str) -> dict[str, Any]:
        """Wait until the console was told of a mark of this kind; gives the only one."""
        end = time.monotonic() + CONSOLE_MS / 1000
        while not (marks := [mark for answer in self.told if (mark := mark_in(answer))["kind"] == kind]):
            assert time.monotonic() < end, f"no mark of the kind {kind}"
            self.console.wait_for_timeout(40)
        (mark,) = marks
        return mark

    def until_measured_again(self) -> None:
        """Wait until mirror and measuring are back, and the console says so."""
        self.stage.until_told("eyes", lambda one: one["is_on"], 40)
        self.until_console_says("Mirror: showing")
        assert self.is_shown()


@pytest.fixture(scope="module")
def ready(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ready]:
    folder = tmp_path_factory.mktemp("faults")
    consents = (Purpose.CAMERA_SIGNALS, Purpose.CAMERA_PULSE)
    with (
        own_chromium(browser, folder / "browser", face_clip(ARTEFACTS)) as own,
        on_stage(own.page, folder / "served", *consents) as stage,
    ):
        own.page.set_viewport_size(VIEWPORT)
        own.allow(stage.served.address, is_allowed=True)
        show_mirror(own.page, stage.served, stage.sessions.camera)
        console, told = browser.new_page(viewport=VIEWPORT), list[dict[str, Any]]()
        console.on("websocket", lambda line: line.on("framereceived", lambda text: told.append(json.loads(text))))
        console.goto(f"{stage.served.address}/sessions/{stage.sessions.camera}/console")
        ready = Ready(stage, own, console, told)
        ready.until_measured_again()
        yield ready
        console.close()


def test_nobody_is_kept_out_of_what_is_measured(ready: Ready) -> None:
    page = ready.stage.page
    page.locator("#signals summary").click()
    assert barriers(page) == []
    picture(page, "mirror-signals")
    page.locator("#signals summary").click()


def test_a_worker_that_dies_costs_the_signals_and_not_the_mirror(ready: Ready) -> None:
    (worker,) = ready.stage.page.workers
    worker.evaluate("setTimeout(() => { throw new Error('on purpose'); })")
    ready.until_console_says("what finds the face stopped working")
    assert ready.is_shown()
    ready.until_measured_again()


@only_long("a worker is given six seconds to answer")
def test_a_worker_that_never_answers_again_is_given_up(ready: Ready) -> None:
    (worker,) = ready.stage.page.workers
    worker.evaluate("setTimeout(() => { for (;;); })")
    ready.until_console_says("what finds the face stopped working")
    assert ready.is_shown()
    ready.until_measured_again()


def test_a_camera_that_is_pulled_out_is_said_and_comes_back_when_it_is_plugged_in(ready: Ready) -> None:
    """Its file is gone and the browser's process that reads it dies: the track ends, and no camera is to be found."""
    ready.own.unplug()
    ready.until_console_says("Mirror: no camera found", "the camera gives no picture")
    assert ready.stage.page.get_by_text("No camera was found.").is_visible()
    ready.own.plug_in()
    ready.until_measured_again()


def test_a_permission_that_is_withdrawn_is_said_and_the_mirror_comes_back_with_it(ready: Ready) -> None:
    ready.own.allow(ready.stage.served.address, is_allowed=False)
    ready.until_console_says("Mirror: the camera is not allowed", "the camera gives no picture")
    assert ready.stage.page.get_by_text("This browser may not use the camera.").is_visible()
    ready.own.allow(ready.stage.served.address, is_allowed=True)
    ready.until_measured_again()


def test_a_hidden_window_measures_nothing_and_says_so_until_it_is_seen_again(ready: Ready) -> None:
    with ready.own.hidden():
        ready.until_console_says("Mirror: its window is hidden", "the mirror’s window is hidden")
    ready.until_measured_again()


def test_a_browser_that_sleeps_is_said_to_be_silent_and_wakes_to_a_mirror(ready: Ready) -> None:
    page = ready.stage.page
    page.evaluate(f"() => {{ {NOTE_TROUBLE} }}")
    with ready.own.asleep():
        ready.until_console_says("said 4 s ago", "nothing came for two seconds")
    ready.until_measured_again()
    assert page.evaluate("troubles") == [], "the mirror went for a moment when it woke"


def test_without_its_nets_the_mirror_is_shown_and_the_console_says_so(ready: Ready) -> None:
    page = ready.stage.page
    page.context.route("**/faces/*", lambda route: route.abort())
    page.reload()
    page.locator("#show").click()
    ready.until_console_says("Mirror: showing", "what finds the face could not be loaded")
    assert ready.is_shown()
    picture(ready.console, "console-no-nets")
    page.context.unroute("**/faces/*")
    ready.until_measured_again()


def test_a_covered_mirror_measures_nothing_and_stays_covered_without_a_camera(ready: Ready) -> None:
    page = ready.stage.page
    page.keyboard.press("Space")
    ready.until_console_says("Mirror: covered")
    ready.console.locator("#signals").filter(has_text="the mirror is covered").wait_for(timeout=CONSOLE_MS)
    ready.stage.until_told("pulse", lambda one: not one["is_on"])
    ready.own.unplug()
    page.wait_for_timeout(500)
    with ready.own.asleep():
        time.sleep(0.5)
    assert page.evaluate(IS_COVERED)
    assert page.locator("#cover").get_by_text("Feel your feet on the floor").is_visible()
    ready.own.plug_in()
    for action in ("ground_end", "cover"):
        ready.console.locator(f".acts [data-action={action}]").click()
    ready.until_measured_again()


def test_withdrawing_is_one_touch_at_once_and_what_was_taken_can_go(ready: Ready) -> None:
    stage, page = ready.stage, ready.stage.page
    page.evaluate("addEventListener('click', () => { globalThis.stopped ??= performance.now(); }, true)")
    page.locator("[data-signal-do=stop_all]").click()
    for signal in ("eyes", "pulse"):
        stage.until_told(signal, lambda one: one["why"] == "withdrawn", 5)
    page.wait_for_timeout(2_500)
    late = page.evaluate("sentAt.filter(([at]) => at > stopped).map(([, text]) => JSON.parse(text).type)")
    assert not {"eyes", "skin"} & set(late), "something was measured after the touch"
    assert page.workers == []
    page.locator("#signals summary").click()
    page.locator("[data-line=eyes] [data-signal-do=erase]").click()
    page.get_by_text("Erased.").wait_for()
    picture(page, "mirror-signals-withdrawn")
    erased = ready.until_told_of("erased")
    assert (erased["signal"], erased["stretches"] > 0) == ("eyes", True)
    assert ready.is_shown()


def mark_in(answer: dict[str, Any]) -> dict[str, Any]:
    """The mark that an answer of the room tells of; one of no kind when it tells of none."""
    return answer["moment"]["mark"] if answer["type"] == "happened" else {"kind": ""}
