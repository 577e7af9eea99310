"""The console when something breaks: the room, the browser, the line, a second window. Nothing is lost or doubled."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import CHROMIUM, QUIET, barriers, picture
from tests.browser.console_stage import PATIENCE_MS, Stage, all_saved, open_console, press, ready, said, settle, staged

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


def test_a_reload_in_mid_session_comes_back_to_the_same_place(stage: Stage, console: Page) -> None:
    press(console, "PageDown", "PageDown", "Digit3", "KeyQ", "ArrowUp", "BracketRight", "Comma", "Period")
    settle(console)
    places = "#phase, #cue, #arousal-word, #rung, #resting, #exchanges .place, .acts .key-word, #aspects .visited"
    before = console.locator(places).all_inner_texts()
    clock = console.locator("#session-clock").inner_text()
    console.reload()
    ready(console)
    expect(console.locator("#exchanges .exchange")).to_have_count(1)
    assert console.locator(places).all_inner_texts() == before
    assert console.locator("#session-clock").inner_text() >= clock
    press(console, "KeyG")
    all_saved(console)
    expect(console.locator("#exchanges .exchange")).to_have_count(1)


def test_with_the_room_dead_marks_wait_in_red_and_are_saved_once_when_it_is_back(stage: Stage, page: Page) -> None:
    with stage.serving() as served:
        open_console(stage, page)
        press(page, "Digit1")
        all_saved(page)
        served.process.kill()
        served.process.wait()
        press(page, "Digit3", "KeyQ", "KeyG", "KeyX")
        expect(page.locator("#latest .mark.saving")).to_have_count(4)
        expect(page.locator("#exchanges .exchange")).to_have_count(2)
        expect(page.locator("#latest .mark.unsaved")).to_have_count(4, timeout=PATIENCE_MS)
        expect(page.locator("#waiting")).to_have_text(
            "4 marks are not saved yet: they stay in this browser and are sent again."
        )
        expect(page.locator("#line")).to_contain_text("The room does not answer.")
        expect(page.locator('.key[data-action="felt_sadness"]')).to_have_attribute("data-progress", "unsaved")
        assert barriers(page) == []
        drawn = page.locator("#strip use").evaluate_all("all => all.map(one => one.getBBox().width)")
        assert drawn, "the strip has no signs"
        assert min(drawn) > 0, "signs are gone with the room"
        picture(page, "console-not-saved")
    with stage.serving():
        all_saved(page)
        expect(page.locator("#latest .mark.saved")).to_have_count(5)
        expect(page.locator("#exchanges .exchange")).to_have_count(2)
    marked = [mark for mark in said(stage.marks()) if mark[0] != "cue"]
    assert marked == [
        ("felt", "compassion"),
        ("felt", "sadness"),
        ("offered", "compassion"),
        ("perceived", "anger"),
        ("received", "hard"),
    ]


def test_a_browser_that_dies_with_marks_waiting_sends_them_when_it_is_back(
    stage: Stage, browser: Browser, tmp_path: Path
) -> None:
    profile, chromium = str(tmp_path / "profile"), browser.browser_type
    window = chromium.launch_persistent_context(profile, executable_path=CHROMIUM, args=list(QUIET))
    page = window.new_page()
    with stage.serving() as served:
        open_console(stage, page)
        served.process.kill()
        served.process.wait()
        press(page, "Digit3", "KeyQ", "KeyM")
        expect(page.locator("#latest .mark.saving")).to_have_count(3)
        page.wait_for_timeout(500)  # the outbox is on disk long before this
    kill_browser(profile)
    again = chromium.launch_persistent_context(profile, executable_path=CHROMIUM, args=list(QUIET))
    with stage.serving():
        page = again.new_page()
        page.goto(stage.console)
        ready(page)
        all_saved(page)
        expect(page.locator("#exchanges .exchange")).to_have_count(1)
    again.close()
    assert said(stage.marks()) == [("felt", "sadness"), ("offered", "compassion"), ("we",)]


def kill_browser(profile: str) -> None:
    """End this profile's browser as a power cut would: the processes that we started with it, at once."""
    mine = [
        one for one in psutil.process_iter(["cmdline"]) if f"--user-data-dir={profile}" in (one.info["cmdline"] or [])
    ]
    assert mine
    for one in mine:
        one.kill()
    psutil.wait_procs(mine, 10)
    for lock in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
        Path(profile, lock).unlink(missing_ok=True)


