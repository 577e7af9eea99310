"""The file that keeps the record: opened with its key, synced before anything is answered, encrypted or clear."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from interbeing.domain.errors import CannotStart
from interbeing.storage.keys import Keys

FILE_NAME: Final = "room.sqlite"
CLEAR_HEAD: Final = b"SQLite format 3\x00"  # an encrypted file begins with random bytes instead
NOT_OURS_TO_WRITE: Final = ("readonly", "unable to open", "authorization denied")
OF_THE_DISK: Final = ("disk is full", "disk I/O error")
PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "fullfsync=ON",
    "checkpoint_fullfsync=ON",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "secure_delete=ON",
    "trusted_schema=OFF",
)


def sqlite_engine(path: Path, key: str | None, begin: str, synchronous: str, pool_size: int) -> Engine:
    """Give the engine of one file; every connection unlocks it first and then syncs as it is told."""
    engine = create_engine(
        f"sqlite:///{path}",
        module=sqlite,
        pool_size=pool_size,
        max_overflow=pool_size,
        connect_args={"check_same_thread": False},
        hide_parameters=True,  # an error may be logged: what a patient said may not
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy begins transactions itself, below
        unlock(connection, key)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA synchronous={synchronous}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def is_clear(path: Path) -> bool:
    """Say whether this file is an SQLite that anybody can read."""
    with path.open("rb") as file:
        return file.read(len(CLEAR_HEAD)) == CLEAR_HEAD


def fitting_key(path: Path, keys: Keys | None) -> str | None:
    """Give which of the keys opens this file, the newest for one that is not there; None when it needs none.

    CannotStart when none of them does.
    """
    if keys is None:
        return None
    newest, *earlier = keys.file_keys()
    if not path.exists() or not path.stat().st_size:
        return newest
    fitting = next((key for key in (newest, *earlier) if opens(path, key)), None)
    if fitting is None:
        raise CannotStart(f"{path} is damaged, or is another clinic's. Restore the newest backup.")
    return fitting


def opens(path: Path, key: str) -> bool:
    """Say whether this key opens this file."""
    connection = sqlite.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)
    try:
        unlock(connection, key)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except sqlite.Error as problem:
        if any(sign in str(problem) for sign in NOT_OURS_TO_WRITE):
            raise CannotStart(f"{path} cannot be read ({problem}): let this user read it.") from problem
        return False
    else:
        return True
    finally:
        connection.close()


def unlock(connection: Any, key: str | None) -> None:
    """Give SQLCipher the key of the file as it is, before anything else is asked of it."""
    if key is not None:
        connection.execute("PRAGMA cipher_log_level = NONE")  # what is wrong is said once, by us
        connection.execute(f"PRAGMA key = \"x'{key}'\"")


def why_not_opened(path: Path, problem: SQLAlchemyError) -> str:
    """Say in one sentence why this record does not open, and what to do."""
    said = first_line(problem)
    if any(sign in said for sign in NOT_OURS_TO_WRITE):
        return f"{path} cannot be written ({said}): let this user write it, or set INTERBEING_FOLDER to another."
    if any(sign in said for sign in OF_THE_DISK):
        return f"The disk that holds {path} is full or failing ({said}). Make room on it, then try again."
    return f"{path} is damaged ({said}). Restore the newest backup, as docs/backup.md says."


def first_line(problem: Exception) -> str:
    """Give what the database itself said, without what was asked of it."""
    return str(getattr(problem, "orig", problem)).splitlines()[0]
