"""Coming in: once with an invitation, then with passphrase and code; what is over is over at once, everywhere."""

import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pyotp
import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from httpx2 import Response
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from interbeing.domain.access import Role
from interbeing.domain.consent import Purpose
from interbeing.domain.deed import NOT_SHOWN
from interbeing.domain.mark import Screen
from interbeing.domain.person import ABSOLUTE, IDLE, STEPPED_UP_FOR, Link
from interbeing.services import inviting
from interbeing.services.accounts import Accounts
from interbeing.services.patients import record_consent
from interbeing.services.write_up import save_write_up
from interbeing.settings import Settings
from interbeing.storage.passphrase import FLOOR
from interbeing.storage.people import open_links
from interbeing.storage.sessions import session_of
from interbeing.web.app import create_app
from interbeing.wiring import Room, open_room
from tests.clinic import Meeting, a_meeting, a_person, accounts_of, link, signed_in
from tests.conftest import HandClock
from tests.rooms import entering, open_session

PATIENCE_S = 3  # a second on a machine with nothing else to do: it is looked at every 0.4 s
PASSPHRASE = "four calm words here"
HEADERS = {"accept": "text/html", "origin": "http://localhost"}


@pytest.fixture
def room(tmp_path: Path, hand_clock: HandClock) -> Iterator[Room]:
    opened = open_room(Settings(tmp_path / "records", has_mind=False, has_accounts=True), hand_clock.clock)
    accounts_of(opened)._hasher = PasswordHasher(1, 8, 1)  # dear as it is for guessing, it is looked at once, below
    yield opened
    opened.close()


def browsing(room: Room) -> TestClient:
    return TestClient(create_app(room), "http://localhost", headers=HEADERS, follow_redirects=False)


@pytest.fixture
def browser(room: Room) -> Iterator[TestClient]:
    with browsing(room) as one:
        yield one


def codes_of(page: Response) -> str:
    return page.text.split('name="codes" value="')[1].split('"')[0]


def come_in(browser: TestClient, room: Room, name: str = "Ada", role: Role = Role.THERAPIST) -> str:
    """Come with a new invitation and choose a secret; gives what the telephone makes codes from."""
    invited = inviting.invite(accounts_of(room), name, role)
    assert browser.post("/sign-in/invited", data={"code": invited.code.lower()}).headers["location"] == "/account"
    codes = codes_of(browser.get("/account"))
    code = pyotp.TOTP(codes).at(room.clock.now())
    typed = {"passphrase": PASSPHRASE, "again": PASSPHRASE, "codes": codes, "code": code}
    answer = browser.post("/account/passphrase", data=typed)
    assert answer.status_code == 303, answer.text
    return codes


def sign_in(browser: TestClient, room: Room, codes: str, name: str = "Ada", passphrase: str = PASSPHRASE) -> Response:
    typed = {"name": name, "passphrase": passphrase, "code": pyotp.TOTP(codes).at(room.clock.now())}
    return browser.post("/sign-in", data=typed)


def test_an_invitation_works_once_and_in_time_and_opens_nothing_before_a_secret_is_chosen(
    browser: TestClient, room: Room, hand_clock: HandClock
) -> None:
    first = inviting.invite(accounts_of(room), "Ada", "therapist")
    browser.post("/sign-in/invited", data={"code": first.code})
    assert browser.get("/patients").headers["location"] == "/account"
    assert browsing(room).post("/sign-in/invited", data={"code": first.code}).status_code == 409
    late = inviting.invite(accounts_of(room), "Ben", "therapist")
    hand_clock.pass_ms(int(inviting.HOLDS_FOR.total_seconds() * 1000))
    assert browser.post("/sign-in/invited", data={"code": late.code}).status_code == 409
    with room.database.read() as connection:
        assert first.code not in repr(connection.exec_driver_sql("SELECT * FROM invitations").all())


def test_what_is_kept_of_a_passphrase_makes_each_guess_dear(room: Room) -> None:
    kept = Accounts(room.database, room.clock, b"", "http://localhost").hashed(PASSPHRASE)
    found = extract_parameters(kept)
    assert (found.type, found.memory_cost, found.time_cost) == (Type.ID, FLOOR.memory_kib, FLOOR.passes)


