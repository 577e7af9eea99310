"""The recognition exercise as a patient meets it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from interbeing.domain.consent import Purpose
from interbeing.domain.session import MirrorKind
from interbeing.services.patients import add_patient, decide_cautions, record_consent
from interbeing.services.plan import plan_session
from interbeing.services.recognition import answers_in, trials_of
from interbeing.settings import Settings
from interbeing.storage.connect import open_file
from interbeing.storage.moments import moments_of
from interbeing.wiring import open_room
from tests.browser.conftest import barriers, pictures_everywhere
from tests.conftest import free_port, serving

pytestmark = pytest.mark.browser


@pytest.fixture
def session_id(tmp_path: Path) -> UUID:
    """An open session of a practice patient, in a room that is closed again."""
    room = open_room(Settings(tmp_path / "records"))
    patient = add_patient(room.database, room.clock, "Practice: Wren", "W", "lantern", is_practice=True)
    for purpose in Purpose:
        record_consent(room.database, room.clock, patient.patient_id, purpose, is_given=True, recorded_by="T")
    decide_cautions(room.database, room.clock, patient.patient_id, frozenset(), goes_on=True, reason="", decided_by="T")
    session = plan_session(room.database, patient.patient_id, MirrorKind.REAL, "mirror-course", room.clock.now())
    with ThreadPoolExecutor(1) as aside:  # the browser's own loop runs in this thread
        aside.submit(asyncio.run, room.live.open(session.session_id)).result()
    room.close()
    return session.session_id


def test_each_answer_is_kept_and_a_reload_goes_on_where_it_stopped(
    session_id: UUID, tmp_path: Path, page: Page
) -> None:
    with serving(tmp_path / "records", free_port()) as served:
        page.goto(f"{served.address}/sessions/{session_id}/recognition")
        assert barriers(page) == []
        pictures_everywhere(page, "recognition-start")
        page.get_by_role("button", name="Begin").click()
        pictures_everywhere(page, "recognition")
        assert barriers(page) == []
        _answer(page, "anger")
        _answer(page, "")
        expect(page.locator("#far")).to_have_text("3 of 28")
        page.reload()
        page.get_by_role("button", name="Begin").click()
        expect(page.locator("#far")).to_have_text("1 of 26")
        page.get_by_role("button", name="Stop here").click()
        expect(page.get_by_role("heading", name="Thank you.")).to_be_focused()
        _until_saved(page)
    database = open_file(tmp_path / "records")
    with database.read() as connection:
        answers = answers_in(moments_of(connection, database.seal, session_id))
    database.close()
    assert [(one.trial, one.shown) for one in answers] == [(one.trial, one.shown) for one in trials_of(session_id)[:2]]
    assert [one.read_as for one in answers] == ["anger", None]


def _answer(page: Page, read_as: str) -> None:
    expect(page.locator("#face > *")).to_have_count(1)
    before = page.locator("#far").text_content()
    page.locator(f'[data-read="{read_as}"]').click()
    expect(page.locator("#far")).not_to_have_text(before or "")


def _until_saved(page: Page) -> None:
    expect(page.locator("#unsaved")).to_have_text("")
