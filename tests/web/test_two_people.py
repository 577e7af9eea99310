"""What two people of a clinic do together, erasing and sharing notes; and how each reads what they did."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from interbeing.domain.access import Role, acting_as, as_the_room
from interbeing.domain.consent import Purpose
from interbeing.domain.person import Link, Person
from interbeing.services import retention
from interbeing.services.patients import record_consent
from interbeing.services.signing_in import account_of
from interbeing.storage import sign_ins
from interbeing.storage.audit import deeds_about, deeds_by
from interbeing.storage.patients import is_there
from interbeing.storage.sessions import newest_write_up, session_of
from interbeing.web.app import create_app
from interbeing.wiring import Room
from tests.clinic import Meeting, a_clinics_room, a_meeting, a_person, accounts_of, link, signed_in
from tests.rooms import open_session

PARTS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
HEADERS = {"accept": "text/html", "origin": "http://localhost"}
WORDS = "Quincetree"
ASKING = {"picture_word": "pebble", "reason": "patient asked"}


@pytest.fixture(scope="module", params=PARTS)
def room(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    yield from a_clinics_room(request, tmp_path_factory.mktemp("two"))


@pytest.fixture(scope="module")
def browser(room: Room) -> Iterator[TestClient]:
    with TestClient(create_app(room), "http://localhost", headers=HEADERS, follow_redirects=False) as one:
        yield one


@pytest.fixture
def meeting(room: Room) -> Meeting:
    return a_meeting(room)


@pytest.fixture
def met(room: Room) -> Meeting:
    """A session that was opened: there is something to write about."""
    session_id = open_session(room.database, room.clock)
    with room.database.read() as connection:
        return Meeting(session_of(connection, session_id).patient_id, session_id)


@pytest.fixture
def therapist(room: Room, meeting: Meeting) -> Person:
    person = a_person(room, Role.THERAPIST)
    link(room, person, meeting, Link.TREATS)
    return person


def be(room: Room, browser: TestClient, person: Person) -> None:
    browser.headers["cookie"] = signed_in(room, person)


def proved_a_while_ago(room: Room, person: Person, seconds: int) -> None:
    """Let it be so long ago that this person gave their secret."""
    proved = room.clock.now() - timedelta(seconds=seconds)
    for one in account_of(accounts_of(room), person.person_id).sign_ins:
        room.database.write(partial(sign_ins.touch, sign_in_id=one.sign_in_id, proved_at=proved)).result()


def asked(browser: TestClient, meeting: Meeting) -> str:
    """Ask for erasing, as the page sends it; gives what is answered."""
    where = f"/patients/{meeting.patient_id}/erase/ask"
    answer = browser.post(where, data={**ASKING, "asked_id": str(uuid4())})
    return answer.headers.get("location", answer.text)


def is_kept(room: Room, meeting: Meeting) -> bool:
    with room.database.read() as connection:
        return is_there(connection, meeting.patient_id)


def test_a_record_is_erased_only_when_another_person_agrees(
    room: Room, browser: TestClient, meeting: Meeting, therapist: Person
) -> None:
    agree, admin = f"/patients/{meeting.patient_id}/erase/agree", a_person(room, Role.ADMIN)
    be(room, browser, admin)
    assert browser.post(agree, data={"is_sure": "yes"}).status_code == 404, "nobody asked"
    be(room, browser, therapist)
    assert browser.post(agree, data={"is_sure": "yes"}).status_code == 404
    assert asked(browser, meeting).endswith("/erase/ask")
    assert "You asked on" in browser.get(f"/patients/{meeting.patient_id}/erase/ask").text
    assert "omebody asked for it already" in asked(browser, meeting)
    be(room, browser, admin)
    assert str(meeting.patient_id) in browser.get("/clinic/erasures").text
    assert "ay that you are sure" in browser.post(agree, data={"is_sure": "no"}).text
    assert is_kept(room, meeting)
    assert browser.post(agree, data={"is_sure": "yes"}).headers["location"] == "/clinic/erasures"
    assert not is_kept(room, meeting)
    with room.database.read() as connection:
        done = [one for one in deeds_about(connection, [meeting.patient_id]) if one.action.startswith("POST")]
    assert any(one.actor == str(therapist.person_id) and one.action.endswith("/erase/ask") for one in done)
    assert done[-1].actor == str(admin.person_id)
    assert done[-1].reason == "patient asked"


def test_a_refusal_is_read_by_who_asked_and_what_was_asked_can_be_taken_back(
    room: Room, browser: TestClient, meeting: Meeting, therapist: Person
) -> None:
    where, admin = f"/patients/{meeting.patient_id}/erase", a_person(room, Role.ADMIN)
    be(room, browser, therapist)
    asked(browser, meeting)
    be(room, browser, admin)
    assert "ay in a few words why not" in browser.post(f"{where}/refuse", data={"words": " "}).text
    assert browser.post(f"{where}/refuse", data={"words": "A court asked for it"}).status_code == 303
    be(room, browser, therapist)
    assert "A court asked for it" in browser.get(f"{where}/ask").text
    asked(browser, meeting)
    assert browser.post(f"{where}/take-back", data={"sure": "yes"}).status_code == 303
    be(room, browser, admin)
    assert browser.post(f"{where}/agree", data={"is_sure": "yes"}).status_code == 404
    assert is_kept(room, meeting)


def test_a_patient_asks_for_themselves_and_a_hold_set_meanwhile_keeps_the_record(
    room: Room, browser: TestClient, meeting: Meeting
) -> None:
    patient, admin = a_person(room, Role.PATIENT, meeting.patient_id), a_person(room, Role.ADMIN)
    be(room, browser, patient)
    assert "/erase/ask" in browser.get(f"/patients/{meeting.patient_id}/own").text
    assert asked(browser, meeting).endswith("/erase/ask")
    retention.hold(room.database, room.clock, uuid4(), meeting.patient_id, "A complaint", "Ada")
    be(room, browser, admin)
    answer = browser.post(f"/patients/{meeting.patient_id}/erase/agree", data={"is_sure": "yes"})
    assert "A hold keeps this record" in answer.text
    assert is_kept(room, meeting)


def test_a_hold_is_lifted_only_when_another_person_agrees(
    room: Room, browser: TestClient, meeting: Meeting, therapist: Person
) -> None:
    where, admin, hold_id = f"/patients/{meeting.patient_id}/retention", a_person(room, Role.ADMIN), str(uuid4())
    be(room, browser, therapist)
    browser.post(f"{where}/hold", data={"hold_id": hold_id, "reason": WORDS, "decided_by": "Ada"})
    its = {"hold_id": hold_id}
    asking = {**its, "asked_id": str(uuid4()), "reason": "what it was for is over"}
    assert browser.post(f"{where}/lift", data={**its, "lifted_by": "Ada"}).status_code == 404, "alone it does not go"
    assert browser.post(f"{where}/lift/agree", data=its).status_code == 404
    be(room, browser, admin)
    assert browser.post(f"{where}/lift/agree", data=its).status_code == 404, "nobody asked"
    be(room, browser, therapist)
    assert "hoose one" in browser.post(f"{where}/lift/ask", data={**asking, "reason": WORDS}).text
    for again in (str(uuid4()), asking["asked_id"]):
        browser.post(f"{where}/lift/ask", data={**asking, "asked_id": again})
    assert browser.get(where).text.count("You asked on") == 1
    assert browser.post(f"{where}/lift/agree", data=its).status_code == 404, "it is for somebody else"
    be(room, browser, admin)
    page = browser.get("/clinic/holds").text
    assert therapist.name in page
    assert WORDS not in page, "why it was put is not the admin's to read"
    assert browser.post(f"{where}/lift/refuse", data={**its, "words": "Not before spring"}).status_code == 303
    assert browser.post(f"{where}/lift/agree", data=its).status_code == 404, "it was answered"
    be(room, browser, therapist)
    assert "Not before spring" in browser.get(where).text
    browser.post(f"{where}/lift/ask", data={**asking, "asked_id": str(uuid4())})
    assert browser.post(f"{where}/lift/take-back", data=its).status_code == 303
    browser.post(f"{where}/lift/ask", data={**asking, "asked_id": str(uuid4())})
    be(room, browser, admin)
    assert browser.post(f"{where}/lift/agree", data=its).headers["location"] == "/clinic/holds"
    with as_the_room():
        lifted = retention.term_of(room.database, meeting.patient_id).holds[0]
        with room.database.read() as connection:
            done = [one for one in deeds_about(connection, [meeting.patient_id]) if one.action.startswith("POST")]
    assert lifted.lifted_by == f"{therapist.name}, {admin.name}"
    assert (done[-1].actor, done[-1].reason) == (str(admin.person_id), "what it was for is over")


def test_the_clinics_classes_are_changed_by_an_admin_who_gave_their_secret_just_now_and_it_is_noted(
    room: Room, browser: TestClient, therapist: Person
) -> None:
    classes, admin = {"class_name_1": f"Adults {uuid4()}", "years_1": "12"}, a_person(room, Role.ADMIN)
    here, from_page = "/clinic/retention", {"referer": "http://localhost/clinic/retention"}
    again, done = f"/account/again?to={here}", f"{here}#classes"
    for person, seconds, goes_to in ((therapist, 0, None), (admin, 600, again), (admin, 0, done)):
        be(room, browser, person)
        proved_a_while_ago(room, person, seconds)
        assert browser.post(here, data=classes, headers=from_page).headers.get("location") == goes_to
        assert (classes["class_name_1"] in browser.get(here).text) is (goes_to == done)
    with room.database.read() as connection:
        noted = [
            one for one in deeds_by(connection, str(admin.person_id), 50) if one.action == "POST /clinic/retention"
        ]
    assert len(noted) == 1


def test_notes_are_read_by_who_supervises_only_while_their_author_shares_and_the_patient_agrees(
    room: Room, browser: TestClient, met: Meeting, therapist: Person
) -> None:
    supervisor, review = a_person(room, Role.SUPERVISOR), f"/sessions/{met.session_id}/review"
    link(room, therapist, met, Link.TREATS)
    link(room, supervisor, met, Link.SUPERVISES)
    be(room, browser, therapist)
    assert browser.post(f"{review}/write-up", data={"text": WORDS, "after_version": "0"}).status_code == 303
    seen = []
    for agrees, shares in ((True, False), (True, True), (False, True), (True, False)):
        consent = {"is_given": agrees, "recorded_by": "T"}
        record_consent(room.database, room.clock, met.patient_id, Purpose.SUPERVISION, **consent)
        be(room, browser, therapist)
        assert browser.post(f"{review}/share", data={"shares": "yes" if shares else "no"}).status_code == 303
        be(room, browser, supervisor)
        seen.append(WORDS in browser.get(review).text)
        assert browser.post(f"{review}/share", data={"shares": "yes"}).status_code == 404
    assert seen == [False, True, False, False]


def test_a_new_therapist_takes_no_notes_of_the_earlier_one_along(
    room: Room, browser: TestClient, met: Meeting, therapist: Person
) -> None:
    link(room, therapist, met, Link.TREATS)
    be(room, browser, therapist)
    browser.post(f"/sessions/{met.session_id}/review/write-up", data={"text": WORDS, "after_version": "0"})
    new = a_person(room, Role.THERAPIST)
    link(room, new, met, Link.TREATS)
    seen = []
    for person in (therapist, new):
        be(room, browser, person)
        with acting_as(person.person_id), room.database.read() as connection:
            kept = newest_write_up(connection, room.database.seal, met.session_id)
        seen.append((kept is not None, WORDS in browser.get(f"/sessions/{met.session_id}/review").text))
    assert seen == [(True, True), (False, False)], "packages and papers ask for the write-up where this does"


def test_each_reads_what_they_did_and_an_admin_what_others_did_without_whose_record_it_was(
    room: Room, browser: TestClient, meeting: Meeting, therapist: Person
) -> None:
    be(room, browser, therapist)
    name = browser.get(f"/patients/{meeting.patient_id}").text.split("<bdi>Practice ")[1].split("<")[0]
    mine = f"/people/{therapist.person_id}/acts"
    assert "a patient’s first page" in browser.get(mine).text
    assert name in browser.get(mine).text
    other = a_person(room, Role.SUPERVISOR)
    be(room, browser, other)
    assert browser.get(mine).status_code == 404
    admin = a_person(room, Role.ADMIN)
    be(room, browser, admin)
    assert browser.get(f"/patients/{meeting.patient_id}").status_code == 404
    assert "was not shown: a patient’s first page" in browser.get(f"/people/{admin.person_id}/acts").text
    assert "a patient’s first page" in browser.get(mine).text
    assert name not in browser.get(mine).text
    be(room, browser, therapist)
    assert admin.name not in browser.get(f"/patients/{meeting.patient_id}/own").text, "who was refused saw nothing"


def test_who_treats_a_patient_erases_what_was_measured_with_the_picture_word(
    room: Room, browser: TestClient, meeting: Meeting, therapist: Person
) -> None:
    erase = f"/patients/{meeting.patient_id}/consent/belt/erase"
    be(room, browser, therapist)
    assert browser.post(erase, data={"picture_word": "stone", "erase": "yes"}).status_code == 422
    assert browser.post(erase, data={"picture_word": "pebble", "erase": "yes"}).status_code == 303
    be(room, browser, a_person(room, Role.THERAPIST))
    assert browser.post(erase, data={"picture_word": "pebble", "erase": "yes"}).status_code == 404


def test_a_new_link_is_read_by_the_patient_and_told_to_who_treats_them(
    room: Room, browser: TestClient, meeting: Meeting, therapist: Person
) -> None:
    second, patient = (
        a_person(room, Role.THERAPIST, name=f"Second {uuid4()}"),
        a_person(room, Role.PATIENT, meeting.patient_id),
    )
    be(room, browser, therapist)
    assert second.name not in browser.get("/").text
    link(room, second, meeting, Link.TREATS)
    assert f"{second.name} now treats" in browser.get("/").text
    be(room, browser, patient)
    assert second.name in browser.get(f"/patients/{meeting.patient_id}/own").text
    be(room, browser, second)
    assert second.name not in browser.get("/").text.split("<main", 1)[1], "who came is not told of themselves"
