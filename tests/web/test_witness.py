"""What is done and read is kept in the audit: a change with its deed or not at all, a reading before the page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from starlette.testclient import TestClient

from interbeing.domain.errors import NotSaved
from interbeing.services.patients import add_patient
from interbeing.services.practice import ready_practice
from interbeing.settings import Settings
from interbeing.storage import audit as audits
from interbeing.storage.tables import audit, patients
from interbeing.web import witness
from interbeing.web.app import create_app
from interbeing.wiring import Room, open_room
from tests.conftest import HandClock
from tests.keys import keys_in
from tests.rooms import open_session

PLANTED = "Perpetua Planted"


@pytest.fixture
def sealed(tmp_path: Path, hand_clock: HandClock) -> Room:
    folder = tmp_path / "records"
    return open_room(Settings(folder), hand_clock.clock, keys_in(folder))


@pytest.fixture
def browser(sealed: Room) -> Iterator[TestClient]:
    headers = {"accept": "text/html", "origin": "http://localhost"}
    with TestClient(create_app(sealed), "http://localhost", headers=headers, follow_redirects=False) as one:
        yield one


def deeds(room: Room) -> list[Any]:
    with room.database.read() as connection:
        return list(connection.execute(select(audit).order_by(audit.c.seq)).all())


def add(browser: TestClient) -> str:
    typed = {"kind": "practice", "pseudonym": PLANTED, "initials": "", "picture_word": "lantern"}
    answer = browser.post("/patients/new", data=typed)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rsplit("/", 1)[1]


def test_a_change_and_its_deed_are_kept_together(browser: TestClient, sealed: Room) -> None:
    patient_id = add(browser)
    browser.post(f"/patients/{patient_id}/consent/record", data={"is_given": "yes", "recorded_by": "T"})
    noted = [(one.action, one.about) for one in deeds(sealed)]
    assert ("POST /patients/new", "") in noted
    assert ("POST /patients/-/consent/record", patient_id) in noted


def test_a_change_whose_deed_cannot_be_kept_is_not_kept_either(
    browser: TestClient, sealed: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_connection: object, _deed: object) -> None:
        raise NotSaved("the disk is full")

    monkeypatch.setattr(audits, "note", refuse)
    typed = {"kind": "practice", "pseudonym": PLANTED, "initials": "", "picture_word": "lantern"}
    assert browser.post("/patients/new", data=typed).status_code == 503
    with sealed.database.read() as connection:
        assert connection.execute(select(patients)).all() == []


def test_a_page_is_sent_only_once_its_reading_is_kept(
    browser: TestClient, sealed: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/patients/{add(browser)}"
    assert PLANTED in browser.get(address).text
    assert deeds(sealed)[-1].action == "GET /patients/-"

    def refuse(_connection: object, deed: object) -> None:
        raise NotSaved("the disk is full")

    monkeypatch.setattr(witness, "note", refuse)
    answer = browser.get(address + "/consent")
    assert answer.status_code == 503
    assert PLANTED not in answer.text


def test_a_form_that_is_shown_again_is_noted_too(browser: TestClient, sealed: Room) -> None:
    patient_id = add(browser)
    answer = browser.post(f"/patients/{patient_id}/erase", data={"picture_word": "another"})
    assert (answer.status_code, PLANTED in answer.text) == (422, True)
    assert (deeds(sealed)[-1].action, deeds(sealed)[-1].about) == ("POST /patients/-/erase", patient_id)


def test_a_page_that_asks_again_by_itself_is_one_look(browser: TestClient, sealed: Room, hand_clock: HandClock) -> None:
    address = f"/patients/{add(browser)}"
    for _ in range(3):
        browser.get(address)
    hand_clock.pass_ms(61_000)
    browser.get(address)
    assert [one.action for one in deeds(sealed)].count("GET /patients/-") == 2


def test_a_screen_that_is_told_a_log_is_noted(browser: TestClient, sealed: Room, hand_clock: HandClock) -> None:
    session_id = open_session(sealed.database, hand_clock.clock)
    with browser.websocket_connect(f"ws://localhost/live/{session_id}") as socket:
        socket.send_json({"type": "enter", "screen": "console", "tab": str(session_id), "after_seq": 0})
        socket.receive_json()
        assert ("SOCKET /live/-", str(session_id)) in [(one.action, one.about) for one in deeds(sealed)]


def test_the_audit_holds_no_word_of_what_was_written_or_searched_for(browser: TestClient, sealed: Room) -> None:
    address = f"/patients/{add(browser)}"
    browser.get(f"/patients?words={PLANTED}")
    browser.get(address)
    ready_practice(sealed.database, sealed.clock)
    told = repr(deeds(sealed))
    assert "Planted" not in told
    assert "lantern" not in told


def test_what_nobody_asked_for_is_no_deed(sealed: Room) -> None:
    add_patient(sealed.database, sealed.clock, PLANTED, "", "lantern", is_practice=True)
    assert [one.action for one in deeds(sealed)] == ["signed"]
    with pytest.raises(NotSaved):
        sealed.database.write(lambda connection: connection.execute(insert(audit).values(seq=1))).result()
    sealed.close()
