"""The course and the patient's page in a real browser: no barrier, no sideways scrolling, tables by keyboard."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect

from interbeing.domain.together import Chooser
from interbeing.services.plan import session_of
from interbeing.services.together import choose, write_page
from interbeing.settings import Settings
from interbeing.wiring import open_room
from tests.browser.conftest import barriers
from tests.conftest import free_port, serving
from tests.sessions_made import a_session, kept_session

pytestmark = pytest.mark.browser
SESSIONS = 6


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a patient with some sessions, and a page that both chose to show."""
    folder = tmp_path_factory.mktemp("course")
    patient_id = _filled(folder)
    with serving(folder, free_port()) as served:
        yield f"{served.address}/patients/{patient_id}"


def _filled(folder: Path) -> UUID:
    room = open_room(Settings(folder))
    for day in range(SESSIONS):
        log = a_session(seed=day)
        session_id = kept_session(room, [replace(m, marked_at=m.marked_at + timedelta(days=day)) for m in log])
    patient_id = session_of(room.database, session_id).patient_id
    page_id = uuid4()
    write_page(room.database, room.clock, patient_id, page_id, "You stayed.\n\nYou looked again.", "Dr F")
    for chooser in Chooser:
        choose(room.database, room.clock, patient_id, page_id, chooser, shows=True)
    room.close()
    return patient_id


@pytest.mark.parametrize("path", ["course", "together", "together/ask", "together/page"])
def test_axe_finds_nothing_and_nothing_runs_off_the_page(page: Page, patient: str, path: str) -> None:
    page.goto(f"{patient}/{path}")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == []
    page.set_viewport_size({"width": 768, "height": 1024})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_each_line_has_its_table_by_keyboard_and_leads_to_the_session(page: Page, patient: str) -> None:
    page.goto(f"{patient}/course")
    line = page.get_by_role("region", name="Care that was misread")
    line.locator("summary").focus()
    page.keyboard.press("Enter")
    rows = line.locator("tbody tr")
    expect(rows).to_have_count(SESSIONS)
    rows.first.get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How care arrived")).to_be_visible()


def test_other_spans_are_chosen_and_stand_in_the_pdfs_address(page: Page, patient: str) -> None:
    page.goto(f"{patient}/course")
    page.get_by_label("First span: from session").fill("2")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_label("First span: from session")).to_have_value("2")
    assert "a_from=2" in (page.get_by_role("link", name="PDF").get_attribute("href") or "")