def test_a_code_counts_once_and_a_wrong_word_is_not_told_from_a_wrong_name(
    browser: TestClient, room: Room, hand_clock: HandClock
) -> None:
    codes = come_in(browser, room)
    browser.cookies.clear()
    assert sign_in(browser, room, codes).status_code == 409  # the code with which it was set up
    hand_clock.pass_ms(60_000)
    wrong = [sign_in(browser, room, codes, "Nobody"), sign_in(browser, room, codes, passphrase="other words here")]
    assert {one.status_code for one in wrong} == {409}
    assert wrong[0].text.replace("Nobody", "Ada") == wrong[1].text
    assert sign_in(browser, room, codes).headers["location"] == "/"
    assert browser.get("/patients").status_code == 200


def test_after_five_tries_of_a_name_even_the_right_one_waits_a_minute(
    browser: TestClient, room: Room, hand_clock: HandClock
) -> None:
    codes = come_in(browser, room)
    browser.cookies.clear()
    hand_clock.pass_ms(60_000)
    for _ in range(5):
        sign_in(browser, room, codes, passphrase="other words here")
    assert "too often" in sign_in(browser, room, codes).text
    hand_clock.pass_ms(60_000)
    assert sign_in(browser, room, codes).status_code == 303


def test_a_token_from_before_signing_in_is_never_taken_over(browser: TestClient, room: Room) -> None:
    code = inviting.invite(accounts_of(room), "Ada", "therapist").code
    fixed = {"cookie": "room-sign-in=fixed-by-somebody-else"}
    answer = browser.post("/sign-in/invited", data={"code": code}, headers=fixed)
    assert "room-sign-in=" in answer.headers["set-cookie"]
    assert "fixed" not in answer.headers["set-cookie"]
    assert browsing(room).get("/", headers={"cookie": "room-sign-in=fixed-by-somebody-else"}).status_code == 303


def test_the_cookie_is_read_by_no_script_sent_by_no_other_site_and_behind_tls_bound_to_its_host(
    tmp_path: Path, hand_clock: HandClock
) -> None:
    settings = Settings(tmp_path / "tls", has_accounts=True, has_mind=False, public_address="https://room.example")
    room = open_room(settings, hand_clock.clock)
    headers = {"accept": "text/html", "origin": "https://room.example"}
    code = inviting.invite(accounts_of(room), "Ada", "therapist").code
    with TestClient(create_app(room), "https://room.example", headers=headers, follow_redirects=False) as browser:
        answer = browser.post("/sign-in/invited", data={"code": code})
        cookie = answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        foreign = browser.post("/sign-in", data={}, headers={"origin": "http://room.example"})
    assert cookie.startswith("__Host-room-sign-in=")
    assert all(one in cookie for one in ("HttpOnly", "SameSite=strict", "Secure", "Path=/"))
    assert "Domain" not in cookie
    assert foreign.status_code == 403


