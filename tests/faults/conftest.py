"""A room on either database, served from the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from interbeing.settings import Settings
from interbeing.wiring import Room, open_room


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either_room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    room = open_room(Settings(tmp_path / "records", database_url=url, has_mind=False))
    yield room
    room.close()
