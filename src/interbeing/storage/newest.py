"""The tables of a new SQLite record, made at once: what all migrations together leave behind, kept in `newest.sql`.

A first start is the quicker for it. `make tables` writes the file anew from the migrations, which stay what decides.
"""

import sys
import tempfile
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

FILE: Final = Path(__file__).with_name("newest.sql")
MADE: Final = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"


def is_empty(connection: Connection) -> bool:
    """Say whether this is an SQLite in which nothing was made yet."""
    return connection.dialect.name == "sqlite" and not _made_in(connection)


def make_newest(connection: Connection, version: str) -> None:
    """Make every table, index and guard of the newest version, and note that it is that."""
    for statement in FILE.read_text(encoding="utf-8").splitlines():
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (version,))


def by_migrations(folder: Path) -> list[str]:
    """Make a record in this folder by all migrations; gives its statements, a line each, as `newest.sql` has them."""
    from interbeing.storage.schema import run_migrations
    from interbeing.storage.seal import ClearSeal
    from interbeing.storage.sqlite_file import FILE_NAME, sqlite_engine

    engine = sqlite_engine(folder / FILE_NAME, None, "BEGIN IMMEDIATE", "OFF", pool_size=1)
    with engine.begin() as connection:
        run_migrations(connection, ClearSeal())
        made = _made_in(connection)
    engine.dispose()
    return made


def _made_in(connection: Connection) -> list[str]:
    return [" ".join(sql.split()) for sql in connection.exec_driver_sql(MADE).scalars()]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sys.stdout.write("".join(f"{line}\n" for line in by_migrations(Path(place))))
