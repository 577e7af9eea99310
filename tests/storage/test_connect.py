"""Opening the record: refused with one sentence whenever it could not be trusted."""

import sqlite3

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from interbeing.domain.errors import CannotStart, OutOfReach
from interbeing.storage.connect import (
    FILE_NAME,
    asked_of_line,
    is_in_the_open,
    open_file,
    open_postgres,
    refuse_old_sqlite,
)
from tests.rooms import a_moment, log_of, planned_session
from tests.storage.test_moments import keep


def test_what_was_kept_is_there_after_closing_and_opening(tmp_path):
    first = open_file(tmp_path)
    session_id = planned_session(first)
    receipt = keep(first, a_moment(session_id))
    first.close()
    again = open_file(tmp_path)
    assert log_of(again, session_id)[0].receipt.head == receipt.head
    again.close()


def test_what_was_kept_is_there_after_opening_postgres_again(postgres_url):
    first = open_postgres(postgres_url)
    session_id = planned_session(first)
    keep(first, a_moment(session_id))
    first.close()
    again = open_postgres(postgres_url)
    assert len(log_of(again, session_id)) == 1
    again.close()


def test_the_file_is_written_ahead_and_synced_in_full(tmp_path):
    database = open_file(tmp_path)

    def ask(connection):
        names = ("journal_mode", "synchronous", "fullfsync", "foreign_keys", "secure_delete")
        return [connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in names]

    full = 2
    assert database.write(ask).result() == ["wal", full, 1, 1, 1]
    database.close()


def test_a_second_room_on_the_same_file_is_refused_until_the_first_is_closed(tmp_path):
    first = open_file(tmp_path)
    with pytest.raises(CannotStart, match="already has"):
        open_file(tmp_path)
    first.close()
    open_file(tmp_path).close()


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_an_sqlite_that_can_lose_records_is_refused(version):
    with pytest.raises(CannotStart, match=r"3\.51\.3 is needed"):
        refuse_old_sqlite(version)


@pytest.mark.parametrize(
    ("address", "is_encrypted", "is_proved", "is_open"),
    [
        (None, False, False, False),
        ("127.0.0.1/32", False, False, False),
        ("::1/128", False, False, False),
        ("10.0.0.5/32", False, False, True),
        ("10.0.0.5/32", True, False, True),
        ("10.0.0.5/32", True, True, False),
    ],
)
def test_a_postgres_elsewhere_is_reached_over_a_line_that_is_encrypted_and_proved_or_not_at_all(
    address, is_encrypted, is_proved, is_open
):
    assert is_in_the_open(address, is_encrypted=is_encrypted, is_proved=is_proved) is is_open


@pytest.mark.postgres
@pytest.mark.parametrize("mode", ["disable", "allow"])
def test_how_the_line_is_wanted_is_read_from_the_address(postgres_url, mode):
    engine = create_engine(f"{postgres_url.replace('postgresql', 'postgresql+psycopg')}?sslmode={mode}")
    with engine.connect() as connection:
        assert asked_of_line(connection) == mode
    engine.dispose()


def test_the_sqlite_at_hand_is_new_enough():
    from sqlcipher3 import dbapi2

    refuse_old_sqlite(dbapi2.sqlite_version_info)


def test_a_record_of_a_newer_version_is_refused_and_left_alone(tmp_path):
    open_file(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for _ in range(2):  # the second time shows that the lock was let go
        with pytest.raises(CannotStart, match="newer Interbeing"):
            open_file(tmp_path)


def test_a_newer_record_in_postgres_is_refused(postgres_url):
    with psycopg.connect(postgres_url) as owner:
        owner.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CannotStart, match="newer Interbeing"):
        open_postgres(postgres_url)


def test_a_postgres_that_does_not_answer_is_said_in_one_sentence():
    with pytest.raises(CannotStart, match="Is it running"):
        open_postgres("postgresql://nobody@127.0.0.1:9/none")


def test_a_file_that_is_no_record_is_refused_and_left_alone(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"this is a shopping list, not a database. " * 200)
    for _ in range(2):
        with pytest.raises(CannotStart, match="Restore the newest backup"):
            open_file(tmp_path)


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CannotStart, match="Choose another INTERBEING_FOLDER"):
        open_file(tmp_path / "file" / "records")


@pytest.mark.parametrize("name", ["OneDrive - Practice", "Dropbox", "Nextcloud", "Google Drive"])
def test_a_folder_that_something_else_copies_is_refused(tmp_path, name):
    with pytest.raises(CannotStart, match="synchronised"):
        open_file(tmp_path / name / "records")
    assert not (tmp_path / name).exists()


def test_what_is_kept_stands_in_no_error(database):
    with pytest.raises((SQLAlchemyError, OutOfReach)) as told, database.read() as connection:
        connection.execute(text("SELECT * FROM nowhere WHERE words = :words"), {"words": "a canary"})
    assert "canary" not in f"{told.value} {told.value.__cause__}"