def test_a_second_window_only_watches_until_it_takes_over(stage: Stage, context: BrowserContext, console: Page) -> None:
    press(console, "Digit3")
    all_saved(console)
    second = context.new_page()
    second.goto(stage.console)
    expect(second.locator("#held-elsewhere")).to_be_visible()
    expect(second.locator("#exchanges .exchange")).to_have_count(1)
    press(second, "KeyM")
    expect(second.locator('.key[data-action="we"]')).to_be_disabled()
    picture(second, "console-held-elsewhere")
    assert barriers(second) == []
    second.get_by_role("button", name="Take over here").click()
    ready(second)
    press(second, "KeyN")
    all_saved(second)
    expect(console.locator("#held-elsewhere")).to_be_visible()
    press(console, "KeyM")
    expect(second.locator("#latest .mark-word")).to_have_text(["reassured"])
    second.close()
    ready(console)
    press(console, "KeyM")
    all_saved(console)


def test_marks_that_wait_go_over_to_the_window_that_takes_over(stage: Stage, context: BrowserContext) -> None:
    first, second = context.new_page(), context.new_page()
    with stage.serving() as served:
        open_console(stage, first)
        second.goto(stage.console)
        expect(second.locator("#held-elsewhere")).to_be_visible()
        served.process.kill()
        served.process.wait()
        press(first, "Digit3", "KeyQ")
        expect(first.locator("#latest .mark.saving")).to_have_count(2)
        second.get_by_role("button", name="Take over here").click()
        expect(second.locator("body")).to_have_attribute("data-keys", "on")
        press(second, "KeyG")
    with stage.serving():
        ready(second)
        all_saved(second)
        expect(first.locator("#held-elsewhere")).to_be_visible()
    assert said(stage.marks()) == [("felt", "sadness"), ("offered", "compassion"), ("perceived", "anger")]


def test_a_mark_that_the_room_never_takes_stays_in_sight_until_it_is_dismissed(stage: Stage, console: Page) -> None:
    stranger = {"kind": "linked", "marked": "00000000-0000-7000-8000-000000000000", "exchange_id": None}
    _put_into_outbox(console, stage.session_id, stranger)
    console.reload()
    ready(console)
    refused = console.locator("#latest .mark.refused")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("not saved")
    assert len(refused.locator(".mark-detail").inner_text()) > 10
    press(console, "KeyM", "KeyM", "KeyM", "KeyM", "KeyM", "KeyM", "KeyM")
    expect(refused).to_have_count(1)
    refused.get_by_role("button", name="Dismiss").click()
    expect(refused).to_have_count(0)
    console.reload()
    ready(console)
    all_saved(console)
    expect(console.locator("#latest .mark.refused")).to_have_count(0)


def _put_into_outbox(page: Page, session_id: UUID, mark: dict[str, Any]) -> None:
    page.evaluate(
        """([box, mark]) => new Promise((done) => {
          const opening = indexedDB.open("interbeing", 1);
          opening.onsuccess = () => {
            const moment_id = crypto.randomUUID();
            const moment = { moment_id, session_ms: 5, marked_at: new Date().toISOString(), mark };
            const transaction = opening.result.transaction("outbox", "readwrite");
            transaction.objectStore("outbox").add({ box, moment_id, moment });
            transaction.oncomplete = () => { opening.result.close(); done(); };
          };
        })""",
        [f"console:{session_id}", mark],
    )


def test_a_figure_that_grew_old_says_how_old_it_is(stage: Stage, page: Page) -> None:
    with stage.serving() as served:
        open_console(stage, page)
        served.process.send_signal(19)  # SIGSTOP: the line is up, and nothing comes any more
        expect(page.locator("#line")).to_contain_text("Last word from the room", timeout=PATIENCE_MS)
        expect(page.locator("body")).not_to_have_attribute("data-line", "up")
        served.process.send_signal(18)
        expect(page.locator("#line")).to_have_text("Connected", timeout=PATIENCE_MS)
