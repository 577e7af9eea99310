"""The parts of a person are called as they call them: on the console's keys and in the review."""

from uuid import UUID

import pytest
from starlette.testclient import TestClient

from interbeing.domain.consent import Purpose
from interbeing.domain.emotion import Emotion
from interbeing.domain.mark import Closed, Felt, Opened
from interbeing.domain.part import Part
from interbeing.services.patients import record_consent
from interbeing.services.plan import session_of
from interbeing.wiring import Room
from tests.sessions_made import Log, kept_session
from tests.web.conftest import said


@pytest.fixture
def address(room: Room, session_id: UUID) -> str:
    return f"/patients/{session_of(room.database, session_id).patient_id}/parts"


def test_the_console_offers_the_patients_word_else_the_clinics_else_ours(
    browser: TestClient, address: str, session_id: UUID
) -> None:
    console = f"/sessions/{session_id}/console"
    assert "suffering" in said(browser.get(console))
    clinic = {"suffering": "the hurt one", "critical": "the judge", "compassionate": ""}
    assert browser.post("/clinic/parts", data=clinic).status_code == 303
    assert browser.post(address, data={"suffering": "little Ada", "critical": ""}).status_code == 303
    page = said(browser.get(console))
    assert all(word in page for word in ("little Ada", "the judge", "compassionate"))
    assert "the hurt one" not in page
    assert "little Ada" in said(browser.get(address.removesuffix("/parts"))), "it stands among what is in place"
    browser.post(address, data={"suffering": ""})
    assert "the hurt one" in said(browser.get(console))


def test_the_review_says_the_part_in_the_same_word(browser: TestClient, room: Room) -> None:
    log = Log()
    for at, mark in enumerate((Opened(), Felt(Emotion.SHAME, part=Part.SUFFERING), Closed())):
        log.at(at * 1_000, mark)
    session_id = kept_session(room, log.moments)
    browser.post(
        f"/patients/{session_of(room.database, session_id).patient_id}/parts", data={"suffering": "little Ada"}
    )
    assert "shame, little Ada" in said(browser.get(f"/sessions/{session_id}/review"))


def test_a_word_that_no_key_can_show_is_refused_and_without_consent_none_is_kept(
    browser: TestClient, address: str, room: Room
) -> None:
    too_long = browser.post(address, data={"critical": "x" * 25})
    assert (too_long.status_code, 'id="critical-wrong"' in too_long.text) == (422, True)
    patient_id = UUID(address.split("/")[2])
    record_consent(room.database, room.clock, patient_id, Purpose.RECORD, is_given=False, recorded_by="the test")
    assert browser.post(address, data={"critical": "the judge"}).status_code == 409
