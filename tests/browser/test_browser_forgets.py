"""Once the room is locked, nothing that was read or written in the browser lies readable in its profile on the disk."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from interbeing.settings import Settings
from interbeing.wiring import open_room
from tests.browser.conftest import CHROMIUM, QUIET
from tests.conftest import free_port, serving
from tests.faults.counts import only_long
from tests.faults.test_planted import readable, use
from tests.keys import PASSPHRASE, keys_in
from tests.rooms import open_session

pytestmark = pytest.mark.browser
PAGES = ("", "/cautions", "/consent", "/own", "/plan", "/course", "/together", "/measures", "/retention")


def leave_traces(page: Page, address: str, patients: list[str], session: str) -> None:
    """Read every page of the patients and write a note, as on an afternoon at the desk."""
    for patient in patients:
        for part in PAGES:
            page.goto(f"{address}/patients/{patient}{part}")
    page.goto(f"{address}/sessions/{session}/review")
    page.get_by_label("What happened, in your words").press_sequentially("planted note heliotrope 999 of this day")
    expect(page.locator("[data-state]")).to_contain_text("Saved")
    page.goto(f"{address}/patients")
    page.get_by_role("searchbox").fill("planted name heliotrope 00")
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader").first).to_contain_text("heliotrope")


@only_long("a browser's whole profile is searched")
def test_a_locked_browser_keeps_no_phrase_in_its_profile(browser: Browser, tmp_path: Path) -> None:
    folder, profile = tmp_path / "records", tmp_path / "profile"
    room = open_room(Settings(folder), keys=keys_in(folder))
    patients = [str(use(room, number).patient_id) for number in range(5)]
    session = str(open_session(room.database))
    room.close()
    with serving(folder, free_port()) as served:
        opened = browser.browser_type.launch_persistent_context(profile, executable_path=CHROMIUM, args=[*QUIET])
        page = opened.new_page()
        page.goto(served.address)
        page.get_by_label("Passphrase").fill(PASSPHRASE)
        page.get_by_role("button", name="Open the room").click()
        expect(page).to_have_url(f"{served.address}/")
        page.request.post(f"{served.address}/sessions/{session}/close", headers={"origin": served.address})
        leave_traces(page, served.address, patients, session)
        page.keyboard.press("F9")
        expect(page).to_have_url(f"{served.address}/door", timeout=20_000)
        opened.close()
    assert sum(1 for path in profile.rglob("*") if path.is_file()) > 20
    assert readable(profile) == []
