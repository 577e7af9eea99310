"""How somebody signs in is changed by nobody who only found their browser open; and an admin who treats has two."""

from collections.abc import Iterator

import pyotp
import pytest
from starlette.testclient import TestClient

from interbeing.domain.access import Role
from interbeing.domain.person import STEPPED_UP_FOR, Link, Person
from interbeing.services import inviting
from interbeing.services.signing_in import MOST_AT_ONCE, account_of
from interbeing.settings import Settings
from interbeing.web.asked import OF_PAGES, Thing, Verb
from interbeing.wiring import Room, open_room
from tests.clinic import a_meeting, a_person, accounts_of, link, signed_in
from tests.conftest import HandClock
from tests.web.test_signing_in import PASSPHRASE, browsing, codes_of, come_in, sign_in

A_WHILE_MS = int(STEPPED_UP_FOR.total_seconds() * 1000)


@pytest.fixture(scope="module")
def hand_clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, hand_clock: HandClock) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("own") / "records"
    opened = open_room(Settings(folder, has_mind=False, has_accounts=True), hand_clock.clock)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def everybodys(room: Room) -> Iterator[TestClient]:
    with browsing(room) as one:
        yield one


@pytest.fixture
def browser(everybodys: TestClient, hand_clock: HandClock) -> TestClient:
    """A browser in which nobody has signed in, a minute after the test before."""
    hand_clock.pass_ms(60_000)
    everybodys.cookies.clear()
    return everybodys


def cookie_in(browser: TestClient) -> str:
    return f"room-sign-in={browser.cookies['room-sign-in']}"


def is_in(browser: TestClient, cookie: str) -> bool:
    return browser.get("/account", headers={"cookie": cookie}).status_code == 200


def test_a_browser_that_was_left_open_changes_no_secret_and_ends_no_sign_in(
    browser: TestClient, room: Room, hand_clock: HandClock
) -> None:
    come_in(browser, room, "Ada")
    pages = OF_PAGES[Thing.OWN_SECRETS][Verb.WRITE].split()[1::2]
    assert len(pages) > 4
    assert "Make a passkey" in browser.get("/account").text
    hand_clock.pass_ms(A_WHILE_MS)
    for page in pages:
        assert browser.post(page, data={}).headers["location"].startswith("/account/again"), page
    shown = browser.get("/account").text
    assert "/account/again?to=/account" in shown
    assert not any(f'"{page}"' in shown for page in pages), "nothing is offered that would be refused"


def test_giving_the_secret_again_changes_the_token_and_the_earlier_one_is_nobodys(
    browser: TestClient, room: Room, hand_clock: HandClock
) -> None:
    codes = come_in(browser, room, "Bea")
    before = cookie_in(browser)
    hand_clock.pass_ms(A_WHILE_MS)
    typed = {"to": "/account", "passphrase": PASSPHRASE, "code": pyotp.TOTP(codes).at(room.clock.now())}
    assert browser.post("/account/again", data=typed).headers["location"] == "/account"
    assert cookie_in(browser) != before
    now = cookie_in(browser)
    browser.cookies.clear()
    assert [is_in(browser, one) for one in (before, now)] == [False, True]
    assert codes_of(browser.get("/account", headers={"cookie": now}))


def test_of_too_many_sign_ins_the_oldest_ends_and_all_others_can_be_ended_at_once(
    browser: TestClient, room: Room, hand_clock: HandClock
) -> None:
    person = a_person(room, Role.THERAPIST)
    cookies = []
    for _ in range(MOST_AT_ONCE + 1):
        hand_clock.pass_ms(1)
        cookies.append(signed_in(room, person))
    assert [is_in(browser, one) for one in cookies] == [False, *([True] * MOST_AT_ONCE)]
    browser.post("/account/sign-ins/end-others", headers={"cookie": cookies[2]})
    assert [is_in(browser, one) for one in cookies[1:]] == [False, True, *([False] * (MOST_AT_ONCE - 2))]


def test_who_signs_in_where_somebody_is_signed_in_ends_that(
    browser: TestClient, room: Room, hand_clock: HandClock
) -> None:
    codes = come_in(browser, room, "Cleo")
    first = cookie_in(browser)
    hand_clock.pass_ms(60_000)
    assert sign_in(browser, room, codes, "Cleo").status_code == 303
    now = cookie_in(browser)
    browser.cookies.clear()
    assert [is_in(browser, one) for one in (first, now)] == [False, True]


def test_an_admin_signs_somebody_out_everywhere_and_what_they_sign_in_with_stays(
    browser: TestClient, room: Room, hand_clock: HandClock
) -> None:
    codes = come_in(browser, room, "Dora")
    cookie = cookie_in(browser)
    browser.cookies.clear()
    person = next(one.person for one in inviting.everybody(accounts_of(room)) if one.person.name == "Dora")
    admin = {"cookie": signed_in(room, a_person(room, Role.ADMIN))}
    assert browser.post(f"/people/{person.person_id}/sign-out", headers=admin).status_code == 303
    assert not is_in(browser, cookie)
    hand_clock.pass_ms(60_000)
    assert sign_in(browser, room, codes, "Dora").status_code == 303


@pytest.fixture
def therapist(room: Room) -> Person:
    """Who is an admin too, in an account of its own."""
    return a_person(room, Role.THERAPIST)


def test_an_admin_who_treats_reads_records_in_the_therapists_account_alone(
    browser: TestClient, room: Room, therapist: Person
) -> None:
    meeting = a_meeting(room)
    link(room, therapist, meeting, Link.TREATS)
    admin = a_person(room, Role.ADMIN)
    records = [f"/patients/{meeting.patient_id}{part}" for part in ("", "/course", "/measures", "/own", "/package")]
    records.append(f"/sessions/{meeting.session_id}/review")
    offices = ["/people", f"/people/{therapist.person_id}", "/clinic/erasures", "/clinic/holds"]
    for person, is_served in ((therapist, True), (admin, False)):
        cookie = {"cookie": signed_in(room, person)}
        answers = [browser.get(one, headers=cookie).status_code == 200 for one in (*records, *offices)]
        assert answers == [is_served] * len(records) + [not is_served] * len(offices)


def test_an_account_that_becomes_an_admins_keeps_no_patient_and_an_admins_is_linked_to_none(
    browser: TestClient, room: Room, therapist: Person
) -> None:
    meeting = a_meeting(room)
    link(room, therapist, meeting, Link.TREATS)
    admin = a_person(room, Role.ADMIN)
    cookie = {"cookie": signed_in(room, admin)}
    patient = {"patient": str(meeting.patient_id)}
    own = f"/people/{admin.person_id}"
    for page, typed in ((f"{own}/role", {"role": "therapist"}), (f"{own}/assign", patient), (f"{own}/sign-out", {})):
        assert browser.post(page, data=typed, headers=cookie).status_code == 404, "nobody changes themselves"
    for role in ("admin", "therapist"):
        browser.post(f"/people/{therapist.person_id}/role", data={"role": role}, headers=cookie)
        answer = browser.get(f"/patients/{meeting.patient_id}", headers={"cookie": signed_in(room, therapist)})
        assert answer.status_code == 404, f"as {role} again: a link that ended comes back only by linking anew"
    browser.post(f"/people/{therapist.person_id}/role", data={"role": "admin"}, headers=cookie)
    refused = browser.post(f"/people/{therapist.person_id}/assign", data=patient, headers=cookie)
    assert "only therapists and supervisors" in refused.text.lower()
    assert account_of(accounts_of(room), therapist.person_id).sign_ins == ()
