"""The sessions: planned, open, paused, closed, and the write-up after."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, func, insert, select, update

from interbeing.domain.deed import OWNER
from interbeing.domain.errors import NotFound
from interbeing.domain.session import MirrorKind, Session, SessionState, WriteUp
from interbeing.storage.book import add_line, content_of
from interbeing.storage.caseload import of_author, of_caseload
from interbeing.storage.connect import Connection
from interbeing.storage.moments import START_OF_CHAIN
from interbeing.storage.seal import Seal
from interbeing.storage.tables import heads, sessions, write_ups

MOST_LISTED: Final = 500
SELECTED: Final = select(sessions, heads.c.seq).join(heads, heads.c.session_id == sessions.c.session_id)
ONE: Final = SELECTED.where(sessions.c.session_id == bindparam("session"))  # built once: every mark runs it


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sessions a list asks for; what is None does not matter. Planned from (inclusive) and before, in UTC."""

    states: frozenset[SessionState] | None = None
    planned_from: datetime | None = None
    planned_before: datetime | None = None
    patient_ids: tuple[UUID, ...] | None = None


def add_session(connection: Connection, session: Session) -> None:
    """Keep a planned session and begin its empty log."""
    connection.execute(
        insert(sessions).values(
            session_id=session.session_id,
            patient_id=session.patient_id,
            state=session.state.value,
            mirror=session.mirror.value,
            protocol_id=session.protocol_id,
            planned_for=session.planned_for,
        )
    )
    connection.execute(insert(heads).values(session_id=session.session_id, seq=0, head=START_OF_CHAIN))


def session_of(connection: Connection, session_id: UUID) -> Session:
    """Give one session; NotFound when there is none."""
    row = connection.execute(ONE, {"session": session_id}).one_or_none()
    if row is None:
        raise NotFound(f"there is no session {session_id}")
    return _session(row)


def sessions_of(connection: Connection, patient_id: UUID | None = None, offset: int = 0) -> tuple[Session, ...]:
    """List sessions, the newest first, of one patient or of all; at most `MOST_LISTED` from `offset` on."""
    wanted = SELECTED.order_by(sessions.c.planned_for.desc(), sessions.c.session_id)
    if patient_id is not None:
        wanted = wanted.where(sessions.c.patient_id == patient_id)
    return tuple(_session(row) for row in connection.execute(wanted.limit(MOST_LISTED).offset(offset)))


def all_sessions_of(connection: Connection, patient_id: UUID) -> tuple[Session, ...]:
    """Give every session of one patient, the earliest first."""
    wanted = SELECTED.where(sessions.c.patient_id == patient_id).order_by(sessions.c.planned_for, sessions.c.session_id)
    return tuple(_session(row) for row in connection.execute(wanted))


def owners(connection: Connection) -> dict[UUID, UUID]:
    """Say of every session whose it is."""
    return {
        row.session_id: row.patient_id
        for row in connection.execute(select(sessions.c.session_id, sessions.c.patient_id))
    }


def is_there(connection: Connection, session_id: UUID) -> bool:
    """Say whether there is a session of this id, whoever's it is."""
    return connection.execute(ONE, {"session": session_id}).first() is not None


def find_sessions(
    connection: Connection, wanted: Wanted, offset: int = 0, most: int = MOST_LISTED, *, newest_first: bool = True
) -> tuple[Session, ...]:
    """Give the sessions that fit by the time they were planned for, at most `most` from `offset` on."""
    by_time = sessions.c.planned_for.desc() if newest_first else sessions.c.planned_for
    chosen = SELECTED.where(*_fitting(wanted)).order_by(by_time, sessions.c.session_id)
    return tuple(_session(row) for row in connection.execute(chosen.limit(most).offset(offset)))


def count_sessions(connection: Connection, wanted: Wanted) -> int:
    """Say how many sessions fit."""
    counted = select(func.count()).select_from(sessions).where(*_fitting(wanted))
    return connection.execute(counted).scalar_one()


def set_state(
    connection: Connection,
    session_id: UUID,
    state: SessionState,
    opened_at: datetime | None = None,
    closed_at: datetime | None = None,
) -> None:
    """Note where the session stands; its log has the moment that says the same."""
    values: dict[str, Any] = {"state": state.value}
    values |= {"opened_at": opened_at} if opened_at else {}
    values |= {"closed_at": closed_at} if closed_at else {}
    connection.execute(update(sessions).where(sessions.c.session_id == session_id).values(values))


def add_write_up(connection: Connection, seal: Seal, write_up: WriteUp, author: str = OWNER) -> None:
    """Keep one more version of the write-up, and who wrote it."""
    add_line(
        connection,
        seal,
        write_ups,
        session_of(connection, write_up.session_id).patient_id,
        {"text": write_up.text, "is_signed": write_up.is_signed},
        session_id=write_up.session_id,
        version=write_up.version,
        written_at=write_up.written_at,
        author=author,
    )


def authors_of(connection: Connection, session_id: UUID) -> frozenset[str]:
    """Give who wrote the versions of this write-up, as the audit calls them."""
    return frozenset(
        connection.execute(select(write_ups.c.author).where(write_ups.c.session_id == session_id)).scalars()
    )


def newest_write_up(connection: Connection, seal: Seal, session_id: UUID) -> WriteUp | None:
    """Give the newest version that who asks may read, None when there is none: a therapist's own, a patient's none."""
    wanted = select(write_ups).where(write_ups.c.session_id == session_id, *of_author(write_ups.c.author))
    row = connection.execute(wanted.order_by(write_ups.c.version.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    content = content_of(seal, write_ups, session_of(connection, session_id).patient_id, row)
    return WriteUp(row.session_id, row.version, content["text"], row.written_at, content["is_signed"])


def _fitting(wanted: Wanted) -> list[ColumnElement[bool]]:
    fitting: list[ColumnElement[bool]] = [*of_caseload(sessions.c.patient_id)]
    if wanted.states is not None:
        fitting.append(sessions.c.state.in_([state.value for state in wanted.states]))
    if wanted.planned_from is not None:
        fitting.append(sessions.c.planned_for >= wanted.planned_from)
    if wanted.planned_before is not None:
        fitting.append(sessions.c.planned_for < wanted.planned_before)
    if wanted.patient_ids is not None:
        fitting.append(sessions.c.patient_id.in_(wanted.patient_ids))
    return fitting


def _session(row: Row[Any]) -> Session:
    return Session(
        session_id=row.session_id,
        patient_id=row.patient_id,
        state=SessionState(row.state),
        mirror=MirrorKind(row.mirror),
        protocol_id=row.protocol_id,
        planned_for=row.planned_for,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        seq=row.seq,
    )
