"""F13: killed at every step while the record is written anew, the old record or the new one is there, whole."""

import shutil
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from interbeing.settings import Settings
from interbeing.storage.anew import seal_clear_record
from interbeing.storage.moments import append
from interbeing.storage.sqlite_file import FILE_NAME, is_clear
from interbeing.wiring import Room, open_room
from tests.faults.forked import DIED, killed_at, steps_of
from tests.keys import keys_in
from tests.rooms import a_moment, log_of, open_session

pytestmark = pytest.mark.fault
MARKS = 40


def told(room: Room) -> dict[str, list[str]]:
    """All that the logs hold, by session; fails when a chain does not hold."""
    with room.database.read() as connection:
        sessions = connection.exec_driver_sql("SELECT session_id FROM sessions").scalars().all()
    return {one: [str(kept.moment) for kept in log_of(room.database, UUID(one))] for one in sessions}


@pytest.fixture(scope="module")
def clear(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clear record with two sessions, and a key file beside it."""
    folder = tmp_path_factory.mktemp("clear")
    room = open_room(Settings(folder))
    for _ in range(2):
        session_id = open_session(room.database)
        for number in range(MARKS):
            room.database.write(lambda connection, at=number, one=session_id: _keep(connection, room, one, at)).result()
    room.close()
    return folder


def _keep(connection, room, session_id, at):
    return append(connection, room.database.seal, a_moment(session_id, session_ms=at), room.clock.now())


def test_a_clear_record_is_sealed_whole_or_stays_clear_wherever_it_is_killed(clear: Path, tmp_path: Path) -> None:
    room = open_room(Settings(clear))
    before = told(room)
    room.close()
    whole = tmp_path / "whole"
    shutil.copytree(clear, whole)
    steps = steps_of(partial(seal_clear_record, whole, keys_in(whole)))
    assert steps > 10
    clear_left = 0
    for last in range(1, steps + 1):
        folder = tmp_path / str(last)
        shutil.copytree(clear, folder)
        keys = keys_in(folder)
        assert killed_at(last, partial(seal_clear_record, folder, keys)) == DIED
        clear_left += is_clear(folder / FILE_NAME)
        room = open_room(Settings(folder), keys=keys)
        assert told(room) == before
        room.close()
        assert not is_clear(folder / FILE_NAME)
        assert not list(folder.glob("*.anew*"))
    assert 0 < clear_left < steps
