"""The tablets of a session: of each code and each token only what recognises it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from interbeing.domain.tablet import Tablet
from interbeing.storage.connect import Connection
from interbeing.storage.tables_tablet import tablets


def add_tablet(connection: Connection, tablet: Tablet, code_sha256: str) -> None:
    """Keep what recognises a new code; a code of this session that nobody has given yet counts no more."""
    mine = (tablets.c.session_id == tablet.session_id, tablets.c.joined_at.is_(None), tablets.c.ended_at.is_(None))
    connection.execute(update(tablets).where(*mine).values(ended_at=tablet.made_at))
    connection.execute(
        insert(tablets).values(
            tablet_id=tablet.tablet_id,
            session_id=tablet.session_id,
            code_sha256=code_sha256,
            device="",
            made_at=tablet.made_at,
            until=tablet.until,
        )
    )


def use_code(connection: Connection, code_sha256: str, token_sha256: str, device: str, now: datetime) -> Tablet | None:
    """Let a tablet in with this code, once and in time; None otherwise."""
    this = tablets.c.code_sha256 == code_sha256
    unused = (this, tablets.c.joined_at.is_(None), tablets.c.ended_at.is_(None), tablets.c.until > now)
    values = {"token_sha256": token_sha256, "device": device, "joined_at": now}
    if connection.execute(update(tablets).where(*unused).values(values)).rowcount != 1:
        return None
    return _tablet(connection.execute(select(tablets).where(this)).one())


def tablet_called(connection: Connection, token_sha256: str) -> Tablet | None:
    """Give the tablet that this token belongs to, over or not."""
    row = connection.execute(select(tablets).where(tablets.c.token_sha256 == token_sha256)).one_or_none()
    return None if row is None else _tablet(row)


def tablets_of(connection: Connection, session_id: UUID) -> tuple[Tablet, ...]:
    """Give every tablet that joined this session, the newest first."""
    joined = (tablets.c.session_id == session_id, tablets.c.joined_at.is_not(None))
    rows = connection.execute(select(tablets).where(*joined).order_by(tablets.c.joined_at.desc()))
    return tuple(_tablet(row) for row in rows)


def end_tablet(connection: Connection, session_id: UUID, tablet_id: UUID, now: datetime) -> None:
    """Let a tablet of this session go."""
    this = (tablets.c.tablet_id == tablet_id, tablets.c.session_id == session_id, tablets.c.ended_at.is_(None))
    connection.execute(update(tablets).where(*this).values(ended_at=now))


def _tablet(row: Row[Any]) -> Tablet:
    return Tablet(row.tablet_id, row.session_id, row.made_at, row.until, row.device, row.joined_at, row.ended_at)
