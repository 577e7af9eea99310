"""PostgreSQL's own wall behind the table of access: each transaction says for whom it looks, others' rows stay hidden.

The policies lie in the database (migration 0017). A transaction that says nothing sees no patient at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from interbeing.domain.errors import CannotStart

ROOM: Final = "room"  # the room itself: its start, its mind, deciding who may
ROLE: Final = "interbeing_room"  # owns nothing, and no policy stands aside for it
AS_ROLE: Final = f"-c role={ROLE}"
SAY: Final = text("SELECT set_config('interbeing.acting', :who, true)")
SAID: Final = text("SELECT coalesce(current_setting('interbeing.acting', true), '')")
STANDS_ASIDE: Final = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")


def look_for(connection: Connection, person_id: UUID | None) -> None:
    """Say for whom this transaction looks from here on; None is the room itself. SQLite has one owner and no wall."""
    if connection.dialect.name == "postgresql":
        connection.execute(SAY, {"who": ROOM if person_id is None else str(person_id)})


@contextmanager
def of_the_room(connection: Connection) -> Iterator[None]:
    """Look as the room itself for a moment, within a transaction for somebody."""
    if connection.dialect.name != "postgresql":
        yield
        return
    before = connection.execute(SAID).scalar_one()
    look_for(connection, None)
    yield
    connection.execute(SAY, {"who": before})


def refuse_without_wall(engine: Engine) -> None:
    """Raise CannotStart where the room would be let past the wall."""
    with engine.connect() as connection:
        if connection.execute(STANDS_ASIDE).scalar_one():
            raise CannotStart(f"The role {ROLE} of this PostgreSQL passes row-level security: take that from it.")
