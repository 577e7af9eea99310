"""Coding a session a second time in a real browser: the clock, the console's keys, and what it agrees with."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from interbeing.settings import Settings
from interbeing.wiring import open_room
from tests.browser.conftest import barriers, pictures_everywhere
from tests.conftest import free_port, serving
from tests.sessions_made import a_session, kept_session

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def codings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("coding")
    room = open_room(Settings(folder))
    session_id = kept_session(room, a_session())
    room.close()
    with serving(folder, free_port()) as served:
        yield f"{served.address}/sessions/{session_id}/codings"


def begin(page: Page, codings: str, coder: str) -> None:
    page.goto(codings)
    page.get_by_label("Who codes").fill(coder)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_selector("html[data-drawn=coder]")


def set_clock(page: Page, at: str) -> None:
    page.get_by_label("Set to").fill(at)
    page.get_by_label("Set to").press("Tab")
    page.locator("h1").click()


def test_a_session_is_coded_blind_by_keys_and_compared_with_the_log(page: Page, codings: str) -> None:
    begin(page, codings, "B. Coder")
    expect(page.locator("[data-strip] .mark")).not_to_have_count(0)  # cues, and no feeling of the first coder's
    assert "shame" not in page.locator("[data-strip]").text_content()
    set_clock(page, "6:00")
    for key in ("Digit7", "KeyQ", "KeyH", "KeyX", "ArrowUp", "Backspace", "ArrowUp"):
        page.keyboard.press(key)
    expect(page.locator("[data-marks] tr")).to_have_count(5)
    expect(page.locator("[data-level]")).to_have_text("6")
    expect(page.locator("[data-state]")).to_have_text("Saved.")
    page.keyboard.press("Enter")
    expect(page.locator("[data-clock]")).to_have_text("6:02", timeout=10_000)
    page.keyboard.press("Enter")
    page.keyboard.press("KeyM")
    expect(page.locator("[data-state]")).to_have_text("Saved.")
    assert barriers(page) == []
    page.reload()
    expect(page.locator("[data-marks] tr")).to_have_count(6)
    expect(page.locator("[data-marks]")).to_contain_text("felt: shame")
    pictures_everywhere(page, "coder")
    page.get_by_role("button", name="Finish and compare").click()
    page.wait_for_selector("html[data-drawn=agreement]")
    assert barriers(page) == []
    pictures_everywhere(page, "agreement")
    page.locator("#differences [data-at]").nth(3).click()
    expect(page.locator(".strip .hand")).to_have_count(2)
    shown = page.locator("[data-shown]").all_text_contents()
    assert shown[0] == shown[1] != "0:00 – 30:00"


def test_a_mark_that_does_not_reach_the_room_says_so_and_is_sent_again(page: Page, codings: str) -> None:
    begin(page, codings, "C. Coder")
    set_clock(page, "2:00")
    page.route("**/marks", lambda route: route.abort())
    page.keyboard.press("Digit3")
    expect(page.locator("[data-state]")).to_contain_text("Not saved")
    page.unroute("**/marks")
    expect(page.locator("[data-state]")).to_have_text("Saved.", timeout=15_000)
    page.reload()
    expect(page.locator("[data-marks] tr")).to_have_count(1)
