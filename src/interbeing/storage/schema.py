"""Brings the tables of a record up to date, when they are not already."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, inspect, text

from interbeing import __version__
from interbeing.domain.errors import CannotStart
from interbeing.storage.newest import is_empty, make_newest
from interbeing.storage.seal import Seal

if TYPE_CHECKING:
    from alembic.config import Config

NEWEST: Final = "0020"


def migrations() -> "Config":
    """Give the place of the migrations to alembic."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def bring_up_to_date(engine: Engine, seal: Seal) -> None:
    """Make the tables of a new record, run what migrations are missing; CannotStart where a newer Interbeing made it.

    `seal` is what the record's payloads are sealed with: what an earlier version kept in plain words is sealed so too.
    """
    with engine.begin() as connection:
        if is_empty(connection):
            make_newest(connection, NEWEST)
        elif version_of(connection) != NEWEST:
            run_migrations(connection, seal)


def version_of(connection: Connection) -> str | None:
    """Say which version the tables have, None for a record that has none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def is_known(connection: Connection) -> bool:
    """Say whether this version or an earlier one made these tables."""
    found = version_of(connection)
    return found is not None and found <= NEWEST


def run_migrations(connection: Connection, seal: Seal) -> None:
    """Run what migrations are missing, one after the other; CannotStart for tables of a newer version."""
    from alembic import command
    from alembic.util import CommandError

    config = migrations()
    config.attributes["connection"], config.attributes["seal"] = connection, seal
    try:
        command.upgrade(config, "head")
    except CommandError as problem:
        message = f"These records were made by a newer Interbeing than {__version__}"
        raise CannotStart(f"{message}. Install the newest one.") from problem
