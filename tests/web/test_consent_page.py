"""Consent as a browser meets it: given and withdrawn, and read again in the words it was given under."""

from starlette.testclient import TestClient

from interbeing.services.clinic import name_clinic
from interbeing.services.practice import ready_practice_patient
from interbeing.wiring import Room
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
    assert f'href="{address}/2026-11-25"' in browser.get(f"/patients/{patient_id}/consent").text
    assert "Acconsento che i battiti" in said(browser.get(f"{address}/2026-11"))
    assert browser.get(f"{address}/1999-01").status_code == 404
