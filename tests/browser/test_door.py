"""The door in a real browser: one key locks, every open page empties itself, and the passphrase opens again."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from interbeing.services.patients import add_patient
from interbeing.settings import Settings
from interbeing.wiring import open_room
from tests.browser.conftest import barriers
from tests.conftest import free_port, serving
from tests.keys import PASSPHRASE, keys_in

pytestmark = pytest.mark.browser
NAME = "Perpetua Planted"


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
