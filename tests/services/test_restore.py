"""Backups are proved and kept by generations; one that is damaged, cut or another clinic's is refused with a reason."""

import hashlib
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from interbeing.domain.errors import BadInput, NotFound, WrongKey
from interbeing.services.backup import back_up
from interbeing.services.backup_keys import forget_in_backups, keep_newest_keys, keys_in, to_forget
from interbeing.services.backup_place import backups_in, choose_place, is_due, kept_of, made_at, take_away_old
from interbeing.services.leaving import erase_patient
from interbeing.services.recovery import new_recovery_key
from interbeing.services.restore import restore
from interbeing.services.unlocking import unlock_by_words
from interbeing.settings import Settings
from interbeing.storage import on_disk
from interbeing.storage.keyring import KEY_FILE
from interbeing.storage.keys import begun_keys, unlocked_by_passphrase
from interbeing.storage.patients import all_patients
from interbeing.storage.sessions import session_of
from interbeing.storage.sqlite_file import FILE_NAME, is_clear
from interbeing.storage.tables import metadata
from interbeing.wiring import Room, open_room
from tests.conftest import HandClock
from tests.keys import PASSPHRASE, keys_again, recovery_words
from tests.keys import keys_in as key_file_in
from tests.rooms import log_of, open_session

EVERY = [table for table in metadata.sorted_tables if table.name not in {"audit", "signatures"}]  # opening is a deed
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def quiet(_walked: int, _all: int) -> None:
    pass


@pytest.fixture
def sealed(tmp_path: Path, hand_clock: HandClock) -> Iterator[Room]:
    """An open room with a passphrase."""
    folder = tmp_path / "records"
    room = open_room(Settings(folder), hand_clock.clock, key_file_in(folder))
    yield room
    room.close()


def backed_up(room: Room, place: Path, now: datetime = NOW) -> Path:
    return back_up(room.settings.folder, place, now, quiet, room.keys).path


def digest(room: Room) -> str:
    """All that the tables hold, as one digest."""
    with room.database.read() as connection:
        rows = [repr(connection.execute(select(table).order_by(*table.primary_key)).all()) for table in EVERY]
    return hashlib.sha256("".join(rows).encode()).hexdigest()


@pytest.mark.parametrize("has_passphrase", [True, False], ids=["passphrase", "recovery key"])
def test_the_newest_backup_gives_every_table_back_on_a_new_computer(
    sealed: Room, tmp_path: Path, has_passphrase: bool
) -> None:
    open_session(sealed.database)
    before, copy = digest(sealed), backed_up(sealed, tmp_path / "disk")
    assert not is_clear(copy)
    keys = restore(tmp_path / "new", copy, PASSPHRASE if has_passphrase else recovery_words(), NOW)
    room = open_room(Settings(tmp_path / "new"), sealed.clock, keys)
    assert digest(room) == before
    room.close()


def test_what_was_there_is_put_aside_and_not_thrown_away(sealed: Room, tmp_path: Path) -> None:
    copy = backed_up(sealed, tmp_path / "disk")
    session_id = open_session(sealed.database)
    folder = sealed.settings.folder
    sealed.close()
    restore(folder, copy, PASSPHRASE, NOW)
    aside = next(folder.glob("before-restoring-*"))
    shutil.copy(folder / KEY_FILE, aside)
    room = open_room(Settings(aside), sealed.clock, keys_again(aside))
    assert log_of(room.database, session_id)
    room.close()


def test_an_erased_patient_comes_back_with_no_earlier_backup(sealed: Room, tmp_path: Path) -> None:
    place, folder = choose_place(sealed.settings.folder, str(tmp_path / "disk")), sealed.settings.folder
    stays, goes = (open_session(sealed.database) for _ in range(2))
    copies = [backed_up(sealed, place, NOW - timedelta(days=n + 1)) for n in range(2)]
    with sealed.database.read() as connection:
        patient_id = all_patients(connection, sealed.database.seal)[1].patient_id
    _close(sealed, goes)
    with pytest.raises(WrongKey):
        erase_patient(sealed.database, sealed.clock, sealed.keys, folder, patient_id, "not the passphrase")
    assert erase_patient(sealed.database, sealed.clock, sealed.keys, folder, patient_id, PASSPHRASE)
    copies.append(backed_up(sealed, place))
    sealed.close()
    for number, copy in enumerate(copies):
        for where in (folder, tmp_path / f"new{number}"):
            room = open_room(Settings(where), sealed.clock, restore(where, copy, PASSPHRASE, NOW))
            with room.database.read() as connection:
                assert patient_id not in {one.patient_id for one in all_patients(connection, room.database.seal)}
            with pytest.raises(NotFound):
                log_of(room.database, goes)
            assert log_of(room.database, stays)
            room.close()


