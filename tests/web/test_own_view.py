"""A patient's own view as a browser meets it: what is kept, who saw it, a correction that stays, a copy."""

import io
import json
import re
import zipfile
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from interbeing.domain.access import Role
from interbeing.domain.consent import Purpose
from interbeing.domain.own_view import Holding
from interbeing.domain.person import Link
from interbeing.services.own_view import correct, own_view, who_saw
from interbeing.services.patients import record_consent
from interbeing.services.plan import session_of
from interbeing.settings import Settings
from interbeing.web.app import create_app
from interbeing.web.pages.own_view import looks
from interbeing.wiring import Room, open_room
from tests.clinic import a_meeting, a_person, link, signed_in
from tests.sessions_made import a_session, kept_session
from tests.web.conftest import said


@pytest.fixture
def patient_id(room: Room) -> UUID:
    return session_of(room.database, kept_session(room, a_session())).patient_id


def test_it_says_what_is_kept_by_kind_and_leaves_out_what_is_not(
    room: Room, browser: TestClient, patient_id: UUID
) -> None:
    page = said(browser.get(f"/patients/{patient_id}/own"))
    assert "<dt>Sessions</dt><dd>1 session" in page
    assert "<dt>Questionnaires</dt>" not in page
    assert own_view(room.database, patient_id).holdings[Holding.MOMENTS] == len(a_session())


def test_it_says_who_saw_what_on_which_day_and_whose_file_left(
    room: Room, browser: TestClient, patient_id: UUID
) -> None:
    other = said(browser.get(f"/patients/{patient_id}/own"))
    assert "Nobody yet." in other
    browser.get(f"/patients/{patient_id}/course")
    browser.get(f"/patients/{patient_id}/package")
    browser.post(f"/patients/{patient_id}/consent/belt", data={"is_given": "yes", "recorded_by": "Dr F"})
    found = looks(who_saw(room.database, patient_id).deeds)
    assert len(found) == 1
    assert [thing.value for thing in found[0].saw] == ["course", "own view"]
    assert [thing.value for thing in found[0].changed] == ["consent"]
    assert [thing.value for thing in found[0].took] == ["export"]
    page = said(browser.get(f"/patients/{patient_id}/own"))
    assert "looked at: your course, this page" in page
    assert "took out: a file or a copy" in page


def test_a_correction_stands_beside_what_it_is_about_also_in_the_copy_and_once_the_record_is_over(
    room: Room, browser: TestClient, patient_id: UUID
) -> None:
    record_consent(room.database, room.clock, patient_id, Purpose.RECORD, is_given=False, recorded_by="the test")
    before = own_view(room.database, patient_id).holdings
    form = {"correction_id": str(uuid4()), "about": "moments", "words": "It was not anger.", "written_by": "Ada"}
    for _ in range(2):
        assert browser.post(f"/patients/{patient_id}/own/correct", data=form).status_code == 303
    found = own_view(room.database, patient_id)
    assert [one.text for one in found.corrections] == ["It was not anger."]
    assert found.holdings == {**before, Holding.CORRECTIONS: 1}, "nothing else was changed"
    assert "It was not anger." in said(browser.get(f"/patients/{patient_id}/own"))
    assert "has corrected something (1 time)" in said(browser.get(f"/patients/{patient_id}"))
    copy = zipfile.ZipFile(io.BytesIO(browser.get(f"/patients/{patient_id}/package").content))
    assert b"It was not anger." in copy.read("read-me-first.html")
    assert "It was not anger." in [one["content"].get("text") for one in json.loads(copy.read("papers.json"))["papers"]]


@pytest.mark.parametrize("wrong", [{"words": " "}, {"about": "moon"}, {"about": ""}, {"written_by": ""}])
def test_a_correction_without_its_parts_comes_back_as_it_was_typed(
    browser: TestClient, patient_id: UUID, wrong: dict
) -> None:
    form = {"correction_id": str(uuid4()), "about": "moments", "words": "Not so.", "written_by": "Ada"} | wrong
    answer = browser.post(f"/patients/{patient_id}/own/correct", data=form)
    assert answer.status_code == 422
    assert form["correction_id"] in answer.text


def test_of_somebody_else_nothing_is_seen_here(room: Room, browser: TestClient, patient_id: UUID) -> None:
    correct(room.database, room.clock, uuid4(), patient_id, Holding.MOMENTS, "Not so.", "Ada")
    other = browser.post(
        "/patients/new", data={"pseudonym": "Bo", "initials": "B", "picture_word": "river", "kind": "practice"}
    )
    page = said(browser.get(f"{other.headers['location']}/own"))
    assert "Not so." not in page
    assert browser.get(f"/patients/{uuid4()}/own").status_code == 404


@pytest.mark.parametrize("role", [Role.PATIENT, Role.THERAPIST])
def test_in_a_clinic_it_names_only_what_who_reads_it_may_open(tmp_path: Path, role: Role) -> None:
    with closing(open_room(Settings(tmp_path, has_mind=False, has_accounts=True))) as room:
        meeting = a_meeting(room)
        is_patient = role is Role.PATIENT
        person = a_person(room, role, meeting.patient_id if is_patient else None)
        if not is_patient:
            link(room, person, meeting, Link.TREATS)
        headers = {"cookie": signed_in(room, person), "accept": "text/html", "origin": "http://localhost"}
        with TestClient(create_app(room), "http://localhost", headers=headers, follow_redirects=False) as browser:
            page = said(browser.get(f"/patients/{meeting.patient_id}/own"))
            ways = set(re.findall(r'href="(/[^"#]*)"', page.split("<main", 1)[1]))
            answers = {way: browser.get(way).status_code for way in ways}
            account = said(browser.get("/account"))
    assert max(answers.values()) < 400, answers
    assert "on this computer" not in page
    assert "is kept by your clinic" in page
    assert ("/own/correct" in page) is is_patient, "nobody else writes a patient's correction"
    assert ("What is kept of you" in account) is is_patient
    own = f"/patients/{meeting.patient_id}"
    assert ways >= {f"{own}/consent", *(["/account"] if is_patient else [own, f"{own}/erase", f"{own}/package"])}
