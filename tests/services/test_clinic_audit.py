"""On a clinic's PostgreSQL the audit is signed too: who cuts its end off there is found by what lies elsewhere."""

from pathlib import Path

import psycopg
import pytest

from interbeing.domain.access import Role
from interbeing.domain.deed import CUT_BEFORE
from interbeing.services.accounts import KEY_FILE
from interbeing.services.audit import SIGNED
from interbeing.services.checkup import look_over
from interbeing.services.signing_in import enter
from interbeing.settings import Settings
from interbeing.storage.audit import deeds_called
from interbeing.wiring import open_room
from tests.clinic import a_person, accounts_of

pytestmark = pytest.mark.postgres
KEEP = 2  # deeds that are left of the audit


def use(settings: Settings) -> list[str]:
    """Open the room, let somebody sign in, close it; gives what it noted of a cut end."""
    room = open_room(settings)
    person = a_person(room, Role.OPERATOR)
    for _ in range(3):
        enter(accounts_of(room), person, "a test")
    with room.database.read() as connection:
        found = [one.action for one in deeds_called(connection, CUT_BEFORE)]
    room.close()
    return found


def said(settings: Settings) -> list[str]:
    over = look_over(settings.folder, settings.database_url, lambda _walked, _all: None)
    return [one.said for one in over if one.said.startswith(("the audit", "the signature"))]


def test_an_audit_whose_end_was_cut_off_in_postgresql_is_found(tmp_path: Path, postgres_url: str) -> None:
    settings = Settings(tmp_path, database_url=postgres_url, has_mind=False, has_accounts=True)
    assert [use(settings), use(settings)] == [[], []]
    assert said(settings)[0].startswith("the audit holds and signed")
    with psycopg.connect(postgres_url) as line:
        for table in ("audit", "signatures"):
            line.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            line.execute(f"DELETE FROM {table} WHERE seq > {KEEP}")
            line.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
    assert "its end was cut off" in said(settings)[0]
    assert use(settings) == [CUT_BEFORE]
    assert (tmp_path / SIGNED).exists()
    assert "its end was cut off" in said(settings)[0], "what showed it is kept"


def test_who_has_postgresql_alone_signs_nothing_that_fits(tmp_path: Path, postgres_url: str) -> None:
    settings = Settings(tmp_path, database_url=postgres_url, has_mind=False, has_accounts=True)
    use(settings)
    (tmp_path / KEY_FILE).unlink()
    (tmp_path / SIGNED).unlink()
    use(settings)  # another key, as somebody makes who has none
    assert any("is not ours" in one for one in said(settings))
