"""Notes in the audit what is read of the record beside the room, at the terminal: kept first, then read."""

from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from interbeing.domain.deed import Deed
from interbeing.domain.errors import CannotStart, NotSaved
from interbeing.storage.audit import note
from interbeing.storage.connect import open_postgres
from interbeing.storage.keys import Keys
from interbeing.storage.proof import is_of_this_version
from interbeing.storage.sqlite_file import fitting_key, sqlite_engine


def note_in_file(path: Path, keys: Keys | None, deed: Deed) -> None:
    """Note it in this file, also while a room has it open, which waits as long. NotSaved when it cannot be kept."""
    if not path.exists():
        raise CannotStart(f"There is no record at {path}.")
    engine = sqlite_engine(path, fitting_key(path, keys), "BEGIN IMMEDIATE", "FULL", pool_size=1)
    try:
        with engine.begin() as connection:
            if not is_of_this_version(connection):
                raise CannotStart("These records are of an earlier version: open the room once, then try again.")
            note(connection, deed)
    except SQLAlchemyError as problem:
        raise NotSaved("who reads is kept first, and that could not be kept now: nothing was read") from problem
    finally:
        engine.dispose()


def note_in_postgres(url: str, deed: Deed) -> None:
    """Note it in this PostgreSQL."""
    database = open_postgres(url)
    try:
        database.write(partial(note, deed=deed)).result()
    finally:
        database.close()
