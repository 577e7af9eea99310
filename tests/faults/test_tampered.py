"""F5 and tampering: whoever changes, swaps or cuts what lies on the disk is found out before it is shown."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from interbeing.domain.deed import CUT_BEFORE
from interbeing.domain.errors import InterbeingError
from interbeing.services.audit import SIGNED, sign_audit, wrong_in_audit
from interbeing.services.clock import Clock
from interbeing.services.practice import ready_practice
from interbeing.settings import Settings
from interbeing.storage import proof
from interbeing.storage.connect import Connection
from interbeing.storage.keyring import KEY_FILE
from interbeing.storage.keys import Keys
from interbeing.storage.look import look_at_file
from interbeing.storage.moments import START_OF_CHAIN, chained
from interbeing.storage.seal import PatientSeal
from interbeing.storage.sqlite_file import FILE_NAME, fitting_key, sqlite_engine
from interbeing.storage.tables import metadata
from interbeing.wiring import open_room
from tests.faults.counts import times
from tests.keys import keys_again, keys_in
from tests.rooms import open_session

pytestmark = pytest.mark.fault
TAMPERED, FLIPPED = times(120, 1_000), times(200, 5_000)
PLACES = (
    *(("moments", column) for column in ("sealed", "head", "seq")),
    *(("heads", column) for column in ("head", "seq")),
    *(("books", column) for column in ("head", "seq")),
    *(("patients", column) for column in ("sealed", "head", "seq", "created_at")),
    *(("cautions", column) for column in ("sealed", "head", "decided_at")),
    *(("consents", column) for column in ("sealed", "head", "seq", "recorded_at")),
    *(("audit", column) for column in ("action", "about", "at", "reason")),
    ("signatures", "signature"),
)
LOG = "SELECT rowid, sealed FROM moments WHERE session_id = ? ORDER BY seq"
GUARDS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
Tamper = Callable[[Connection, random.Random], None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed record with the practice patient's example and another session, closed and signed."""
    folder = tmp_path_factory.mktemp("sealed")
    room = open_room(Settings(folder), keys=keys_in(folder))
    ready_practice(room.database, room.clock)
    open_session(room.database)
    room.close()
    return folder


def is_found(connection: Connection, keys: Keys, folder: Path) -> bool:
    """Look the record over as `interbeing check` does, and say whether anything is wrong."""
    try:
        return bool(
            proof.broken_chains(connection, lambda _walked, _all: None)
            or proof.broken_books(connection)
            or proof.strays(connection)
            or proof.unopened(connection, PatientSeal(keys))
            or proof.altered_values(connection, PatientSeal(keys))
            or next(wrong_in_audit(connection, keys, folder), None)
        )
    except (InterbeingError, ValueError, KeyError, TypeError, AttributeError):
        return True


@contextmanager
def unguarded(folder: Path, keys: Keys) -> Iterator[Connection]:
    """The record in the hands of somebody who has its key and takes the guards away; nothing of it stays."""
    path = folder / FILE_NAME
    engine = sqlite_engine(path, fitting_key(path, keys), "BEGIN IMMEDIATE", "OFF", pool_size=1)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def edit(connection: Connection, chance: random.Random) -> None:
    table, column = chance.choice(PLACES)
    row = chance.choice(connection.exec_driver_sql(f"SELECT rowid, {column} FROM {table}").all())
    connection.exec_driver_sql(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (_other(row[1], chance), row[0]))


def _other(value: Any, chance: random.Random) -> Any:
    if isinstance(value, bytes):
        place = chance.randrange(len(value))
        return value[:place] + bytes([value[place] ^ 1 << chance.randrange(8)]) + value[place + 1 :]
    if isinstance(value, int):
        return value + 10_000
    return value.replace(value[:1], "7" if value[:1] != "7" else "6", 1) if value else "x"


def swap(connection: Connection, chance: random.Random) -> None:
    one, other = chance.sample(connection.exec_driver_sql("SELECT rowid, sealed FROM moments").all(), 2)
    for row, sealed in ((one[0], other[1]), (other[0], one[1])):
        connection.exec_driver_sql("UPDATE moments SET sealed = ? WHERE rowid = ?", (sealed, row))


def swap_and_chain_anew(connection: Connection, chance: random.Random) -> None:
    swap(connection, chance)
    _chain_anew(connection)


def cut_tail_and_chain_anew(connection: Connection, chance: random.Random) -> None:
    session, last = chance.choice(connection.exec_driver_sql("SELECT session_id, seq FROM heads WHERE seq > 1").all())
    connection.exec_driver_sql(
        "DELETE FROM moments WHERE session_id = ? AND seq > ?", (session, chance.randrange(1, last))
    )
    _chain_anew(connection)


