"""The tables of a record are brought up to date, only when they need to be, and a new one's are made at once."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic.script import ScriptDirectory

from interbeing.storage.connect import open_file
from interbeing.storage.newest import FILE, by_migrations
from interbeing.storage.schema import NEWEST, migrations
from interbeing.storage.sqlite_file import FILE_NAME


def test_the_newest_version_is_that_of_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(migrations()).get_current_head() == NEWEST


def test_a_new_record_is_made_as_all_migrations_together_make_it(tmp_path: Path) -> None:
    assert FILE.read_text(encoding="utf-8").splitlines() == by_migrations(tmp_path), "run `make tables`"
    open_file(tmp_path / "new").close()
    assert all_of(tmp_path / "new") == all_of(tmp_path)


def all_of(folder: Path) -> list[str]:
    """Every table with its rows, every index and guard, as one would write them to make this record anew."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        return [" ".join(line.split()) for line in connection.iterdump()]
