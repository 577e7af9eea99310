"""The open screens of every session in every room on this record, who holds it, and what was said for a moment."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Table, delete, insert, select, text

from interbeing.storage.connect import Connection
from interbeing.storage.tables_next_door import holders, said, seats

CHANNEL: Final = "interbeing"
ROOMS: Final = 0x696E7462  # any number that is ours alone
BYE: Final = "bye"
CONSOLE: Final = "console"
SAID_FOR: Final = timedelta(minutes=1)
ALIVE: Final = (
    "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = :rooms AND objsubid = 2 "
    "AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
OF_THE_DEAD: Final = text(
    f"DELETE FROM seats WHERE room NOT IN ({ALIVE}) RETURNING session_id, screen"  # noqa: S608  no words of anybody's
)
IS_SEATED: Final = text(f"SELECT 1 FROM seats WHERE sign_in_id = :sign_in AND room IN ({ALIVE}) LIMIT 1")  # noqa: S608
TELL: Final = text("SELECT pg_notify(:channel, :told)")


def tell(connection: Connection, number: int, news: str, about: UUID) -> None:
    """Tell the other rooms, once this transaction is committed: ids alone."""
    connection.execute(TELL, {"channel": CHANNEL, "told": f"{number} {news} {about}"})


def sit(
    connection: Connection,
    number: int,
    seat_id: UUID,
    session_id: UUID,
    tab: UUID,
    screen: str,
    sign_in_id: UUID | None,
) -> bool:
    """Take a seat; a console holds the session if none does. Gives whether a screen was there before."""
    before = connection.execute(select(seats.c.entry).where(seats.c.session_id == session_id)).first()
    row = {"seat_id": seat_id, "session_id": session_id, "tab": tab, "screen": screen, "room": number}
    _insert_unless_there(connection, seats, {**row, "sign_in_id": sign_in_id})
    if screen == CONSOLE:
        _insert_unless_there(connection, holders, {"session_id": session_id, "tab": tab})
    return before is not None


def leave(connection: Connection, number: int, seat_id: UUID, session_id: UUID) -> None:
    """Leave a seat; the console that came next holds the session."""
    connection.execute(delete(seats).where(seats.c.seat_id == seat_id))
    hand_on(connection, number, session_id)


def hand_on(connection: Connection, number: int, session_id: UUID) -> None:
    """Let the console that came first hold a session that nobody there holds, and tell the others."""
    consoles = select(seats.c.tab).where(seats.c.session_id == session_id, seats.c.screen == CONSOLE)
    there = connection.execute(consoles.order_by(seats.c.entry)).scalars().all()
    holder = holder_of(connection, session_id)
    if holder is not None and holder not in there:
        connection.execute(delete(holders).where(holders.c.session_id == session_id, holders.c.tab == holder))
        holder = None
    if holder is None and there:
        hold(connection, number, session_id, there[0])


def hold(connection: Connection, number: int, session_id: UUID, tab: UUID) -> None:
    """Let this console hold the session, and tell the others."""
    connection.execute(delete(holders).where(holders.c.session_id == session_id))
    _insert_unless_there(connection, holders, {"session_id": session_id, "tab": tab})
    tell(connection, number, "held", session_id)


def holder_of(connection: Connection, session_id: UUID) -> UUID | None:
    """Give the console that holds the session."""
    found: UUID | None = connection.execute(
        select(holders.c.tab).where(holders.c.session_id == session_id)
    ).scalar_one_or_none()
    return found


def say(connection: Connection, number: int, said_id: UUID, session_id: UUID, words: str, now: datetime) -> None:
    """Let the others read this for a moment."""
    connection.execute(delete(said).where(said.c.said_at < now - SAID_FOR))
    connection.execute(insert(said).values(said_id=said_id, session_id=session_id, words=words, said_at=now))
    tell(connection, number, "said", said_id)


def read_said(connection: Connection, said_id: UUID) -> tuple[UUID, str] | None:
    """Give of which session something was said, and what; None when it is gone."""
    row = connection.execute(select(said.c.session_id, said.c.words).where(said.c.said_id == said_id)).one_or_none()
    return None if row is None else (row.session_id, row.words)


def clear(connection: Connection, number: int) -> None:
    """Leave every seat of this room."""
    gone = connection.execute(delete(seats).where(seats.c.room == number).returning(seats.c.session_id)).scalars()
    for session_id in set(gone):
        hand_on(connection, number, session_id)
    tell(connection, number, BYE, UUID(int=0))


def clear_of_the_dead(connection: Connection, number: int) -> tuple[tuple[UUID, str], ...]:
    """Take away the seats of rooms that died; each is given to one room alone."""
    gone = connection.execute(OF_THE_DEAD, {"rooms": ROOMS}).all()
    for session_id in {row.session_id for row in gone}:
        hand_on(connection, number, session_id)
    return tuple((row.session_id, row.screen) for row in gone)


def is_seated(connection: Connection, sign_in_id: UUID) -> bool:
    """Say whether a screen of a session is open in this sign-in, in any room that is alive."""
    if connection.dialect.name != "postgresql":
        return False  # there is one room, and it knows by itself
    return connection.execute(IS_SEATED, {"sign_in": sign_in_id, "rooms": ROOMS}).first() is not None


def _insert_unless_there(connection: Connection, table: Table, row: dict[str, object]) -> None:
    from sqlalchemy.dialects.postgresql import insert as insert_into  # only a clinic's room needs it

    connection.execute(insert_into(table).values(row).on_conflict_do_nothing())