def test_it_is_over_when_idle_and_after_twelve_hours(browser: TestClient, room: Room, hand_clock: HandClock) -> None:
    cookie = signed_in(room, a_person(room, Role.THERAPIST))
    step_ms = int(IDLE.total_seconds() * 1000) - 1_000
    for _ in range(int(ABSOLUTE.total_seconds() * 1000) // step_ms):
        hand_clock.pass_ms(step_ms)
        works = {"cookie": cookie, "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin"}
        assert browser.get("/patients", headers=works).status_code == 200
    hand_clock.pass_ms(step_ms)
    assert browser.get("/patients", headers={"cookie": cookie}).headers["location"] == "/sign-in"
    idle = signed_in(room, a_person(room, Role.THERAPIST))
    hand_clock.pass_ms(int(IDLE.total_seconds() * 1000))
    assert browser.get("/patients", headers={"cookie": idle}).headers["location"] == "/sign-in"


def test_what_leaves_the_room_asks_for_the_secret_again_after_five_minutes(
    browser: TestClient, room: Room, hand_clock: HandClock
) -> None:
    codes = come_in(browser, room)
    person = next(one.person for one in inviting.everybody(accounts_of(room)))
    meeting = a_meeting(room)
    link(room, person, meeting, Link.TREATS)
    address = f"/patients/{meeting.patient_id}/package"
    assert browser.get(address).status_code == 200
    hand_clock.pass_ms(int(STEPPED_UP_FOR.total_seconds() * 1000))
    assert browser.get(address).headers["location"] == f"/account/again?to={address}"
    typed = {"to": address, "passphrase": PASSPHRASE, "code": pyotp.TOTP(codes).at(room.clock.now())}
    assert browser.post("/account/again", data=typed).headers["location"] == address
    assert browser.get(address).status_code == 200
    hand_clock.pass_ms(60_000)
    typed = {**typed, "to": "//elsewhere.example", "code": pyotp.TOTP(codes).at(room.clock.now())}
    assert browser.post("/account/again", data=typed).headers["location"] == "/"


def test_lists_name_only_the_patients_of_who_asks_and_a_new_patient_is_theirs(browser: TestClient, room: Room) -> None:
    mine, others = a_meeting(room), a_meeting(room)
    person = a_person(room, Role.THERAPIST)
    link(room, person, mine, Link.TREATS)
    cookie = {"cookie": signed_in(room, person)}
    for address in ("/", "/patients", "/sessions"):
        page = browser.get(address, headers=cookie)
        assert page.status_code == 200
        assert str(others.patient_id) not in page.text
        assert str(others.session_id) not in page.text
    assert str(mine.patient_id) in browser.get("/patients", headers=cookie).text
    typed = {"kind": "practice", "pseudonym": "Newly Added", "initials": "", "picture_word": "lantern"}
    made = browser.post("/patients/new", data=typed, headers=cookie).headers["location"]
    assert browser.get(made, headers=cookie).status_code == 200
    other = {"cookie": signed_in(room, a_person(room, Role.THERAPIST))}
    assert browser.get(made, headers=other).status_code == 404


def test_somebody_elses_patient_and_one_who_is_not_there_are_answered_alike(browser: TestClient, room: Room) -> None:
    meeting, cookie = a_meeting(room), {"cookie": signed_in(room, a_person(room, Role.THERAPIST))}
    there = browser.get(f"/patients/{meeting.patient_id}", headers=cookie)
    gone = browser.get(f"/patients/{meeting.session_id}", headers=cookie)
    assert (there.status_code, there.text) == (gone.status_code, gone.text)
    assert there.status_code == 404
    mixed = browser.get(f"/sessions/{meeting.session_id}/review", headers=cookie)
    assert (mixed.status_code, mixed.text.count(str(meeting.session_id))) == (404, 0)


@pytest.mark.parametrize("taken_back", ["role", "link", "sign-in", "person"])
def test_what_is_taken_back_closes_an_open_socket_within_a_second(room: Room, taken_back: str) -> None:
    session_id = open_session(room.database, room.clock)
    person, accounts = a_person(room, Role.THERAPIST), accounts_of(room)
    with room.database.read() as connection:
        patient_id = connection.exec_driver_sql("SELECT patient_id FROM sessions").scalar_one()
    inviting.assign(accounts, person.person_id, UUID(patient_id))
    headers = {"cookie": signed_in(room, person)}
    with (
        browsing(room) as browser,
        browser.websocket_connect(f"ws://localhost/live/{session_id}", headers=headers) as socket,
    ):
        socket.send_json(entering())
        assert socket.receive_json()["type"] == "entered"
        began = time.monotonic()
        match taken_back:
            case "role":
                inviting.change_role(accounts, person.person_id, "admin")
            case "person":
                inviting.leave(accounts, person.person_id)
            case "link":
                with room.database.read() as connection:
                    entry = open_links(connection, person.person_id)[0].entry
                inviting.end_assignment(accounts, person.person_id, entry)
            case _:
                browser.post("/sign-in/out", headers=headers)
        with pytest.raises(WebSocketDisconnect) as closed:
            all(iter(socket.receive_json, None))
        assert closed.value.code == 4404
        assert time.monotonic() - began < PATIENCE_S


def test_the_audit_names_who_signed_in_and_who_read(browser: TestClient, room: Room) -> None:
    person = a_person(room, Role.THERAPIST)
    browser.get("/patients", headers={"cookie": signed_in(room, person)})
    with room.database.read() as connection:
        deeds = connection.exec_driver_sql("SELECT action, actor FROM audit ORDER BY seq").all()
    assert ("signed in", str(person.person_id)) in [tuple(one) for one in deeds]
    assert ("GET /patients", str(person.person_id)) in [tuple(one) for one in deeds]


def test_what_is_refused_is_noted_of_who_is_known_here_and_nobody_fills_the_record(
    browser: TestClient, room: Room
) -> None:
    person, meeting = a_person(room, Role.RESEARCHER), a_meeting(room)
    known = {"cookie": signed_in(room, person), "accept": "application/json"}
    paths = (f"/api/sessions/{meeting.session_id}/log", f"/patients/{meeting.patient_id}")
    for path in paths:
        for headers in (known, {"accept": "application/json"}, {"accept": "text/html"}):
            assert browser.get(path, headers=headers).status_code in {303, 401, 404}
    for number in range(3):
        assert browser.get(f"/nowhere/{number}").status_code == 404
    with room.database.read() as connection:
        deeds = connection.exec_driver_sql("SELECT action, actor, reason FROM audit ORDER BY seq").all()
    refused = [(one.action, one.actor) for one in deeds if one.reason == NOT_SHOWN]
    me = str(person.person_id)
    assert refused == [("GET /api/sessions/-/log", me), ("GET /patients/-", me)]
    assert "nobody" not in {one.actor for one in deeds}


def test_an_admin_invites_links_and_changes_others_but_never_themselves(browser: TestClient, room: Room) -> None:
    admin, meeting = a_person(room, Role.ADMIN), a_meeting(room)
    cookie = {"cookie": signed_in(room, admin)}
    page = browser.post("/people", data={"name": "Carla", "role": "therapist", "patient": ""}, headers=cookie)
    assert page.status_code == 200
    assert 'class="code-letters"' in page.text
    carla = next(one.person for one in inviting.everybody(accounts_of(room)) if one.person.name == "Carla")
    data = {"patient": str(meeting.patient_id)}
    assert browser.post(f"/people/{carla.person_id}/assign", data=data, headers=cookie).status_code == 303
    assert browser.get(f"/people/{carla.person_id}", headers=cookie).status_code == 200
    for way in ("role", "leave", "invite"):
        answer = browser.post(f"/people/{admin.person_id}/{way}", data={"role": "therapist"}, headers=cookie)
        assert answer.status_code == 404
    assert browser.get(f"/patients/{meeting.patient_id}", headers=cookie).status_code == 404


def test_a_supervisor_reads_the_review_once_the_patient_agreed_and_never_the_notes_or_the_session_itself(
    browser: TestClient, room: Room
) -> None:
    session_id = open_session(room.database, room.clock)
    save_write_up(room.database, room.clock, session_id, "Words of my own", after_version=0, signs=False)
    with room.database.read() as connection:
        patient_id = session_of(connection, session_id).patient_id
    meeting, address = Meeting(patient_id, session_id), f"/sessions/{session_id}/review"
    therapist, supervisor = a_person(room, Role.THERAPIST), a_person(room, Role.SUPERVISOR)
    link(room, therapist, meeting, Link.TREATS)
    link(room, supervisor, meeting, Link.SUPERVISES)
    supervising = {"cookie": signed_in(room, supervisor)}
    assert "Words of my own" in browser.get(address, headers={"cookie": signed_in(room, therapist)}).text
    assert browser.get(address, headers=supervising).status_code == 404
    supervision = Purpose.SUPERVISION
    record_consent(room.database, room.clock, patient_id, supervision, is_given=True, recorded_by="T")
    page = browser.get(address, headers=supervising)
    assert (page.status_code, "Words of my own" in page.text) == (200, False)
    for screen in Screen:  # to sit in, unseen or seen, is not there
        assert browser.get(f"/sessions/{session_id}/{screen}", headers=supervising).status_code == 404
        with browser.websocket_connect(f"ws://localhost/live/{session_id}", headers=supervising) as socket:
            socket.send_json(entering(screen=screen))
            with pytest.raises(WebSocketDisconnect):
                socket.receive_json()
