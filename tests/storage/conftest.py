"""Every storage test runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from interbeing.storage.connect import Database, open_file, open_postgres


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An open, empty record."""
    if request.param == "sqlite":
        opened = open_file(tmp_path / "records")
    else:
        opened = open_postgres(request.getfixturevalue("postgres_url"))
    yield opened
    opened.close()
