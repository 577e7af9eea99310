"""What is for today, and what is not."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from interbeing.domain.session import MirrorKind, SessionState
from interbeing.services import agenda
from interbeing.services.patients import add_patient
from interbeing.services.plan import plan_session
from interbeing.storage.sessions import set_state
from interbeing.wiring import Room


@pytest.fixture
def patient_id(room: Room) -> UUID:
    return add_patient(room.database, room.clock, "Wren", "W", "lantern", is_practice=True).patient_id


def plan_at(room: Room, patient_id: UUID, at: datetime, state: SessionState = SessionState.PLANNED) -> UUID:
    session_id = plan_session(room.database, patient_id, MirrorKind.REAL, "mirror-course", at).session_id
    room.database.write(lambda connection: set_state(connection, session_id, state)).result()
    return session_id


def test_an_empty_room_says_so(room: Room) -> None:
    day = agenda.read_day(room.database, room.clock)
    assert not day.has_patient
    assert not day.has_session


def test_each_session_stands_in_its_place(room: Room, patient_id: UUID) -> None:
    here = room.clock.now().astimezone()
    midnight = here.replace(hour=0, minute=0)
    wanted = {
        "today": [plan_at(room, patient_id, midnight), plan_at(room, patient_id, midnight + timedelta(hours=23.9))],
        "coming": [plan_at(room, patient_id, midnight + timedelta(days=1))],
        "earlier": [plan_at(room, patient_id, midnight - timedelta(seconds=1))],
        "live": [plan_at(room, patient_id, midnight - timedelta(days=9), SessionState.PAUSED)],
        "recent": [plan_at(room, patient_id, midnight - timedelta(days=2), SessionState.CLOSED)],
    }
    day = agenda.read_day(room.database, room.clock)
    found = {place: [one.session.session_id for one in getattr(day, place)] for place in wanted}
    assert found == wanted
    assert {one.patient.pseudonym for place in wanted for one in getattr(day, place)} == {"Wren"}


def test_the_archive_is_searched_by_patient_and_comes_in_pages(
    room: Room, patient_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agenda, "MOST_ON_A_PAGE", 2)
    other = add_patient(room.database, room.clock, "Heron", "H", "acorn", is_practice=True).patient_id
    for day in range(3):
        plan_at(room, patient_id, room.clock.now() + timedelta(days=day))
    plan_at(room, other, room.clock.now())
    assert agenda.read_archive(room.database).total == 4
    assert len(agenda.read_archive(room.database, offset=2).listed) == 2
    assert [one.patient.pseudonym for one in agenda.read_archive(room.database, "ACORN").listed] == ["Heron"]
    assert agenda.read_archive(room.database, "nobody").total == 0
    newest = agenda.read_archive(room.database, "wren").listed[0]
    assert newest.session.planned_for == room.clock.now() + timedelta(days=2)
