"""Looks at a record without changing it, also while the room is open: for the check, for backups and for the mind."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from interbeing.domain.errors import CannotStart
from interbeing.storage.connect import Connection
from interbeing.storage.keyring import KEY_FILE
from interbeing.storage.keys import Keys, unlocked_by_clinic_key
from interbeing.storage.seal import ClearSeal, PatientSeal, Seal
from interbeing.storage.second_wall import AS_ROLE, look_for
from interbeing.storage.sqlite_file import FILE_NAME, fitting_key, unlock, why_not_opened


@dataclass(frozen=True, slots=True)
class Record:
    """Where a record lies, in this folder or in a clinic's PostgreSQL, and the clinic's key when it is locked."""

    folder: Path
    database_url: str | None = None
    clinic_key: str | None = field(default=None, repr=False)


def keys_of(record: Record) -> Keys | None:
    """Give the keys of a record that needs them."""
    if record.clinic_key is None:
        return None
    return unlocked_by_clinic_key(record.folder / KEY_FILE, bytes.fromhex(record.clinic_key))


def seal_of(record: Record) -> Seal:
    """Give what opens the payloads of this record."""
    keys = keys_of(record)
    return PatientSeal(keys) if keys else ClearSeal()


def look_at(record: Record) -> AbstractContextManager[Connection]:
    """Give one consistent state of this record, wherever it lies."""
    if record.database_url:
        return look_at_postgres(record.database_url)
    return look_at_file(record.folder / FILE_NAME, keys=keys_of(record))


def open_for_reading(path: Path, key: str | None = None, *, is_still: bool = False) -> Any:
    """Open this SQLite file so that nothing can be written; `is_still` when nobody else has it open either."""
    address = f"file:{quote(str(path.absolute()))}?mode=ro" + ("&immutable=1" if is_still else "")
    connection = sqlite.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    unlock(connection, key)
    return connection


@contextmanager
def look_at_file(path: Path, *, keys: Keys | None = None, is_still: bool = False) -> Iterator[Connection]:
    """Give one consistent state of the record in this file. CannotStart when it is no record that can be read."""
    key = fitting_key(path, keys)
    engine = create_engine(
        "sqlite://",
        module=sqlite,
        creator=lambda: open_for_reading(path, key, is_still=is_still),
        poolclass=NullPool,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=5000")
            yield connection
    except SQLAlchemyError as problem:
        raise CannotStart(why_not_opened(path, problem)) from problem


@contextmanager
def look_at_postgres(url: str) -> Iterator[Connection]:
    """Give one consistent state of the record in this PostgreSQL. CannotStart when it cannot be reached."""
    address, options = url.replace("postgresql://", "postgresql+psycopg://", 1), {"options": AS_ROLE}
    engine = create_engine(address, poolclass=NullPool, connect_args=options)
    try:
        with engine.connect() as connection:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            look_for(connection, None)
            yield connection
    except SQLAlchemyError as problem:
        said = str(getattr(problem, "orig", problem)).splitlines()[0]
        raise CannotStart(f"PostgreSQL cannot be read ({said}): is it running?") from problem
