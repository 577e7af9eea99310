"""The tables of a record are brought up to date, and only when they need to be."""

from alembic.script import ScriptDirectory

from interbeing.storage.schema import NEWEST, migrations


def test_the_newest_version_is_that_of_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(migrations()).get_current_head() == NEWEST