def cut_audit(connection: Connection, chance: random.Random) -> None:
    last = connection.exec_driver_sql("SELECT max(seq) FROM audit").scalar_one()
    kept = chance.randrange(0, last)
    connection.exec_driver_sql("DELETE FROM audit WHERE seq > ?", (kept,))
    connection.exec_driver_sql("DELETE FROM signatures WHERE seq > ?", (kept,))


def delete(connection: Connection, chance: random.Random) -> None:
    table = chance.choice(("moments", "audit", "heads", "books", "consents", "cautions"))
    row = chance.choice(connection.exec_driver_sql(f"SELECT rowid FROM {table}").all())
    connection.exec_driver_sql(f"DELETE FROM {table} WHERE rowid = ?", (row[0],))


def _chain_anew(connection: Connection) -> None:
    """Make every log's chain hold again, as somebody would who knows how it is made."""
    for (session,) in connection.exec_driver_sql("SELECT session_id FROM heads").all():
        seq, head = 0, START_OF_CHAIN
        rows = connection.exec_driver_sql(
            "SELECT rowid, sealed FROM moments WHERE session_id = ? ORDER BY seq", (session,)
        )
        for row, sealed in rows.all():
            seq, head = seq + 1, chained(head, seq + 1, sealed)
            connection.exec_driver_sql("UPDATE moments SET seq = ?, head = ? WHERE rowid = ?", (seq, head, row))
        connection.exec_driver_sql("UPDATE heads SET seq = ?, head = ? WHERE session_id = ?", (seq, head, session))


WAYS: tuple[Tamper, ...] = (edit, swap, swap_and_chain_anew, cut_tail_and_chain_anew, cut_audit, delete)


def found_out(folder: Path, keys: Keys, many: int) -> int:
    """Tamper so many times, each time with the whole record as it was, and count how often it is found."""
    chance, found = random.Random(many), 0
    with unguarded(folder, keys) as connection:
        for number in range(many):
            with connection.begin() as doing:
                connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
                for name in connection.exec_driver_sql(GUARDS).scalars().all():
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
                WAYS[number % len(WAYS)](connection, chance)
                found += is_found(connection, keys, folder)
                doing.rollback()
    return found


def test_every_tampering_is_found(folder: Path) -> None:
    keys = keys_again(folder)
    with look_at_file(folder / FILE_NAME, keys=keys) as connection:
        assert not is_found(connection, keys, folder)
    found = found_out(folder, keys, TAMPERED)
    print(f"\ntampering found {found} of {TAMPERED}; ", end="")
    assert found == TAMPERED


def test_without_what_was_signed_beside_the_record_a_cut_is_missed(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    (tmp_path / "copy" / SIGNED).unlink()
    assert found_out(tmp_path / "copy", keys_again(folder), 60) < 60


def everything(path: Path, keys: Keys) -> str:
    with look_at_file(path, keys=keys, is_still=True) as connection:
        return repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])


def test_a_flipped_bit_is_found_before_anything_is_shown_or_changes_nothing(folder: Path, tmp_path: Path) -> None:
    keys, path = keys_again(folder), tmp_path / FILE_NAME
    whole, before = (folder / FILE_NAME).read_bytes(), everything(folder / FILE_NAME, keys)
    chance, found = random.Random(5), 0
    for _ in range(FLIPPED):
        place = chance.randrange(len(whole))
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :])
        try:
            assert everything(path, keys) == before
        except InterbeingError:
            found += 1
    print(f"\n{found} of {FLIPPED} flipped bits found, the others changed nothing; ", end="")
    assert found > FLIPPED // 4  # what else is flipped lies in pages that only searching reads


def test_opening_keeps_what_shows_that_the_end_was_cut(folder: Path, tmp_path: Path) -> None:
    for name in (FILE_NAME, KEY_FILE, SIGNED):
        shutil.copy(folder / name, tmp_path)
    keys, before = keys_again(tmp_path), (tmp_path / SIGNED).read_bytes()
    with unguarded(tmp_path, keys) as connection, connection.begin():
        for name in connection.exec_driver_sql(GUARDS).scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        cut_audit(connection, random.Random(1))
    room = open_room(Settings(tmp_path), keys=keys)
    with room.database.read() as connection:
        actions = connection.exec_driver_sql("SELECT action FROM audit").scalars().all()
        assert CUT_BEFORE in actions
        assert "its end was cut off" in next(wrong_in_audit(connection, keys, tmp_path)).said
    room.close()
    assert [path.read_bytes() for path in tmp_path.glob(f"{SIGNED}.*")] == [before]


def test_the_audit_is_signed_once_a_day_and_not_again_for_nothing(tmp_path: Path) -> None:
    room = open_room(Settings(tmp_path), Clock(lambda: datetime(2026, 11, 25, tzinfo=UTC)), keys_in(tmp_path))
    assert room.keys is not None
    for _ in range(2):
        sign_audit(room.database, room.keys, tmp_path, room.clock)
    with room.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM signatures").scalar_one() == 1
    room.close()