def _close(room: Room, session_id) -> None:
    from interbeing.domain.session import SessionState
    from interbeing.storage.sessions import set_state

    room.database.write(
        lambda connection: set_state(connection, session_id, SessionState.CLOSED, closed_at=room.clock.now())
    ).result()


def test_a_key_file_from_before_an_erasure_is_gone_from_the_backups(sealed: Room, tmp_path: Path) -> None:
    place = choose_place(sealed.settings.folder, str(tmp_path / "disk"))
    session_id = open_session(sealed.database)
    backed_up(sealed, place)
    with sealed.database.read() as connection:
        patient_id = all_patients(connection, sealed.database.seal)[0].patient_id
    _close(sealed, session_id)
    erase_patient(sealed.database, sealed.clock, sealed.keys, sealed.settings.folder, patient_id, PASSPHRASE)
    assert [path.read_bytes() for path in keys_in(place)] == [(sealed.settings.folder / KEY_FILE).read_bytes()]


def erased(room: Room) -> bool:
    """Erase the only patient; whether no earlier key file is left anywhere."""
    session_id = open_session(room.database)
    with room.database.read() as connection:
        patient_id = session_of(connection, session_id).patient_id
    _close(room, session_id)
    return erase_patient(room.database, room.clock, room.keys, room.settings.folder, patient_id, PASSPHRASE)


def test_earlier_keys_go_from_every_place_that_ever_had_them(sealed: Room, tmp_path: Path) -> None:
    folder, places = sealed.settings.folder, (sealed.settings.folder / "backups", tmp_path / "one", tmp_path / "two")
    for place in places:
        backed_up(sealed, place)
    choose_place(folder, str(places[-1]))
    assert erased(sealed)
    for place in places:
        assert [path.read_bytes() for path in keys_in(place)] == [(folder / KEY_FILE).read_bytes()]


def test_a_place_out_of_reach_is_named_and_cleared_with_the_next_backup(sealed: Room, tmp_path: Path) -> None:
    folder, stick, drawer = sealed.settings.folder, tmp_path / "stick", tmp_path / "drawer"
    backed_up(sealed, stick)
    stick.rename(drawer)
    stick.mkdir()  # where the stick was plugged in
    assert not erased(sealed)
    assert to_forget(folder) == (stick,)
    stick.rmdir()
    drawer.rename(stick)
    backed_up(sealed, tmp_path / "disk", NOW + timedelta(days=1))
    assert [path.read_bytes() for path in keys_in(stick)] == [(folder / KEY_FILE).read_bytes()]
    assert to_forget(folder) == ()


def test_a_forgotten_passphrase_opens_no_key_file_beside_the_backups(sealed: Room, tmp_path: Path) -> None:
    backed_up(sealed, tmp_path / "disk")
    sealed.close()
    new = "another calm phrase"
    unlock_by_words(sealed.settings.folder, recovery_words(), new, new, NOW)
    assert [unlocked_by_passphrase(path, PASSPHRASE) for path in keys_in(tmp_path / "disk")] == [None]


def other_clinic(folder: Path) -> Room:
    return open_room(Settings(folder), keys=begun_keys(folder, "another calm phrase", new_recovery_key()))


def test_two_clinics_that_share_a_folder_leave_each_others_backups_alone(sealed: Room, tmp_path: Path) -> None:
    place, other = tmp_path / "disk", other_clinic(tmp_path / "other")
    ours, theirs = backed_up(sealed, place), backed_up(other, place)
    choose_place(other.settings.folder, str(place))
    for days in range(1, 40):
        for path in (ours, theirs):
            marked = path.name.replace("2026-11-25", f"{NOW - timedelta(days=days):%Y-%m-%d}")
            (place / marked).write_bytes(b"")
    assert sealed.keys is not None
    take_away_old(place, sealed.keys)
    forget_in_backups(sealed.settings.folder, sealed.keys, NOW + timedelta(days=1))
    assert len(backups_in(place, other.keys)) == 40
    assert len(backups_in(place, sealed.keys)) < 40
    assert sorted(len(keys_in(place, room.keys.clinic_id)) for room in (sealed, other) if room.keys) == [1, 1]
    assert is_due(other.settings.folder, NOW + timedelta(hours=25), other.keys)
    other.close()
    restore(tmp_path / "new", ours, PASSPHRASE, NOW)
    restore(tmp_path / "other", theirs, "another calm phrase", NOW)


