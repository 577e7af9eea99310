"""The door in a real browser: a room is begun, locked and opened by keys alone; locked, every page empties itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from interbeing.services.patients import add_patient
from interbeing.settings import Settings
from interbeing.wiring import open_room
from tests.browser.conftest import barriers, picture
from tests.browser.every_page import hidden_stops, runs_sideways
from tests.conftest import Served, free_port, serving
from tests.keys import PASSPHRASE, keys_in

pytestmark = pytest.mark.browser
NAME = "Perpetua Planted"


@pytest.fixture
def new_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A room that nobody has begun yet, with its door."""
    monkeypatch.setenv("INTERBEING_KEYS", "on")
    with serving(tmp_path / "records", free_port()) as one:
        yield one


def sound(page: Page, name: str) -> None:
    """The page can be read, used by keys and enlarged; keeps a picture of it in both schemes."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        picture(page, f"door-{name}-{scheme}")
        assert barriers(page) == []
    assert hidden_stops(page) == []
    assert runs_sideways(page) <= 0
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_room_is_begun_locked_and_opened_by_keys_alone(new_room: Served, page: Page) -> None:
    page.goto(f"{new_room.address}/patients")
    expect(page.get_by_role("heading", level=1)).to_have_text("A passphrase for your records")
    sound(page, "begin")
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_label("The same once more").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Write the recovery key down")
    words = page.locator(".recovery-words span").all_inner_texts()
    sound(page, "recovery")
    page.get_by_role("textbox").fill(" ".join(word[:4] for word in words))
    page.get_by_role("button", name="Lock the records").press("Enter")
    expect(page).to_have_url(f"{new_room.address}/")
    page.get_by_role("button", name="Lock").press("Enter")
    expect(page).to_have_url(f"{new_room.address}/door")
    sound(page, "unlock")
    page.get_by_label("Passphrase").fill("not this one at all")
    page.keyboard.press("Enter")
    expect(page.get_by_text("That is not the passphrase")).to_be_visible()
    sound(page, "wrong")
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{new_room.address}/")


def test_forgotten_and_put_back_are_pages_for_people_too(new_room: Served, page: Page) -> None:
    page.goto(f"{new_room.address}/door/restore")
    sound(page, "restore")
    page.goto(f"{new_room.address}/door?language=it")
    expect(page.locator("html")).to_have_attribute("lang", "it")
    sound(page, "begin-it")


def test_one_key_locks_and_every_open_page_empties_itself(context: BrowserContext, tmp_path: Path) -> None:
    folder = tmp_path / "records"
    room = open_room(Settings(folder), keys=keys_in(folder))
    add_patient(room.database, room.clock, NAME, "", "lantern", is_practice=True)
    room.close()
    with serving(folder, free_port()) as served:
        desk, other = context.new_page(), context.new_page()
        desk.goto(served.address)
        expect(desk.get_by_role("heading", level=1)).to_have_text("The room is locked")
        assert barriers(desk) == []
        desk.get_by_label("Passphrase").fill(PASSPHRASE)
        desk.get_by_role("button", name="Open the room").click()
        for page in (desk, other):
            page.goto(f"{served.address}/patients")
            expect(page.get_by_text(NAME)).to_be_visible()
        desk.keyboard.press("F9")
        for page in (desk, other):
            expect(page).to_have_url(f"{served.address}/door", timeout=20_000)
            assert NAME not in page.content()
        other.go_back()  # the page that was left is not in the history any more
        assert NAME not in other.content()
