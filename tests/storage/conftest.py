"""Every storage test runs on SQLite, clear and sealed, and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from interbeing.storage.connect import Database, open_file, open_postgres
from tests.keys import keys_in


@pytest.fixture(params=["sqlite", "sealed", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An open, empty record."""
    if request.param == "postgresql":
        opened = open_postgres(request.getfixturevalue("postgres_url"))
    else:
        folder = tmp_path / "records"
        opened = open_file(folder, keys=keys_in(folder) if request.param == "sealed" else None)
    yield opened
    opened.close()
