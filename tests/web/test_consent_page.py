"""Consent as a browser meets it: given and withdrawn, and read again in the words it was given under."""

import re
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from interbeing.domain.access import Role
from interbeing.domain.consent import TEXT_VERSION
from interbeing.services.clinic import name_clinic
from interbeing.services.practice import ready_practice_patient
from interbeing.settings import Settings
from interbeing.web.app import create_app
from interbeing.wiring import Room, open_room
from tests.clinic import a_meeting, a_person, signed_in
from tests.web.conftest import said


def test_once_the_record_is_withdrawn_the_page_says_what_then_and_offers_a_copy_and_erasing(
    room: Room, browser: TestClient
) -> None:
    patient_id = ready_practice_patient(room.database, room.clock).patient_id
    address = f"/patients/{patient_id}/consent"
    assert "Nothing new is kept." not in said(browser.get(address))
    withdrawn = browser.post(f"{address}/record", data={"is_given": "no", "recorded_by": "Dr F"})
    assert withdrawn.headers["location"] == address
    page = browser.get(address)
    assert "Nothing new is kept." in said(page)
    assert f'href="/patients/{patient_id}/erase"' in page.text
    assert browser.get(f"/patients/{patient_id}/measures/phq-9/fill").status_code == 409


def test_a_form_without_a_name_comes_back_at_its_purpose(room: Room, browser: TestClient) -> None:
    patient_id = ready_practice_patient(room.database, room.clock).patient_id
    again = browser.post(f"/patients/{patient_id}/consent/research", data={"is_given": "no", "recorded_by": " "})
    assert again.status_code == 422
    assert 'id="recorded_by-research-no-wrong"' in again.text


def test_each_line_leads_to_its_words_also_to_those_of_before(room: Room, browser: TestClient) -> None:
    name_clinic(room.database, "", "it")
    patient_id = ready_practice_patient(room.database, room.clock).patient_id
    address = f"/patients/{patient_id}/consent/words"
    assert f'href="{address}/2026-12-01"' in browser.get(f"/patients/{patient_id}/consent").text
    assert "Acconsento che i battiti" in said(browser.get(f"{address}/2026-11"))
    assert browser.get(f"{address}/1999-01").status_code == 404


@pytest.mark.parametrize(("language", "here"), [("en", "this computer"), ("it", "questo computer")])
def test_in_a_clinic_a_patient_is_shown_only_what_they_may_follow(tmp_path: Path, language: str, here: str) -> None:
    with closing(open_room(Settings(tmp_path, has_mind=False, has_accounts=True))) as room:
        name_clinic(room.database, "", language)
        meeting = a_meeting(room)
        mine, person = f"/patients/{meeting.patient_id}/consent", a_person(room, Role.PATIENT, meeting.patient_id)
        headers = {"cookie": signed_in(room, person), "accept": "text/html", "origin": "http://localhost"}
        with TestClient(create_app(room), "http://localhost", headers=headers, follow_redirects=False) as browser:
            for is_given in ("yes", "no"):
                browser.post(f"{mine}/record", data={"is_given": is_given, "recorded_by": "R"})
            pages = [browser.get(f"{mine}{rest}").text for rest in ("", "/letter", f"/words/{TEXT_VERSION}")]
            ways = set(re.findall(r'href="(/[^"#]*)', "".join(pages)))
            answers = {way: browser.get(way).status_code for way in ways}
    assert max(answers.values()) < 400, answers
    assert "/clinic" not in ways, "a patient may save no setting"
    assert all(here not in page.split("<main", 1)[1].split("</main>", 1)[0] for page in pages)
    assert {mine, f"{mine}/letter", f"{mine.removesuffix('consent')}own"} <= ways
