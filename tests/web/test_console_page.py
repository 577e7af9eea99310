"""The console's page before, during and after a session."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from interbeing.domain.session import MirrorKind, SessionState
from interbeing.services.clinic import change_clinic, read_clinic
from interbeing.services.patients import add_patient
from interbeing.services.plan import plan_session, session_of
from interbeing.services.practice import ready_practice_patient
from interbeing.web.app import create_app
from interbeing.wiring import Room

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def client(room: Room) -> Iterator[TestClient]:
    with TestClient(create_app(room), base_url="http://localhost") as one:
        yield one


@pytest.fixture
def session_id(room: Room) -> UUID:
    return planned(room)


def planned(room: Room, protocol_id: str = "mirror-course") -> UUID:
    patient = ready_practice_patient(room.database, room.clock)
    return plan_session(room.database, patient.patient_id, MirrorKind.CAMERA, protocol_id, AT).session_id


def setup_of(text: str) -> dict[str, Any]:
    found = re.search(r'data-setup="([^"]*)"', text)
    assert found
    return dict(json.loads(unescape(found[1])))


def test_without_consent_the_page_says_what_is_missing_and_opening_changes_nothing(
    client: TestClient, room: Room
) -> None:
    patient = add_patient(room.database, room.clock, "Wren", "W", "lantern", is_practice=True)
    session_id = plan_session(room.database, patient.patient_id, MirrorKind.REAL, "mirror-course", AT).session_id
    answer = client.post(f"/sessions/{session_id}/open")
    assert "No consent to keep a record stands" in answer.text
    assert "Open the session" not in answer.text
    assert session_of(room.database, session_id).state is SessionState.PLANNED


def test_a_session_opens_once_and_closes_once_however_often_it_is_asked(
    client: TestClient, room: Room, session_id: UUID
) -> None:
    for _ in range(2):
        assert client.post(f"/sessions/{session_id}/open").status_code == 200
    assert session_of(room.database, session_id).state is SessionState.OPEN
    for _ in range(2):
        answer = client.post(f"/sessions/{session_id}/close")
    closed = session_of(room.database, session_id)
    assert (closed.state, closed.seq) == (SessionState.CLOSED, 2)
    assert f"/sessions/{session_id}/review" in answer.text


def test_the_page_holds_every_cue_and_the_clinics_keys(client: TestClient, room: Room, session_id: UUID) -> None:
    change_clinic(room.database, replace(read_clinic(room.database), keys={"we": "F2"}, keys_on=False))
    setup = setup_of(client.post(f"/sessions/{session_id}/open").text)
    protocol = room.protocols.protocol_of("mirror-course", "en")
    assert [cue["cue_id"] for cue in setup["cues"]] == [cue.cue_id for cue in protocol.cues]
    assert setup["keys"]["F2"] == "we"
    assert "KeyM" not in setup["keys"]
    assert setup["keys_on"] is False


def test_a_protocol_that_was_taken_away_does_not_stop_the_session(client: TestClient, room: Room) -> None:
    answer = client.post(f"/sessions/{planned(room, 'gone')}/open")
    assert setup_of(answer.text)["cues"] == []
    assert "Marking works." in answer.text


def test_the_patients_name_is_written_as_text(client: TestClient, room: Room) -> None:
    patient = add_patient(room.database, room.clock, "<b>O'Wren</b>", "W", "lantern", is_practice=True)
    session_id = plan_session(room.database, patient.patient_id, MirrorKind.REAL, "mirror-course", AT).session_id
    assert "<b>O" not in client.get(f"/sessions/{session_id}/console").text


def test_a_session_that_does_not_exist_is_not_found(client: TestClient) -> None:
    assert client.get(f"/sessions/{uuid4()}/console").status_code == 404
