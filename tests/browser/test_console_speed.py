"""How soon a press is on disk and on the mirror."""

import os
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.console_stage import Stage, all_saved, open_console, press, ready, staged
from tests.faults.counts import times

pytestmark = pytest.mark.browser


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return staged(tmp_path / "records")


@pytest.fixture
def console(stage: Stage, page: Page) -> Iterator[Page]:
    """An open session's console that holds the session."""
    with stage.serving():
        open_console(stage, page)
        yield page


# --- how fast ----------------------------------------------------------------------------------------------------

MARKS = times(80, 320)
HELD_MS, BETWEEN_MS = 40, 40  # a finger leaves a key after the mark is on its way
CODES = ("Digit3", "KeyQ", "KeyG", "KeyX", "KeyN", "KeyM", "Comma", "KeyK")
# The goal on a quiet machine is 10 and 50 (docs/evidence); here other tests may share its two cores.
P50_MS, P99_MS = 250, 2_000


def _pressed_by_the_driver(console: Page) -> None:
    """Each press comes from outside, as a finger's would; meanwhile the driver works on the same processor."""
    for i in range(MARKS):
        console.keyboard.down(CODES[i % len(CODES)])
        console.wait_for_timeout(HELD_MS)
        console.keyboard.up(CODES[i % len(CODES)])
        console.wait_for_timeout(BETWEEN_MS)


def _pressed_in_the_page(console: Page) -> None:
    """Each press is made inside the page: all that a press costs but its way from the keyboard to the page."""
    console.evaluate(
        """async ([codes, marks, between_ms]) => {
          for (let i = 0; i < marks; i++) {
            const code = codes[i % codes.length];
            document.body.dispatchEvent(new KeyboardEvent("keydown", { code, bubbles: true, cancelable: true }));
            await new Promise((rested) => setTimeout(rested, between_ms));
          }
        }""",
        [list(CODES), MARKS, HELD_MS + BETWEEN_MS],
    )


@pytest.mark.alone
@pytest.mark.parametrize("pressed", [_pressed_by_the_driver, _pressed_in_the_page])
def test_a_press_is_on_disk_before_the_therapist_could_notice(
    stage: Stage, console: Page, pressed: Callable[[Page], None]
) -> None:
    _time_acknowledgements(console)
    pressed(console)
    all_saved(console)
    times = sorted(console.evaluate("times"))
    p50, p99 = statistics.median(times), times[int(len(times) * 0.99)]
    load = os.getloadavg()[0]
    figures = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, {len(times)} marks, load {load:.1f}"
    print(f"\nkey press to acknowledged, {pressed.__name__[1:].replace('_', ' ')}: {figures}")
    assert len(times) == MARKS
    assert p50 <= P50_MS
    assert p99 <= P99_MS


def _time_acknowledgements(page: Page) -> None:
    """Reload with an ear on the socket: each press in order against each acknowledgement in order."""
    page.add_init_script(
        """globalThis.pressed = []; globalThis.times = [];
        addEventListener("keydown", (event) => pressed.push(event.timeStamp), true);
        const Plain = WebSocket;
        globalThis.WebSocket = class extends Plain {
          constructor(...all) {
            super(...all);
            this.addEventListener("message", (event) => {
              if (event.data.includes('"acknowledged"')) times.push(performance.now() - pressed[times.length]);
            });
          }
        };"""
    )
    page.reload()
    ready(page)
    page.evaluate("() => { pressed.length = 0; times.length = 0; }")


@pytest.mark.alone
def test_ground_now_covers_the_mirrors_window_at_once_with_the_room_dead(stage: Stage, context: BrowserContext) -> None:
    first = context.new_page()
    other = context.new_page()
    with stage.serving() as served:
        open_console(stage, first)
        other.goto(f"http://localhost:{stage.port}/static/icon.svg")
        _listen_nearby(other, stage.session_id)
        served.process.kill()
        served.process.wait()
        sent = first.evaluate("performance.timeOrigin + performance.now()")
        press(first, "Space")
        other.wait_for_function("globalThis.heardAt > 0", timeout=2_000)
        heard = other.evaluate("globalThis.heardAt")
    assert other.evaluate("globalThis.heard") == {"covered": True, "grounding": True}
    assert heard - sent < 200


def _listen_nearby(page: Page, session_id: UUID) -> None:
    page.evaluate(
        """(id) => {
          globalThis.heardAt = 0;
          new BroadcastChannel(`interbeing-mirror-${id}`).onmessage = (event) => {
            globalThis.heard = event.data;
            globalThis.heardAt = performance.timeOrigin + performance.now();
          };
        }""",
        str(session_id),
    )
