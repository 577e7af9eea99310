"""People of a clinic in a real browser: come in, make a passkey, sign in with it, invite somebody, link them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from interbeing.domain.access import Role
from interbeing.domain.person import Link
from interbeing.services import inviting
from interbeing.services.clinic import change_clinic, read_clinic
from interbeing.settings import Settings
from interbeing.storage.patients import patient_of
from interbeing.wiring import Room, open_room
from tests.browser.conftest import barriers, picture
from tests.browser.every_page import hidden_stops, runs_sideways
from tests.clinic import Meeting, a_meeting, a_person, accounts_of, link, signed_in
from tests.conftest import Served, free_port, serving
from tests.faults.counts import long_only

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def clinic(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Served, str]]:
    """A served room with one patient and an invited admin, in the language asked for; and the admin's code."""
    folder = tmp_path / "records"
    room = open_room(Settings(folder, has_mind=False, has_accounts=True))
    change_clinic(room.database, replace(read_clinic(room.database), language=request.param, name="The Quiet House"))
    meeting = a_meeting(room)
    code = inviting.invite(accounts_of(room), "Ada Admin", "admin").code
    (tmp_path / "helping").write_text(helping(room, meeting), encoding="utf-8")
    room.close()
    monkeypatch.setenv("INTERBEING_ACCOUNTS", "on")
    with serving(folder, free_port()) as one:
        yield one, code


def helping(room: Room, meeting: Meeting) -> str:
    """Two therapists, one of whom treats the patient, the patient, an admin: their cookies, and the pseudonym."""
    treating, helping, patient, admin = (
        a_person(room, Role.THERAPIST, name="Tessa"),
        a_person(room, Role.THERAPIST, name="Hanna Helps"),
        a_person(room, Role.PATIENT, meeting.patient_id),
        a_person(room, Role.ADMIN, name="Bea"),
    )
    link(room, treating, meeting, Link.TREATS)
    with room.database.read() as connection:
        pseudonym = patient_of(connection, room.database.seal, meeting.patient_id).pseudonym
    return "\n".join([*(signed_in(room, one) for one in (treating, helping, patient, admin)), pseudonym])


def told(served: Served) -> list[str]:
    return (served.folder.parent / "helping").read_text(encoding="utf-8").split("\n")


def be(page: Page, served: Served, cookie: str) -> None:
    """Be signed in as somebody else."""
    name, value = cookie.split("=", 1)
    page.context.clear_cookies()
    page.context.add_cookies([{"name": name, "value": value, "url": served.address}])


def sound(page: Page, name: str, language: str) -> None:
    """The page can be read, used by keys and enlarged; keeps a picture of it."""
    scheme = "dark" if language == "it" else "light"
    page.emulate_media(color_scheme=scheme)
    picture(page, f"people-{name}-{language}")
    assert barriers(page) == []
    assert hidden_stops(page) == []
    assert runs_sideways(page) <= 0
    page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.parametrize("clinic", ["en", long_only("it", "the other language")], indirect=True)
def test_an_admin_comes_in_with_a_passkey_and_invites_and_links_a_therapist(
    clinic: tuple[Served, str], page: Page, request: pytest.FixtureRequest
) -> None:
    (served, code), language = clinic, request.node.callspec.params["clinic"]
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"{served.address}/people")
    expect(page).to_have_url(f"{served.address}/sign-in")
    sound(page, "sign-in", language)
    page.goto(f"{served.address}/sign-in/invited")
    sound(page, "invited", language)
    page.fill("#code", code)
    page.keyboard.press("Enter")
    sound(page, "choose", language)
    page.click("button[data-makes=yes]")
    expect(page).to_have_url(f"{served.address}/people")
    sound(page, "people", language)
    page.click(".head-me button")
    expect(page).to_have_url(f"{served.address}/sign-in")
    page.click("button[data-ask='/sign-in/passkey/ask']")
    expect(page).to_have_url(f"{served.address}/people")
    page.fill("#name", "Carla")
    page.check("#role-therapist")
    page.click("main form button")
    expect(page.locator(".code-letters")).to_be_visible()
    sound(page, "code", language)
    page.click("main a.button")
    page.click("text=Carla")
    page.select_option("#patient", index=1)
    page.click("form[action$='/assign'] button")
    expect(page.locator("form[action$='/unassign']")).to_be_visible()
    sound(page, "person", language)
    page.goto(f"{served.address}/account")
    sound(page, "account", language)
    page.click("main a[href$='/acts']")
    expect(page.locator("table")).to_be_visible()
    sound(page, "acts", language)
    page.goto(f"{served.address}/account/again")
    sound(page, "again", language)


@pytest.mark.parametrize("clinic", [long_only("en", "the other language"), "it"], indirect=True)
def test_a_colleague_opens_what_helps_at_once_and_patient_and_therapist_read_it(
    clinic: tuple[Served, str], page: Page, request: pytest.FixtureRequest
) -> None:
    (served, _code), language = clinic, request.node.callspec.params["clinic"]
    treating, helping, patient, admin, pseudonym = told(served)
    be(page, served, helping)
    page.goto(f"{served.address}/patients")
    page.click("a[href='/emergency']")
    sound(page, "emergency-who", language)
    page.fill("#pseudonym", pseudonym)
    page.click("main form button")
    sound(page, "emergency-why", language)
    page.fill("#reason", "She fainted in the waiting room")
    page.click("main form button")
    expect(page.locator(".notice")).to_be_visible()
    sound(page, "emergency-help", language)
    patient_id = page.url.split("/")[-2]
    be(page, served, patient)
    page.goto(f"{served.address}/patients/{patient_id}/own")
    expect(page.locator(".correction", has_text="Hanna Helps")).to_contain_text("She fainted")
    sound(page, "own-view", language)
    be(page, served, treating)
    page.goto(served.address)
    expect(page.locator(".notice", has_text="Hanna Helps")).to_be_visible()
    sound(page, "emergency-told", language)
    page.goto(f"{served.address}/patients/{patient_id}/retention")
    page.fill("#reason", "A court asked for it")
    page.fill("#decided_by", "Tessa")
    page.click("form[action$='/hold'] button")
    page.click("#holds ~ .correction summary")
    page.check("form[action$='/lift/ask'] input[value='put by mistake']")
    sound(page, "hold-ask", language)
    page.click("form[action$='/lift/ask'] button")
    expect(page.locator("form[action$='/take-back']")).to_be_visible()
    be(page, served, admin)
    page.goto(f"{served.address}/clinic/holds")
    sound(page, "hold-waiting", language)
    page.click("form[action$='/agree'] button")
    expect(page.locator(".erasure-asked")).to_have_count(0)
    be(page, served, treating)
    page.goto(f"{served.address}/patients/{patient_id}/erase")
    sound(page, "erase-ask", language)
    page.check("#reason-time\\ is\\ over")
    page.fill("#picture_word", "pebble")
    page.click("main form button")
    expect(page.locator("form[action$='/take-back']")).to_be_visible()
    sound(page, "erase-asked", language)
    be(page, served, admin)
    page.goto(f"{served.address}/clinic/erasures")
    sound(page, "erase-waiting", language)
    page.check("#is_sure-1")
    page.click("form[action$='/agree'] button")
    expect(page.locator(".erasure-asked")).to_have_count(0)
