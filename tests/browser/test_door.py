"""The door in a real browser: a room is begun, locked and opened by keys alone, and while locked it tells nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import barriers, picture
from tests.browser.every_page import hidden_stops, runs_sideways
from tests.conftest import Served, free_port, serving
from tests.keys import PASSPHRASE

pytestmark = pytest.mark.browser


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
