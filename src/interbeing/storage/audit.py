"""The audit: every deed in one chain for the clinic, and in it, again and again, where each session's log stands.

A row's head is SHA-256 over the head before and all that the row holds; a log's, over what lies on the disk.
Whoever cuts the end off can make a chain that holds: so the newest head is signed, in the record and beside it.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, insert, select

from interbeing.domain.deed import BROKEN_BEFORE, STANDS, WRITTEN_ANEW, Deed
from interbeing.storage import book
from interbeing.storage.connect import Connection
from interbeing.storage.moments import START_OF_CHAIN
from interbeing.storage.tables import audit, erasures, heads, moments, signatures

LAST: Final = select(audit.c.seq, audit.c.head).order_by(audit.c.seq.desc()).limit(1)
ADD: Final = insert(audit)


class Signed(NamedTuple):
    """A place in the audit that was signed, and its signature."""

    seq: int
    head: str
    signature: bytes


def note(connection: Connection, deed: Deed) -> None:
    """Add a deed at the end of the audit, in the same transaction as what it is about."""
    seq, head = end_of(connection)
    row = {
        "seq": seq + 1,
        "at": deed.at,
        "monotonic_ms": deed.monotonic_ms,
        "actor": deed.actor,
        "action": deed.action,
        "about": deed.about,
        "reason": deed.reason,
    }
    connection.execute(ADD, {**row, "head": chained(head, row)})


def end_of(connection: Connection) -> tuple[int, str]:
    """Give the place and the head of the newest deed."""
    row = connection.execute(LAST).one_or_none()
    return (0, START_OF_CHAIN) if row is None else (row.seq, row.head)


def chained(head: str, row: dict[str, Any]) -> str:
    """Give the head after this row."""
    told = {**row, "at": row["at"].isoformat()}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{head}:{text}".encode()).hexdigest()


def deeds_about(connection: Connection, ids: Iterable[UUID]) -> tuple[Deed, ...]:
    """Give every deed about one of these patients or sessions, in order of entry."""
    return _deeds(connection, audit.c.about.in_({str(one) for one in ids}))


def deeds_by(connection: Connection, actor: str, most: int) -> tuple[Deed, ...]:
    """Give the latest deeds of somebody, the newest first."""
    wanted = select(audit).where(audit.c.actor == actor).order_by(audit.c.seq.desc()).limit(most)
    return tuple(_deed(row) for row in connection.execute(wanted))


def deeds_called(connection: Connection, *actions: str) -> tuple[Deed, ...]:
    """Give every deed of these names, in order of entry."""
    return _deeds(connection, audit.c.action.in_(actions))


def _deeds(connection: Connection, which: ColumnElement[bool]) -> tuple[Deed, ...]:
    return tuple(_deed(row) for row in connection.execute(select(audit).where(which).order_by(audit.c.seq)))


def _deed(row: Row[Any]) -> Deed:
    return Deed(row.action, row.at, row.monotonic_ms, row.about, row.reason, row.actor)


def note_where_logs_stand(connection: Connection, at: datetime, monotonic_ms: int) -> None:
    """Note the end of each session's log and each patient's book that has grown since it was noted last."""
    noted = {row.about: row.reason for row in connection.execute(_stands(connection).order_by(audit.c.seq))}
    logs = ((row.session_id, row.seq, row.head) for row in connection.execute(select(heads)).all())
    for about, seq, head in (*logs, *book.ends(connection)):
        stands = f"{seq} {head}"
        if seq and noted.get(str(about)) != stands:
            note(connection, Deed(STANDS, at, monotonic_ms, str(about), stands))


def sign(connection: Connection, at: datetime, signed_by: Callable[[bytes], bytes]) -> Signed | None:
    """Sign the newest deed and keep the signature; None when there is nothing new to sign."""
    seq, head = end_of(connection)
    newest = connection.execute(select(signatures.c.seq).order_by(signatures.c.seq.desc()).limit(1)).scalar()
    if not seq or newest == seq:
        return None
    signature = signed_by(signed_text(seq, head))
    connection.execute(insert(signatures).values(seq=seq, head=head, signed_at=at, signature=signature))
    return Signed(seq, head, signature)


def signed_text(seq: int, head: str) -> bytes:
    """Give what is signed."""
    return f"interbeing audit {seq} {head}".encode()


def all_signed(connection: Connection) -> tuple[Signed, ...]:
    """Give every signature, the earliest first."""
    rows = connection.execute(select(signatures).order_by(signatures.c.seq))
    return tuple(Signed(row.seq, row.head, row.signature) for row in rows)


def find_break(connection: Connection) -> int | None:
    """Walk the audit and give the first place where it does not hold, None when it holds to its end."""
    seq, head = 0, START_OF_CHAIN
    for row in connection.execute(select(audit).order_by(audit.c.seq)):
        head = chained(head, _told(row))
        if row.seq != seq + 1 or row.head != head:
            return seq + 1
        seq = row.seq
    return None


def head_at(connection: Connection, seq: int) -> str | None:
    """Give the head at this place, None when the audit does not reach it."""
    found: str | None = connection.execute(select(audit.c.head).where(audit.c.seq == seq)).scalar_one_or_none()
    return found


def logs_not_as_noted(connection: Connection) -> Iterator[UUID]:
    """Give the sessions whose log, and the patients whose book, does not stand any more where the audit says it stood.

    It was changed, or its end was cut off.
    """
    erased = {str(one) for one in connection.execute(select(erasures.c.patient_id)).scalars()}
    gone = {row.about for row in connection.execute(select(audit.c.about).where(audit.c.action == BROKEN_BEFORE))}
    newest = {row.about: row.reason for row in connection.execute(_stands(connection).order_by(audit.c.seq))}
    for about, reason in newest.items():
        seq, head = reason.split()
        if _head_at(connection, UUID(about), int(seq)) != head and not (erased and _is_gone(connection, UUID(about))):
            yield UUID(about)
    yield from (UUID(about) for about in gone)


def _head_at(connection: Connection, about: UUID, seq: int) -> str | None:
    wanted = select(moments.c.head).where(moments.c.session_id == about, moments.c.seq == seq)
    in_log: str | None = connection.execute(wanted).scalar_one_or_none()
    return in_log or book.head_at(connection, about, seq)


def _is_gone(connection: Connection, about: UUID) -> bool:
    """Say whether nothing is left of a session or a patient, as after the patient was erased."""
    log = connection.execute(select(heads.c.seq).where(heads.c.session_id == about)).first()
    return log is None and not book.end_of(connection, about)[0]


def _stands(connection: Connection) -> Any:
    """Give what was noted of logs since the record was last written anew, which chains them anew."""
    anew = select(audit.c.seq).where(audit.c.action == WRITTEN_ANEW).order_by(audit.c.seq.desc()).limit(1)
    since = connection.execute(anew).scalar() or 0
    return select(audit.c.about, audit.c.reason).where(audit.c.action == STANDS, audit.c.seq > since)


def _told(row: Row[Any]) -> dict[str, Any]:
    return {name: value for name, value in row._mapping.items() if name != "head"}  # noqa: SLF001  its public name
