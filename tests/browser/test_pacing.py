"""Pacing as it is met: turned on by name at the desk, asked for by one key, and followed up on a page of its own."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from interbeing.domain.mark import ArousalSeen, Closed, Connection, Cover, Opened, Screen
from interbeing.domain.moment import Author
from interbeing.domain.pacing import Advised, Outlook, Reason, Way
from interbeing.domain.reading import Estimate
from interbeing.services.pacing import turn_pacing
from interbeing.services.plan import session_of
from interbeing.settings import Settings
from interbeing.wiring import open_room
from tests.browser.conftest import barriers, pictures_everywhere
from tests.browser.console_stage import Stage, all_saved, open_console, press, settle, staged
from tests.conftest import free_port, serving
from tests.sessions_made import MINUTE, Log, kept_session, lived

pytestmark = pytest.mark.browser
SLOWLY_MS = 180_000  # the model may have to be translated first
EXCHANGE = ("Digit3", "KeyQ", "KeyG", "KeyX")  # sadness, care, read as anger, hard


def turned_on(stage: Stage) -> Stage:
    """The same with pacing on, and an earlier session of twenty exchanges behind it."""
    room = open_room(Settings(stage.folder))
    kept_session(room, a_course_lived(20).moments)
    patient_id = session_of(room.database, stage.session_id).patient_id
    turn_pacing(room.database, room.clock, patient_id, is_turned_on=True, recorded_by="Dr F.")
    room.close()
    return stage


def test_one_key_asks_and_puts_away_and_nothing_is_shown_by_itself(page: Page, tmp_path: Path) -> None:
    stage = turned_on(staged(tmp_path))
    with stage.serving(mind="on"):
        open_console(stage, page)
        said, ways = page.locator("#pacing-said"), page.locator("#pacing-ways li")
        expect(said).to_have_text("")
        press(page, "Minus")
        unmarked = "Not known yet: 20 exchanges and 20 arousal marks so far leave it open."
        expect(said).to_have_text(unmarked, timeout=SLOWLY_MS)
        press(page, "Minus")
        expect(said).to_have_text("")
        press(page, *EXCHANGE)
        press(page, "ArrowDown")
        settle(page)
        expect(page.locator("#reading")).to_contain_text("from 21 moments", timeout=SLOWLY_MS)
        expect(page.locator("#rise")).to_contain_text(
            "In sadness, when care is read as care, the next mark of arousal may lie"
        )
        expect(page.locator("#window-end")).to_contain_text("For this patient it may end at")
        expect(page.locator("#strip .end-line")).to_have_count(1)
        expect(ways).to_have_count(0)
        page.locator('[data-action="pacing"]').click()
        expect(said).to_have_text(re.compile(r"^At \d+:\d\d: how likely the window is left"), timeout=SLOWLY_MS)
        expect(ways).to_have_count(5)
        expect(ways.last).to_be_in_viewport()
        assert barriers(page) == []
        pictures_everywhere(page, "console-pacing")
        press(page, "Minus")
        expect(ways).to_have_count(0)
        all_saved(page)
    assert [mark.kind for mark in stage.marks() if mark.kind == "advised"] == ["advised"]


def a_course_lived(exchanges: int) -> Log:
    """One closed session as a patient lives it who reads care as anger three times of four."""
    log = Log()
    for at, mark in [(0, Opened()), *lived(exchanges), (exchanges * MINUTE + 1, Closed())]:
        log.at(at, mark)
    return log


def a_course_of_showings(showings: int) -> Log:
    """One session with figures shown every four minutes; as many came true as was foretold, as near as can be."""
    log = Log()
    log.at(0, Opened())
    log.at(0, Connection(Screen.CONSOLE, True), Author.ROOM)
    for n in range(showings):
        at, chance = (n + 1) * 4 * MINUTE, (0.1, 0.3, 0.72)[n % 3]
        figures = tuple(Outlook(way, Estimate(chance, 0.05, 0.9), Reason.THREAT_READ) for way in Way)
        log.at(at, Advised(figures, 1.0, 6.5, 12), Author.ROOM)
        log.at(at + 5_000, Cover(covered=n % 2 == 0))
        log.at(at + 60_000, ArousalSeen(9 if (n // 3 * 7) % 10 < chance * 10 else 5))
    log.at((showings + 2) * 4 * MINUTE, Closed())
    return log


def a_patient_with(folder: Path, log: Log) -> UUID:
    room = open_room(Settings(folder))
    patient_id = session_of(room.database, kept_session(room, log.moments)).patient_id
    room.close()
    return patient_id


def test_the_desk_turns_it_on_by_name_and_shows_how_far_the_figures_came_true(page: Page, tmp_path: Path) -> None:
    patient_id = a_patient_with(tmp_path / "records", a_course_of_showings(30))
    with serving(tmp_path / "records", free_port()) as served:
        page.goto(f"{served.address}/patients/{patient_id}")
        page.get_by_role("link", name="Pacing").click()
        page.get_by_role("button", name="Turn pacing on, as research").click()
        expect(page.locator(".field-wrong")).to_have_text("The name of who records it is still empty.")
        page.get_by_label("Who records it").fill("Dr F.")
        page.get_by_role("button", name="Turn pacing on, as research").click()
        expect(page.get_by_role("button", name="Turn pacing off")).to_be_visible()
        expect(page.locator("#turning + * + table, table").first).to_contain_text("Dr F.")
        expect(page.locator(".shares dd").first).to_have_text(re.compile(r"0\.\d\d \(0\.\d\d–0\.\d\d; \d+ of 30\)"))
        expect(page.locator(".curve-point")).to_have_count(3)
        rows = page.locator(".curve-and-table tbody tr")
        expect(rows).to_have_count(5)
        expect(rows.nth(4)).to_contain_text("not known yet: fewer than 5")
        assert barriers(page) == []
        pictures_everywhere(page, "pacing")


def test_a_fit_is_made_on_asking_and_says_what_it_cannot_tell(page: Page, tmp_path: Path) -> None:
    patient_id = a_patient_with(tmp_path / "records", a_course_lived(24))
    with serving(tmp_path / "records", free_port(), mind="on") as served:
        page.goto(f"{served.address}/patients/{patient_id}")
        page.get_by_role("link", name="What the marks can tell").click()
        page.get_by_role("button", name="Make it now").click()
        page.get_by_role("button", name="Stop it").click()
        expect(page.get_by_text("It was stopped; nothing of it is left.")).to_be_visible()
        page.get_by_role("button", name="Make it now").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        pictures_everywhere(page, "fit-under-way")
        assert barriers(page) == []
        expect(page.get_by_role("heading", name="What can be told, and what cannot")).to_be_visible(timeout=SLOWLY_MS)
        expect(page.locator("#lacks + ul")).to_contain_text("Nearly every offer was of one kind")
        assert barriers(page) == []
        pictures_everywhere(page, "fit")
