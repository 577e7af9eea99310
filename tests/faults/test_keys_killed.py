"""F13: killed at every step while the record is written anew, the old record or the new one is there, whole."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from interbeing.services.backup import back_up
from interbeing.services.backup_place import backups_in
from interbeing.services.restore import restore
from interbeing.settings import Settings
from interbeing.storage.anew import renew_record, seal_clear_record
from interbeing.storage.connect import open_file
from interbeing.storage.erase import erase_rows
from interbeing.storage.keyring import KEY_FILE
from interbeing.storage.keys import Keys, unlocked_by_passphrase
from interbeing.storage.moments import append
from interbeing.storage.patients import all_patients
from interbeing.storage.sessions import all_sessions_of
from interbeing.storage.sqlite_file import FILE_NAME, fitting_key, is_clear
from interbeing.wiring import Room, open_room
from tests.faults.counts import SHARE, times
from tests.faults.forked import DIED, Step, killed_at, steps_of
from tests.keys import PASSPHRASE, keys_again, keys_in
from tests.rooms import a_moment, log_of, open_session

pytestmark = pytest.mark.fault
MARKS = 20
NEW = "another calm phrase"
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


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
    for last in range(1, steps + 1, times(4, 1)):
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


def sealed_copy(clear: Path, folder: Path) -> Keys:
    """A sealed record with those sessions, its room closed."""
    shutil.copytree(clear, folder)
    keys = keys_in(folder)
    seal_clear_record(folder, keys)
    return keys


def test_new_keys_for_all_records_are_taken_whole_or_go_on_the_next_time(clear: Path, tmp_path: Path) -> None:
    keys = sealed_copy(clear, tmp_path / "whole")
    room = open_room(Settings(tmp_path / "whole"), keys=keys)
    before, key = told(room), keys.file_keys()[0]
    room.close()
    steps = steps_of(partial(renew_record, tmp_path / "whole", keys))
    assert fitting_key(tmp_path / "whole" / FILE_NAME, keys) == keys.file_keys()[0] != key
    for last in range(1, steps + 1, times(5, 1)):
        folder = tmp_path / str(last)
        keys = sealed_copy(clear, folder)
        assert killed_at(last, partial(renew_record, folder, keys)) == DIED
        keys = keys_again(folder)
        assert_holds(folder, keys, before)
        renew_record(folder, keys)
        assert len(keys.file_keys()) <= 3
        assert_holds(folder, keys, before)


def assert_holds(folder: Path, keys: Keys, before: dict[str, list[str]]) -> None:
    room = open_room(Settings(folder), keys=keys)
    assert told(room) == before
    room.close()


def at_each_sync(do: Callable[[], object], step: Step) -> None:
    """Do it, with a step before each time that something is put on the disk or takes its place there."""
    sync, replace = os.fsync, Path.replace

    def stepping(opened: int) -> None:
        step("sync")
        sync(opened)

    def placing(path: Path, target: Path) -> Path:
        step("place")
        return replace(path, target)

    os.fsync, Path.replace = stepping, placing
    try:
        do()
    finally:
        os.fsync, Path.replace = sync, replace


@pytest.mark.parametrize("change", ["change_passphrase", "change_clinic_key"])
def test_a_changed_passphrase_or_clinic_key_is_the_old_one_or_the_new_one_wherever_it_is_killed(
    tmp_path: Path, change: str
) -> None:
    more = (bytes(32),) if change == "change_clinic_key" else ()
    keys = keys_in(tmp_path)
    before = keys.file_keys()
    steps = steps_of(partial(at_each_sync, partial(getattr(keys, change), NEW, *more)))
    assert steps >= 3
    seen = set()
    for last in range(1, steps + 1) if SHARE else (1, steps):
        folder = tmp_path / str(last)
        keys = keys_in(folder)
        assert killed_at(last, partial(at_each_sync, partial(getattr(keys, change), NEW, *more))) == DIED
        opened = [keys for one in (PASSPHRASE, NEW) if (keys := unlocked_by_passphrase(folder / KEY_FILE, one))]
        assert len(opened) == 1
        assert opened[0].file_keys() == before
        seen.add(opened[0].is_passphrase(NEW))
    assert seen == {False, True}


def test_a_backup_that_was_killed_on_its_way_is_none_or_whole_and_the_record_is_untouched(
    clear: Path, tmp_path: Path
) -> None:
    keys = sealed_copy(clear, tmp_path / "whole")
    room = open_room(Settings(tmp_path / "whole"), keys=keys)
    before = told(room)
    room.close()

    def making(place: Path) -> Callable[[Step], None]:
        return partial(at_each_sync, partial(back_up, tmp_path / "whole", place, NOW, lambda _walked, _all: None, keys))

    steps = steps_of(making(tmp_path / "disk"))
    assert steps >= 3
    whole = 0
    for last in range(1, steps + 1):
        place = tmp_path / f"disk-{last}"
        assert killed_at(last, making(place)) == DIED
        for made in backups_in(place, keys) if place.is_dir() else ():
            whole += 1
            restore(tmp_path / f"back-{last}", made, PASSPHRASE, NOW)
            assert_holds(tmp_path / f"back-{last}", keys_again(tmp_path / f"back-{last}"), before)
    assert whole < steps
    assert_holds(tmp_path / "whole", keys, before)


def test_a_restored_backup_takes_its_place_whole_or_the_record_of_before_stays(clear: Path, tmp_path: Path) -> None:
    keys = sealed_copy(clear, tmp_path / "whole")
    copy = back_up(tmp_path / "whole", tmp_path / "disk", NOW, lambda _walked, _all: None, keys).path
    room = open_room(Settings(tmp_path / "whole"), keys=keys)
    older = told(room)
    open_session(room.database)
    newer = told(room)
    room.close()
    steps = steps_of(partial(restore, tmp_path / "spare", copy, PASSPHRASE, NOW))
    for last in range(1, steps + 1):
        folder = tmp_path / str(last)
        shutil.copytree(tmp_path / "whole", folder)
        assert killed_at(last, partial(restore, folder, copy, PASSPHRASE, NOW)) == DIED
        room = open_room(Settings(folder), keys=keys_again(folder))
        assert told(room) in (older, newer)
        room.close()


def test_an_erasure_that_was_killed_is_finished_when_the_room_opens(clear: Path, tmp_path: Path) -> None:
    for last in (1, 2, 3):
        folder = tmp_path / str(last)
        keys = sealed_copy(clear, folder)
        room = open_room(Settings(folder), keys=keys)
        with room.database.read() as connection:
            patient_id = all_patients(connection, room.database.seal)[0].patient_id
            sessions = all_sessions_of(connection, patient_id)
        room.close()
        assert killed_at(last, partial(erase, folder, patient_id)) == DIED
        room = open_room(Settings(folder), keys=keys_again(folder))
        with room.database.read() as connection:
            there = {one.patient_id for one in all_patients(connection, room.database.seal)}
            assert (patient_id in there) == (last == 1)  # before the keys are destroyed nothing has happened yet
        assert len(told(room)) == 2 - (last > 1) * len(sessions)
        room.close()


def erase(folder: Path, patient_id: UUID, step: Step) -> None:
    """Erase in the order in which the room does, with a step before and after each deed."""
    keys = keys_again(folder)
    database = open_file(folder, keys=keys)
    step("destroy the keys")
    keys.destroy(patient_id, NOW)
    step("delete the rows")
    database.write(partial(erase_rows, patient_id=patient_id, at=NOW)).result()
    step("leave no trace")
    database.leave_no_trace()
