"""Files as a browser meets them."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from interbeing.services.clinic import name_clinic
from interbeing.services.export import FORMATS
from interbeing.services.practice import ready_practice_patient
from interbeing.web import file_words
from interbeing.web.app import create_app
from interbeing.web.pages.files import OFFERED
from interbeing.wiring import Room
from tests.sessions_made import a_session, kept_session


@pytest.fixture
def client(room: Room) -> TestClient:
    return TestClient(create_app(room), base_url="http://localhost")


def test_the_review_offers_every_format_and_each_link_gives_its_file(room: Room, client: TestClient) -> None:
    session_id = kept_session(room, a_session())
    page = client.get(f"/sessions/{session_id}/review").text
    assert sorted(name for names in OFFERED.values() for name in names) == sorted(FORMATS)
    for name, wanted in FORMATS.items():
        assert f'href="/sessions/{session_id}/files/{name}"' in page
        answer = client.get(f"/sessions/{session_id}/files/{name}")
        assert (answer.status_code, len(answer.content) > 0) == (200, True)
        assert answer.headers["content-disposition"] == f'attachment; filename="session-{session_id}.{wanted.ending}"'


def test_a_format_or_a_session_that_does_not_exist_is_not_found(room: Room, client: TestClient) -> None:
    session_id = kept_session(room, a_session())
    assert client.get(f"/sessions/{session_id}/files/word").status_code == 404
    assert client.get(f"/sessions/{uuid4()}/files/csv").status_code == 404


def test_a_table_is_brought_in_step_by_step(room: Room, client: TestClient) -> None:
    patient = ready_practice_patient(room.database, room.clock)
    address = f"/patients/{patient.patient_id}/bring-in"
    table = {"file": ("seen.csv", b"when,what,code\n5,x,felt: shame\n9,x,note\n", "text/csv")}
    meaning = client.post(address, files=table)
    assert meaning.status_code == 200
    assert '<option value="felt:shame" selected>' in meaning.text
    here = re.search(r'action="([^"]+session=0[^"]*)"', meaning.text)
    assert here
    form = {"label-0": "felt:shame", "label-1": "", "date": "2026-11-20", "time": "09:30"}
    kept = client.post(here[1].replace("&amp;", "&"), data=form)
    assert kept.status_code == 200
    assert "/review" in str(kept.url)
    assert "seen.csv (table)" in kept.text


def test_a_refused_file_is_told_on_the_page_in_the_clinics_language(room: Room, client: TestClient) -> None:
    name_clinic(room.database, "", "it")
    patient = ready_practice_patient(room.database, room.clock)
    address = f"/patients/{patient.patient_id}/bring-in"
    answer = client.post(address, files={"file": ("a.csv", b"time,code\n1,x\nsoon,y\n", "text/csv")})
    assert answer.status_code == 422
    assert "a.csv, riga 3: il tempo non si può leggere. Scriva secondi" in answer.text
    assert client.post(address).status_code == 422


def test_a_patients_package_goes_out_and_is_here_already_when_it_comes_back(room: Room, client: TestClient) -> None:
    session_id = kept_session(room, a_session())
    patient = ready_practice_patient(room.database, room.clock)
    answer = client.get(f"/patients/{patient.patient_id}/package")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert str(session_id).encode() in answer.content
    again = client.post("/patients/bring-in", files={"file": ("p.zip", answer.content, "application/zip")})
    assert again.status_code == 409
    assert "here already" in again.text


def test_a_file_larger_than_the_room_takes_is_refused(room: Room, client: TestClient) -> None:
    patient = ready_practice_patient(room.database, room.clock)
    answer = client.post(f"/patients/{patient.patient_id}/bring-in", files={"file": ("a.csv", b"a" * 53_000_000)})
    assert answer.status_code == 413


def test_every_refusal_of_a_file_has_its_words() -> None:
    source = Path(file_words.__file__).parents[1]
    written = "".join(path.read_text(encoding="utf-8") for path in (source / "formats").glob("*.py"))
    written += (source / "services/packages.py").read_text(encoding="utf-8")
    said = re.findall(r'BadFile\([^"]*?(?:None|\w+), "([^"]+)"', written.replace("\n", " "))
    assert len(said) > 25
    assert set(said) <= set(file_words.WRONG)
