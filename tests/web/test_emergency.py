"""Opening what helps at once of somebody else's patient: with a reason, for an hour, and the patient sees it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from interbeing.domain.access import Role
from interbeing.domain.person import Link
from interbeing.services.emergency import HOLDS_FOR, TOLD_FOR
from interbeing.services.own_view import who_saw
from interbeing.settings import Settings
from interbeing.storage.patients import patient_of
from interbeing.web.app import create_app
from interbeing.wiring import Room, open_room
from tests.clinic import Meeting, a_meeting, a_person, link, signed_in
from tests.conftest import HandClock
from tests.web.conftest import said

REASON = "She fainted in the waiting room"


@pytest.fixture
def room(tmp_path: Path, hand_clock: HandClock) -> Iterator[Room]:
    opened = open_room(Settings(tmp_path / "records", has_mind=False, has_accounts=True), hand_clock.clock)
    yield opened
    opened.close()


@pytest.fixture
def browser(room: Room) -> Iterator[TestClient]:
    headers = {"accept": "text/html", "origin": "http://localhost"}
    with TestClient(create_app(room), "http://localhost", headers=headers, follow_redirects=False) as one:
        yield one


@pytest.fixture
def meeting(room: Room) -> Meeting:
    return a_meeting(room)


@pytest.fixture
def ben(room: Room, meeting: Meeting) -> dict[str, str]:
    """The cookie of a therapist who treats somebody else."""
    person = a_person(room, Role.THERAPIST, name="Ben")
    link(room, person, a_meeting(room), Link.TREATS)
    return {"cookie": signed_in(room, person)}


def pseudonym(room: Room, meeting: Meeting) -> str:
    with room.database.read() as connection:
        return patient_of(connection, room.database.seal, meeting.patient_id).pseudonym


def opened(browser: TestClient, meeting: Meeting, cookie: dict[str, str], reason: str = REASON) -> str:
    answer = browser.post(f"/patients/{meeting.patient_id}/emergency", data={"reason": reason}, headers=cookie)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_a_patient_is_found_by_the_whole_pseudonym_alone_and_not_by_leafing(
    browser: TestClient, room: Room, meeting: Meeting, ben: dict[str, str]
) -> None:
    name = pseudonym(room, meeting)
    assert name not in browser.get("/emergency", headers=ben).text
    part = browser.post("/emergency", data={"pseudonym": name[:-1]}, headers=ben)
    assert (part.status_code, "exactly this pseudonym" in said(part)) == (422, True)
    found = browser.post("/emergency", data={"pseudonym": name.upper()}, headers=ben)
    assert found.headers["location"] == f"/patients/{meeting.patient_id}/emergency"
    for _ in range(4):
        last = browser.post("/emergency", data={"pseudonym": "x"}, headers=ben)
    assert "too often" in said(last)


def test_without_a_reason_nothing_opens(browser: TestClient, meeting: Meeting, ben: dict[str, str]) -> None:
    address = f"/patients/{meeting.patient_id}"
    answer = browser.post(f"{address}/emergency", data={"reason": "  "}, headers=ben)
    assert (answer.status_code, "the patient reads it too" in said(answer)) == (422, True)
    assert browser.get(f"{address}/help", headers=ben).status_code == 404


def test_it_opens_what_helps_at_once_and_nothing_else(
    browser: TestClient, meeting: Meeting, ben: dict[str, str]
) -> None:
    help_page = opened(browser, meeting, ben)
    assert "then it closes by itself" in said(browser.get(help_page, headers=ben))
    for closed in ("course", "consent", "measures", "package", "own"):
        assert browser.get(f"/patients/{meeting.patient_id}/{closed}", headers=ben).status_code == 404
    assert browser.get(f"/sessions/{meeting.session_id}/review", headers=ben).status_code == 404


def test_it_ends_by_itself_after_an_hour_also_for_a_new_sign_in(
    browser: TestClient, room: Room, meeting: Meeting, hand_clock: HandClock
) -> None:
    person = a_person(room, Role.THERAPIST)
    help_page = opened(browser, meeting, {"cookie": signed_in(room, person)})
    hand_clock.pass_ms(int(HOLDS_FOR.total_seconds() * 1000) - 1)
    assert browser.get(help_page, headers={"cookie": signed_in(room, person)}).status_code == 200
    hand_clock.pass_ms(1)
    assert browser.get(help_page, headers={"cookie": signed_in(room, person)}).status_code == 404


def test_the_patient_reads_who_opened_it_when_and_why_and_the_audit_has_it(
    browser: TestClient, room: Room, meeting: Meeting, ben: dict[str, str]
) -> None:
    opened(browser, meeting, ben)
    patient = a_person(room, Role.PATIENT, meeting.patient_id)
    page = said(browser.get(f"/patients/{meeting.patient_id}/own", headers={"cookie": signed_in(room, patient)}))
    assert REASON in page
    assert "<bdi>Ben</bdi>" in page
    seen = who_saw(room.database, meeting.patient_id)
    assert [one.reason for one in seen.emergencies] == [REASON]
    deeds = [(one.action, seen.names[one.actor]) for one in seen.deeds]
    assert ("POST /patients/-/emergency", "Ben") in deeds
    assert REASON not in repr(seen.deeds), "the audit holds no words"


def test_whoever_treats_the_patient_is_told_for_a_week_and_nobody_else(
    browser: TestClient, room: Room, meeting: Meeting, ben: dict[str, str], hand_clock: HandClock
) -> None:
    treating = a_person(room, Role.THERAPIST, name="Ada")
    link(room, treating, meeting, Link.TREATS)
    help_page = opened(browser, meeting, ben)
    assert "Ada" in said(browser.get(help_page, headers=ben))
    cookie = {"cookie": signed_in(room, treating)}
    for address in ("/", f"/patients/{meeting.patient_id}"):
        assert REASON in said(browser.get(address, headers=cookie))
    assert REASON not in said(browser.get("/", headers=ben))
    hand_clock.pass_ms(int(TOLD_FOR.total_seconds() * 1000) + 1)
    assert REASON not in said(browser.get("/", headers={"cookie": signed_in(room, treating)}))
