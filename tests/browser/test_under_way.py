"""Long work in a real browser: seen as it goes, stopped by keys with nothing kept, saved once it is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from interbeing.services.practice import ready_practice
from interbeing.settings import Settings
from interbeing.wiring import open_room
from tests.browser.conftest import barriers, pictures_everywhere
from tests.conftest import free_port, serving
from tests.faults.counts import SHARE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
MARKS = 50_000 if SHARE else 8_000  # at least some seconds to keep


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the practice patient; a table of marks lies beside the records."""
    folder = tmp_path_factory.mktemp("under_way")
    room = open_room(Settings(folder / "records", has_mind=False))
    patient_id = ready_practice(room.database, room.clock).patient_id
    room.close()
    lines = "".join(f"{n / 10},felt,sadness\n" for n in range(MARKS))
    (folder / "marks.csv").write_text(f"time,kind,value\n{lines}", encoding="utf-8")
    with serving(folder / "records", free_port()) as served:
        yield f"{served.address}/patients/{patient_id}"


def begin_to_keep(page: Page, patient: str, table: Path) -> None:
    page.goto(f"{patient}/bring-in")
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Keep the session").click()
    page.wait_for_url(re.compile("/under-way/"))


def test_bringing_in_is_seen_stopped_by_keys_and_keeps_nothing_then_goes_on_to_its_review(
    page: Page, patient: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    table = next(tmp_path_factory.getbasetemp().glob("under_way*/marks.csv"))
    page.goto(patient)
    before = page.get_by_role("row").count()
    begin_to_keep(page, patient, table)
    bar = page.get_by_role("progressbar", name="How far it has come")
    expect(bar).to_have_attribute("max", str(MARKS + 3))
    expect(page.get_by_role("status")).to_contain_text("nothing of it stands here before all of it does")
    expect(page.locator("[data-count]")).to_have_text(re.compile(rf"^[1-9]\d* of {MARKS + 3}$"))
    page.get_by_role("button", name="Stop it").press("Enter")  # at once: a quick machine has soon brought in all
    expect(page.get_by_text("It was stopped: nothing of it is left")).to_be_visible(timeout=15_000)
    assert barriers(page) == []
    page.goto(patient)
    assert page.get_by_role("row").count() == before
    begin_to_keep(page, patient, table)
    expect(page.get_by_role("heading", name="Review", level=1)).to_be_visible(timeout=60_000 * (9 if SHARE else 1))


def test_a_pdf_is_followed_and_saved_once_it_is_there(page: Page, patient: str) -> None:
    page.goto(patient)
    page.get_by_role("link", name="Course", exact=False).first.click()
    with page.expect_download(timeout=60_000) as saving:
        page.get_by_role("link", name="PDF").click()
        page.wait_for_url(re.compile("/under-way/"), timeout=30_000)
        expect(page.get_by_role("status")).to_contain_text("Setting the pages")
        pictures_everywhere(page, "under-way")
    assert saving.value.suggested_filename.endswith(".pdf")
    assert Path(saving.value.path()).read_bytes().startswith(b"%PDF")
    expect(page.get_by_role("heading", name="The file is ready")).to_be_focused()
    assert barriers(page) == []
    with page.expect_download():
        page.get_by_role("link", name="Save the file").click()
