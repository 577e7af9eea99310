"""The pages of how long records are kept, and of who opens the practice when the therapist cannot any more."""

import re

import pytest
from starlette.testclient import TestClient

from interbeing.domain.errors import NotFound
from interbeing.services.bring_in import Offered
from interbeing.services.clinic import name_clinic
from interbeing.services.patients import add_patient
from interbeing.wiring import Room
from tests.web.conftest import said

WILL = {"executor": "Ada Poe", "reach": "555 0100", "second": "", "told_on": "1 May", "computer": "", "wishes": "Go."}


def test_a_held_record_is_not_erased_and_the_page_says_who_holds_it(room: Room, browser: TestClient) -> None:
    patient = add_patient(room.database, room.clock, "Falling Leaf", "FL", "leaf", is_practice=True)
    page, erase = f"/patients/{patient.patient_id}/retention", f"/patients/{patient.patient_id}/erase"
    hold_id = re.findall(r'name="hold_id" value="([^"]+)"', browser.get(page).text)[0]
    empty = browser.post(f"{page}/hold", data={"hold_id": hold_id, "reason": "", "decided_by": "Dr. Reed"})
    assert (empty.status_code, "why it must be kept" in said(empty)) == (422, True)
    browser.post(f"{page}/hold", data={"hold_id": hold_id, "reason": "A complaint", "decided_by": "Dr. Reed"})
    refused = browser.post(erase, data={"picture_word": "leaf", "passphrase": ""})
    assert (refused.status_code, "keeps this record, by Dr. Reed" in said(refused)) == (409, True)
    assert browser.get(page).status_code == 200
    browser.post(f"{page}/lift", data={"hold_id": hold_id, "lifted_by": "Dr. Reed"})
    read = room.waiting.put(Offered("theirs.csv", "table", ()))
    browser.post(erase, data={"picture_word": "leaf", "passphrase": ""})
    assert browser.get(page).status_code == 404
    with pytest.raises(NotFound):
        room.waiting.get(read)  # nothing of them stays in memory either


def test_the_clinics_classes_are_changed_and_chosen_and_a_row_left_empty_goes(room: Room, browser: TestClient) -> None:
    patient = add_patient(room.database, room.clock, "Falling Leaf", "FL", "leaf", is_practice=True)
    rows = {"class_name_1": "Adults", "years_1": "10", "class_name_2": "Children", "years_2": "30", "class_name_3": ""}
    browser.post("/clinic/retention", data=rows)
    browser.post(f"/patients/{patient.patient_id}/retention", data={"class_name": "Children"})
    assert '<option value="Children" selected>' in browser.get(f"/patients/{patient.patient_id}/retention").text
    refused = browser.post("/clinic/retention", data=rows | {"years_2": "thirty"})
    assert (refused.status_code, 'value="thirty"' in refused.text) == (422, True)
    browser.post("/clinic/retention", data=rows | {"class_name_2": "", "years_2": ""})
    assert "Children" not in browser.get("/clinic/retention").text


def test_the_clinical_will_is_written_and_printed_in_the_clinics_language(room: Room, browser: TestClient) -> None:
    assert "Not complete yet" in browser.get("/clinic/will/paper").text
    browser.post("/clinic/will", data=WILL | {"keys": "In the safe\r\nof the notary"})
    paper = browser.get("/clinic/will/paper").text
    assert "Not complete yet" not in paper
    for words in ("Ada Poe", "555 0100", "In the safe\nof the notary", "Go.", "1 May"):
        assert words in paper
    assert "of the notary</textarea>" in browser.get("/clinic/will").text
    name_clinic(room.database, "", "it")
    assert "Se io non posso più" in browser.get("/clinic/will/paper").text
    assert "Ada Poe" in browser.get("/clinic/will/paper").text
