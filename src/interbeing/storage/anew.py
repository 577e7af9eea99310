"""Writes the whole record anew under other keys: from clear to sealed, or from one key to the next.

The new file is made beside the old one, proved against it, and only then takes its place in one step. Whenever this is
stopped, the old file or the new one is there, whole, and what was half made is thrown away the next time.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, Table, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from interbeing.domain.deed import BROKEN_BEFORE, WRITTEN_ANEW, Deed
from interbeing.domain.errors import CannotStart
from interbeing.storage.audit import note, note_where_logs_stand
from interbeing.storage.book import IN_BOOKS, binding, lines_of, patients_with_books, set_end
from interbeing.storage.book import chained as chained_line
from interbeing.storage.book import find_break as find_break_in_book
from interbeing.storage.keys import Keys
from interbeing.storage.moments import LOG, START_OF_CHAIN, chained, find_break
from interbeing.storage.on_disk import to_disk
from interbeing.storage.schema import bring_up_to_date
from interbeing.storage.seal import Binding, ClearSeal, PatientSeal, Seal
from interbeing.storage.signals import APART
from interbeing.storage.sqlite_file import FILE_NAME, fitting_key, is_clear, sqlite_engine, why_not_opened
from interbeing.storage.tables import audit, books, digests, heads, metadata, moments, sessions, signals

UNFINISHED: Final = ".anew"
ROWS_AT_ONCE: Final = 1_000
NS_PER_MS: Final = 1_000_000
ID_OF: Final = {LOG: moments.c.moment_id, APART: signals.c.moment_id}  # what is in no patient's book
CHAINED: Final = (moments, heads, books, *IN_BOOKS)
MADE_AGAIN: Final = (digests,)  # from the logs, when they are next read
Step = Callable[[str], None]


class Side(NamedTuple):
    """One of the two files: the key that opens it, and what opens its payloads."""

    key: str | None
    seal: Seal


def seal_clear_record(folder: Path, keys: Keys, step: Step = lambda _name: None) -> bool:
    """Encrypt a record that was clear so far; False when there is none, or it is encrypted already.

    Nobody else may have the record open. CannotStart when it was encrypted before: then somebody has put another one in
    its place. `step` hears before each step what comes next.
    """
    path = folder / FILE_NAME
    clear_away(path)
    if not path.exists() or not path.stat().st_size or not is_clear(path):
        return False
    if keys.keyring.was_sealed:
        raise CannotStart(
            f"{path} is not encrypted, though these records are: it is not ours. Restore the newest backup."
        )
    write_anew(path, Side(None, ClearSeal()), Side(keys.file_keys()[0], PatientSeal(keys)), step)
    return True


def renew_record(folder: Path, keys: Keys, step: Step = lambda _name: None) -> None:
    """Write a sealed record anew under new keys for the file and for every patient.

    One that was stopped on its way goes on with the keys it had begun with.
    """
    path, seal = folder / FILE_NAME, PatientSeal(keys)
    opens_with = fitting_key(path, keys)
    if opens_with == keys.file_keys()[0]:
        step("make the new keys")
        keys.add_keys()
    write_anew(path, Side(opens_with, seal), Side(keys.file_keys()[0], seal), step)


def write_anew(path: Path, old: Side, new: Side, step: Step) -> None:
    """Write the record anew; CannotStart, with the old one untouched, when a part of it cannot be read or proved."""
    beside = path.with_name(path.name + UNFINISHED)
    clear_away(path)
    step("bring the tables of the old file up to date")
    reading = sqlite_engine(path, old.key, "BEGIN IMMEDIATE", "FULL", pool_size=1)
    writing = sqlite_engine(beside, new.key, "BEGIN IMMEDIATE", "OFF", pool_size=1)
    try:
        bring_up_to_date(reading, old.seal)
        step("make the new file")
        bring_up_to_date(writing, new.seal)
        with reading.begin() as source, writing.begin() as target:
            _copy(source, target, old.seal, new.seal, step)
        with reading.begin() as source, writing.begin() as target:
            step("prove the new file")
            _prove(source, target, old.seal, new.seal)
        step("let go of both files")
        _close(reading, writing)
    except SQLAlchemyError as problem:
        raise CannotStart(why_not_opened(path, problem)) from problem
    finally:
        reading.dispose()
        writing.dispose()
    step("write the new file to the disk")
    to_disk(beside)
    step("put the new file in its place")
    beside.replace(path)
    step("write its name to the disk")
    to_disk(path.parent)


def clear_away(path: Path) -> None:
    """Throw away what an attempt left that was stopped."""
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + UNFINISHED + ending).unlink(missing_ok=True)


def _copy(source: Connection, target: Connection, old: Seal, new: Seal, step: Step) -> None:
    patient_of = _patients(source)
    target.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # what is chained comes last, since it is chained anew
    for table in metadata.sorted_tables:
        step(f"copy {table.name}")
        move = partial(_resealed, table.name, patient_of, old, new) if table.name in ID_OF else dict
        if table not in (*CHAINED, *MADE_AGAIN):
            _fill(target, table, (move(row._mapping) for row in _rows(source, table)))  # noqa: SLF001  its public name
    step("copy moments and chain them anew")
    ends: dict[UUID, tuple[int, str]] = {}
    _fill(target, moments, _chained_anew(source, patient_of, old, new, ends))
    starts = ((one, *ends.get(one, (0, START_OF_CHAIN))) for one in patient_of)
    _fill(target, heads, ({"session_id": one, "seq": seq, "head": head} for one, seq, head in starts))
    step("copy the books and chain them anew")
    for patient_id in patients_with_books(source):
        _copy_book(source, target, old, new, patient_id)
    step("note that it was written anew")
    _note(source, target)


def _note(source: Connection, target: Connection) -> None:
    """Note it in the audit, with the logs that did not hold before, and where each of them stands now."""
    at, monotonic_ms = datetime.now(UTC), time.monotonic_ns() // NS_PER_MS
    broken = [one for one in _patients(source) if find_break(source, one) is not None]
    broken += [one for one in patients_with_books(source) if find_break_in_book(source, one) is not None]
    note(target, Deed(WRITTEN_ANEW, at, monotonic_ms))
    for session_id in broken:
        note(target, Deed(BROKEN_BEFORE, at, monotonic_ms, str(session_id)))
    note_where_logs_stand(target, at, monotonic_ms)


def _chained_anew(
    source: Connection, patient_of: dict[UUID, UUID], old: Seal, new: Seal, ends: dict[UUID, tuple[int, str]]
) -> Iterator[dict[str, Any]]:
    for row in _rows(source, moments, moments.c.session_id, moments.c.seq):
        values = _resealed(LOG, patient_of, old, new, row._mapping)  # noqa: SLF001  its public name
        _, head = ends.get(row.session_id, (0, START_OF_CHAIN))
        values["head"] = chained(head, row.seq, values["sealed"])
        ends[row.session_id] = (row.seq, values["head"])
        yield values


def _copy_book(source: Connection, target: Connection, old: Seal, new: Seal, patient_id: UUID) -> None:
    seq, head = 0, START_OF_CHAIN
    for table, row in lines_of(source, patient_id):
        place = binding(table, patient_id, row)
        seq, sealed = row["seq"], new.seal(place, old.open(place, row["sealed"]))
        head = chained_line(head, table, {**row, "sealed": sealed})
        target.execute(insert(table), {**row, "sealed": sealed, "head": head})
    set_end(target, patient_id, seq, head)


def _resealed(name: str, patient_of: dict[UUID, UUID], old: Seal, new: Seal, row: Any) -> dict[str, Any]:
    place = _binding(name, patient_of, row)
    return {**row, "sealed": new.seal(place, old.open(place, row["sealed"]))}


def _binding(name: str, patient_of: dict[UUID, UUID], row: Any) -> Binding:
    patient_id = row["patient_id"] if "patient_id" in row else patient_of[row["session_id"]]
    return Binding(patient_id, name, row[ID_OF[name].name])


def _patients(connection: Connection) -> dict[UUID, UUID]:
    rows = connection.execute(select(sessions.c.session_id, sessions.c.patient_id))
    return {row.session_id: row.patient_id for row in rows}


def _rows(connection: Connection, table: Table, *order: Any) -> Iterator[Row[Any]]:
    wanted = select(table).order_by(*(order or table.primary_key.columns))
    yield from connection.execution_options(yield_per=ROWS_AT_ONCE).execute(wanted)


def _fill(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            connection.execute(insert(table), batch)
            batch.clear()
    if batch:
        connection.execute(insert(table), batch)


def _prove(source: Connection, target: Connection, old: Seal, new: Seal) -> None:
    """Open every payload of the new file and hold it against the old one's; count everything else."""
    patient_of = _patients(source)
    for table in metadata.sorted_tables:
        counts = [one.execute(select(func.count()).select_from(table)).scalar_one() for one in (source, target)]
        if counts[0] != counts[1] and table not in (audit, *MADE_AGAIN):
            raise CannotStart(f"The new file holds {counts[1]} of {counts[0]} {table.name}: nothing was changed.")
    for name, place in ID_OF.items():
        both = zip(_rows(source, place.table, place), _rows(target, place.table, place), strict=True)
        for was, now in both:
            place_of = _binding(name, patient_of, was._mapping)  # noqa: SLF001  its public name
            if old.open(place_of, was.sealed) != new.open(place_of, now.sealed):
                raise CannotStart(f"{name} {place_of.row_id} is not the same in the new file: nothing was changed.")
    for patient_id in patients_with_books(source):
        if _said(source, old, patient_id) != _said(target, new, patient_id):
            raise CannotStart(f"The book of {patient_id} is not the same in the new file: nothing was changed.")


def _said(connection: Connection, seal: Seal, patient_id: UUID) -> list[tuple[str, bytes]]:
    return [
        (table.name, seal.open(binding(table, patient_id, row), row["sealed"]))
        for table, row in lines_of(connection, patient_id)
    ]


def _close(*engines: Engine) -> None:
    """Move everything out of the write-ahead logs, so that each file is whole by itself."""
    for engine in engines:
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            raw.close()
        engine.dispose()
