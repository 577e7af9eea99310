"""Proves that a record is whole: its pages, what points to what, its guards, and every session's chain."""

from collections.abc import Callable, Container, Mapping
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import func, inspect, select

from interbeing.domain.errors import InterbeingError, NotFound
from interbeing.storage import book
from interbeing.storage.anew import ID_OF
from interbeing.storage.connect import Connection
from interbeing.storage.moments import find_altered, find_break
from interbeing.storage.schema import NEWEST, version_of
from interbeing.storage.seal import Binding, Seal
from interbeing.storage.tables import NEVER_CHANGED, audit, metadata, patients, sessions

MOST_TOLD: Final = 5
COUNTED: Final = ("patients", "sessions", "moments", "consents", "cautions", "write_ups", "papers")


class Broken(NamedTuple):
    """A session whose chain does not hold, and the first place where it does not (counted from 1)."""

    session_id: UUID
    planned_for: datetime
    seq: int


def sqlite_version() -> tuple[int, ...]:
    """Give the version of the SQLite that keeps the record."""
    version: tuple[int, ...] = sqlite.sqlite_version_info
    return version


def broken_pages(connection: Connection) -> tuple[str, ...]:
    """Let SQLite read every page, and give what it finds wrong: nothing when all is well."""
    found = connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_TOLD})").scalars().all()
    return () if list(found) == ["ok"] else tuple(found)


def strays(connection: Connection) -> int:
    """Count the rows that point to nothing."""
    return len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())


def missing_guards(connection: Connection) -> tuple[str, ...]:
    """Give the triggers that should refuse to change or delete what is only ever added to, and are not there."""
    there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars())
    guarded = [table for table in NEVER_CHANGED if table in _tables(connection)]
    wanted = [f"{table}_no_{deed}" for table in guarded for deed in ("update", "delete")]
    return tuple(name for name in wanted if name not in there)


def is_of_this_version(connection: Connection) -> bool:
    """Say whether the tables are those of this version; an earlier one is brought on when the room opens."""
    return version_of(connection) == NEWEST


def counts(connection: Connection) -> Mapping[str, int]:
    """Count what is kept, table by table."""
    tables = {name: metadata.tables[name] for name in COUNTED if name in _tables(connection)}
    return {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one() for name, table in tables.items()
    }


def deeds(connection: Connection) -> int:
    """Count what the audit holds."""
    return connection.execute(select(func.count()).select_from(audit)).scalar_one()


def real_patients(connection: Connection) -> int:
    """Count the patients that are not for practice."""
    wanted = select(func.count()).select_from(patients).where(patients.c.is_practice.is_(False))
    return connection.execute(wanted).scalar_one()


def broken_chains(connection: Connection, tell: Callable[[int, int], None]) -> tuple[Broken, ...]:
    """Walk every session's chain and give those that do not hold; `tell` hears how many of how many are walked."""
    every = connection.execute(select(sessions.c.session_id, sessions.c.planned_for)).all()
    found: list[Broken] = []
    for walked, (session_id, planned_for) in enumerate(every):
        tell(walked, len(every))
        seq = _break_of(connection, session_id)
        if seq is not None:
            found.append(Broken(session_id, planned_for, seq))
    return tuple(found)


def broken_books(connection: Connection) -> tuple[UUID, ...]:
    """Give the patients whose book does not hold: a line was changed, moved, put in or taken out."""
    return tuple(one for one in _books(connection) if book.find_break(connection, one) is not None)


def _books(connection: Connection) -> tuple[UUID, ...]:
    """Give whose books there are; a record of an earlier version has none."""
    return book.patients_with_books(connection) if "books" in inspect(connection).get_table_names() else ()


def altered_values(connection: Connection, seal: Seal) -> tuple[UUID, ...]:
    """Give the moments whose measured values are not those that their log bears the fingerprint of."""
    every = connection.execute(select(sessions.c.session_id)).scalars().all()
    return tuple(moment_id for session_id in every for moment_id in find_altered(connection, seal, session_id))


def unopened(connection: Connection, seal: Seal, erased: Container[UUID] = ()) -> int:
    """Open every payload, and count those that do not open; those of erased patients are not meant to."""
    patient_of = {row.session_id: row.patient_id for row in connection.execute(select(sessions))}
    count = 0
    for name, place in ID_OF.items():
        for row in connection.execute(select(place.table)).mappings():
            if patient_of[row["session_id"]] not in erased:
                count += not _opens(seal, Binding(patient_of[row["session_id"]], name, row[place.name]), row["sealed"])
    return count + sum(_unopened_in_book(connection, seal, one) for one in _books(connection) if one not in erased)


def _unopened_in_book(connection: Connection, seal: Seal, patient_id: UUID) -> int:
    lines = book.lines_of(connection, patient_id)
    return sum(not _opens(seal, book.binding(one.table, patient_id, one.row), one.row["sealed"]) for one in lines)


def _opens(seal: Seal, binding: Binding, sealed: bytes) -> bool:
    try:
        seal.open(binding, sealed)
    except InterbeingError:
        return False
    return True


def _tables(connection: Connection) -> frozenset[str]:
    """Give the tables that should be there: all of ours, but in a record of an earlier version only those it has."""
    if is_of_this_version(connection):
        return frozenset(metadata.tables)
    return frozenset(inspect(connection).get_table_names())


def _break_of(connection: Connection, session_id: UUID) -> int | None:
    try:
        return find_break(connection, session_id)
    except NotFound:
        return 1  # the end of its log is gone