def test_a_backup_that_bears_no_real_day_is_passed_over(sealed: Room, tmp_path: Path) -> None:
    backed_up(sealed, tmp_path / "disk")
    stray = tmp_path / "disk" / "interbeing-2026-13-45T09-00-00Z.sqlite"
    stray.write_bytes(b"")
    assert made_at(stray) is None
    assert len(backups_in(tmp_path / "disk")) == 1


def test_the_newest_key_file_is_on_the_disk_before_an_earlier_one_goes(
    sealed: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backed_up(sealed, tmp_path / "disk")
    before = keys_in(tmp_path / "disk")

    def pulled(_path: Path) -> None:
        raise OSError(5, "the disk was pulled out")

    monkeypatch.setattr(on_disk, "to_disk", pulled)
    assert sealed.keys is not None
    assert not keep_newest_keys(tmp_path / "disk", sealed.keys, NOW + timedelta(days=1), and_no_other=True)
    assert set(before) <= set(keys_in(tmp_path / "disk"))
    monkeypatch.undo()


def test_a_clear_backup_from_before_the_passphrase_is_encrypted_when_it_is_put_back(tmp_path: Path) -> None:
    clear = open_room(Settings(tmp_path / "records"))
    session_id = open_session(clear.database)
    copy = backed_up(clear, tmp_path / "disk")
    clear.close()
    open_room(Settings(tmp_path / "records"), keys=key_file_in(tmp_path / "records")).close()
    room = open_room(Settings(tmp_path / "records"), keys=restore(tmp_path / "records", copy, PASSPHRASE, NOW))
    assert log_of(room.database, session_id)
    room.close()
    assert not is_clear(tmp_path / "records" / FILE_NAME)


def damaged(copy: Path, how: str, other: Path) -> None:
    whole = copy.read_bytes()
    if how == "cut":
        copy.write_bytes(whole[: len(whole) // 2])
    elif how == "flipped":
        copy.write_bytes(whole[:9000] + bytes([whole[9000] ^ 1]) + whole[9001:])
    elif how == "empty":
        copy.write_bytes(b"")
    elif how == "no record":
        copy.write_bytes(b"not a record " * 1000)
    elif how == "another clinic's":
        shutil.copy(other, copy)


@pytest.mark.parametrize("how", ["cut", "flipped", "empty", "no record", "another clinic's"])
def test_a_backup_that_does_not_hold_is_refused_and_the_record_is_untouched(
    sealed: Room, tmp_path: Path, how: str
) -> None:
    folder = sealed.settings.folder
    open_session(sealed.database)
    copy = backed_up(sealed, tmp_path / "disk")
    other = other_clinic(tmp_path / "other")
    damaged(copy, how, backed_up(other, tmp_path / "other-disk"))
    other.close()
    before = digest(sealed)
    sealed.close()
    with pytest.raises(BadInput, match=r"damaged|do not open"):
        restore(folder, copy, PASSPHRASE, NOW)
    room = open_room(Settings(folder), keys=keys_again(folder))
    assert digest(room) == before
    room.close()


def test_a_wrong_passphrase_restores_nothing(sealed: Room, tmp_path: Path) -> None:
    copy = backed_up(sealed, tmp_path / "disk")
    with pytest.raises(WrongKey):
        restore(tmp_path / "new", copy, "not the passphrase", NOW)
    assert not (tmp_path / "new" / FILE_NAME).exists()


def test_days_weeks_and_months_are_kept_and_no_more() -> None:
    times = [NOW - timedelta(hours=6 * n) for n in range(4 * 800)]
    kept = kept_of(times)
    assert len(kept) <= 7 + 4 + 12
    assert max(kept) == NOW
    assert {(NOW - timedelta(days=n)).date() for n in range(7)} <= {at.date() for at in kept}
    assert min(kept) < NOW - timedelta(days=300)


def test_key_files_of_more_than_thirty_days_go_and_the_newest_stays(sealed: Room, tmp_path: Path) -> None:
    assert sealed.keys is not None
    (tmp_path / "disk").mkdir()
    for days in (70, 40, 10, 0):
        keep_newest_keys(tmp_path / "disk", sealed.keys, NOW - timedelta(days=days))
    assert len(keys_in(tmp_path / "disk")) == 2


def test_a_backup_is_due_once_a_day_where_a_place_was_chosen(sealed: Room, tmp_path: Path) -> None:
    folder = sealed.settings.folder
    assert not is_due(folder, NOW)
    with pytest.raises(BadInput):
        choose_place(folder, str(folder / "inside"))
    place = choose_place(folder, str(tmp_path / "disk"))
    assert is_due(folder, NOW)
    backed_up(sealed, place)
    assert not is_due(folder, NOW + timedelta(hours=23))
    assert is_due(folder, NOW + timedelta(hours=25))
    assert len(backups_in(place)) == 1
