"""Making a backup: written, opened again, proved whole, and only then called one."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from uuid import UUID

from interbeing.domain.errors import CannotStart, InterbeingError, NotFound, NotSaved
from interbeing.services.backup_keys import forget_again, keep_newest_keys, remember_place
from interbeing.services.backup_place import name_of, take_away_old
from interbeing.storage import proof
from interbeing.storage.backup import copy_record
from interbeing.storage.connect import FILE_NAME
from interbeing.storage.keys import Keys
from interbeing.storage.look import look_at_file
from interbeing.storage.place import refuse_synced
from interbeing.storage.seal import PatientSeal
from interbeing.storage.sqlite_file import fitting_key


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was opened and proved. What is broken in it, logs and books, does not hold in the record either."""

    path: Path
    size_bytes: int
    counts: Mapping[str, int]
    broken: tuple[proof.Broken, ...]
    broken_books: tuple[UUID, ...]


def back_up(
    records: Path, folder: Path, now: datetime, tell: Callable[[int, int], None], keys: Keys | None = None
) -> Backup:
    """Copy the record into this folder and prove the copy. NotSaved says why not, and then no half file is left."""
    record = records / FILE_NAME
    if not record.is_file():
        raise NotFound(f"there is no record in {records} to back up: check INTERBEING_FOLDER")
    try:
        return _made(records, folder, now, tell, keys)
    except OSError as problem:
        raise NotSaved(f"no backup was made in {folder} ({problem.strerror}): is its disk still there?") from problem


def _made(records: Path, folder: Path, now: datetime, tell: Callable[[int, int], None], keys: Keys | None) -> Backup:
    record = records / FILE_NAME
    with look_at_file(record, keys=keys) as connection:
        before = proof.counts(connection)
    copy = _free_name(folder, name_of(now, keys.clinic_id if keys else None))
    if keys:
        _lay_keys_beside(records, folder, keys, now)  # first: no copy ever lies there without what opens it
    copy_record(record, copy, fitting_key(record, keys))
    try:
        made = _proved(record, copy, before, tell, keys)
    except InterbeingError as problem:
        with suppress(OSError):
            copy.unlink(missing_ok=True)
        raise NotSaved(f"the copy in {folder} does not hold and was taken away: {problem}") from problem
    if keys:
        take_away_old(folder, keys)
        forget_again(records, keys, now)
    return made


def _lay_keys_beside(records: Path, folder: Path, keys: Keys, now: datetime) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    remember_place(records, folder)
    if not keep_newest_keys(folder, keys, now):
        raise NotSaved(f"the key file cannot be written to {folder}: without it a copy opens only here")


def leaves_this_computer(folder: Path) -> str | None:
    """Say why what lies in this folder goes elsewhere, None when it stays here as far as we can see."""
    try:
        refuse_synced(folder)
    except CannotStart as problem:
        return str(problem).split(":", 1)[0]
    return None


def _proved(
    record: Path, copy: Path, before: Mapping[str, int], tell: Callable[[int, int], None], keys: Keys | None
) -> Backup:
    with look_at_file(copy, keys=keys, is_still=True) as connection:
        wrong = proof.broken_pages(connection)
        counts = proof.counts(connection)
        broken, books = proof.broken_chains(connection, tell), proof.broken_books(connection)
        if wrong or proof.strays(connection) or proof.missing_guards(connection):
            raise NotSaved(f"SQLite finds it broken ({'; '.join(wrong) or 'rows or guards are missing'})")
        if keys and proof.unopened(connection, PatientSeal(keys), keys.keyring.erased):
            raise NotSaved("parts of it do not open")
    if any(counts[name] < before[name] for name in before):
        raise NotSaved("it holds less than the record did when it was begun")
    if (broken or books) and {*broken, *books} - _broken_in(record, keys):
        raise NotSaved("a chain holds in the record and not in the copy")
    return Backup(copy, copy.stat().st_size, counts, broken, books)


def _broken_in(record: Path, keys: Keys | None) -> set[proof.Broken | UUID]:
    with look_at_file(record, keys=keys) as connection:
        return {*proof.broken_chains(connection, lambda _walked, _all: None), *proof.broken_books(connection)}


def _free_name(folder: Path, name: str) -> Path:
    names = (folder / (f"{name}.sqlite" if n == 1 else f"{name}-{n}.sqlite") for n in count(1))
    return next(path for path in names if not path.exists())
