"""The log: moments are added, never changed, each chained to the one before it."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from interbeing.domain.errors import Altered, BadInput, NotFound
from interbeing.domain.moment import Kept, Moment, Receipt
from interbeing.domain.under_way import Tell, told, untold
from interbeing.storage.connect import Connection
from interbeing.storage.payload import decode, encode
from interbeing.storage.seal import Binding, Seal
from interbeing.storage.signals import apart, is_altered, keep_values, open_values, together
from interbeing.storage.tables import heads, moments, sessions, signals

START_OF_CHAIN: Final = "0" * 64
LOG: Final = "moments"
AT_A_TIME: Final = 1000  # rows of a long log come so many at once

# Built once: every mark runs these, and building a statement costs more than running it.
END_OF_LOG: Final = (
    select(heads.c.seq, heads.c.head, sessions.c.patient_id)
    .join(sessions, sessions.c.session_id == heads.c.session_id)
    .where(heads.c.session_id == bindparam("session"))
)
END_OF_LOG_TO_WRITE: Final = END_OF_LOG.with_for_update(of=heads)
RECEIPT: Final = select(moments.c.seq, moments.c.sha256, moments.c.head).where(
    moments.c.moment_id == bindparam("moment")
)
ADD: Final = insert(moments)
CHAIN: Final = (  # the chain alone: what a long archive is walked by
    select(moments.c.seq, moments.c.head, moments.c.sealed)
    .where(moments.c.session_id == bindparam("session"))
    .order_by(moments.c.seq)
)
OF_KEPT: Final = ("moment_id", "seq", "received_at", "sha256", "head", "sealed")
WITH_VALUES: Final = select(*(moments.c[name] for name in OF_KEPT), signals.c.sealed.label("apart")).outerjoin(
    signals, signals.c.moment_id == moments.c.moment_id
)
MOVE_HEAD: Final = (
    update(heads)
    .where(heads.c.session_id == bindparam("session"))
    .values(seq=bindparam("new_seq"), head=bindparam("new_head"))
)


def append(connection: Connection, seal: Seal, moment: Moment, received_at: datetime) -> Receipt:
    """Add the moment at the end of its session's log; sent again, it is known and the first receipt comes back.

    NotFound when there is no such session; BadInput when the id was already used for another moment.
    """
    seq, head, patient_id = _end_of_log(connection, moment.session_id, to_write=True)
    moment, values = apart(moment)
    payload = encode(moment)
    sha256 = hashlib.sha256(payload).hexdigest()
    known = _receipt_of(connection, moment.moment_id)
    if known is not None:
        if known.sha256 != sha256:
            raise BadInput(f"{moment.moment_id} is already another moment: give each mark its own id")
        return known
    sealed = seal.seal(Binding(patient_id, LOG, moment.moment_id), payload)
    receipt = Receipt(moment.moment_id, seq + 1, sha256, chained(head, seq + 1, sealed), is_new=True)
    _insert(connection, moment.session_id, receipt, sealed, received_at)
    if values is not None:
        keep_values(connection, seal, patient_id, moment, values)
    return receipt


def chained(head: str, seq: int, sealed: bytes) -> str:
    """Give the next head of the chain: SHA-256 over the head before, the place, and what lies on the disk."""
    return hashlib.sha256(f"{head}:{seq}:".encode() + sealed).hexdigest()


def moments_of(
    connection: Connection, seal: Seal, session_id: UUID, after_seq: int = 0, tell: Tell = untold
) -> tuple[Kept, ...]:
    """Give the session's moments in the order in which they were kept, those after `after_seq` only."""
    last_seq, _, patient_id = _end_of_log(connection, session_id)
    rows = told(_rows(connection, session_id, after_seq), last_seq - after_seq, tell)
    return tuple(_kept(row, seal, patient_id) for row in rows)


def moment_of(connection: Connection, seal: Seal, session_id: UUID, moment_id: UUID) -> Moment:
    """Give one moment of this session; NotFound when it is not in its log."""
    _, _, patient_id = _end_of_log(connection, session_id)
    wanted = WITH_VALUES.where(moments.c.session_id == session_id, moments.c.moment_id == moment_id)
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise NotFound(f"there is no moment {moment_id} in this session")
    return _kept(row, seal, patient_id).moment


def find_break(connection: Connection, session_id: UUID) -> int | None:
    """Walk the chain and give the first place where it does not hold, None when it holds to its end."""
    seq, head, _ = _end_of_log(connection, session_id)
    at, walked = 0, START_OF_CHAIN
    for place, kept, sealed in connection.execute(CHAIN, {"session": session_id}):
        walked = chained(walked, at + 1, sealed)
        if place != at + 1 or kept != walked:
            return at + 1
        at = place
    return None if (at, walked) == (seq, head) else at + 1


def find_altered(connection: Connection, seal: Seal, session_id: UUID) -> tuple[UUID, ...]:
    """Give the moments whose values, lying apart, are not those that the log bears the fingerprint of."""
    _, _, patient_id = _end_of_log(connection, session_id)
    rows = connection.execute(WITH_VALUES.where(moments.c.session_id == session_id, signals.c.sealed.is_not(None)))
    return tuple(row.moment_id for row in rows if _is_altered(row, seal, patient_id))


def _is_altered(row: Any, seal: Seal, patient_id: UUID) -> bool:
    try:
        moment = decode(seal.open(Binding(patient_id, LOG, row.moment_id), row.sealed))
        return is_altered(moment, open_values(seal, patient_id, row.moment_id, row.apart))
    except Altered:
        return True


def _end_of_log(connection: Connection, session_id: UUID, *, to_write: bool = False) -> tuple[int, str, UUID]:
    wanted = END_OF_LOG_TO_WRITE if to_write else END_OF_LOG
    row = connection.execute(wanted, {"session": session_id}).one_or_none()
    if row is None:
        raise NotFound(f"there is no session {session_id}")
    return row.seq, row.head, row.patient_id


def _receipt_of(connection: Connection, moment_id: UUID) -> Receipt | None:
    row = connection.execute(RECEIPT, {"moment": moment_id}).one_or_none()
    return None if row is None else Receipt(moment_id, row.seq, row.sha256, row.head, is_new=False)


def _insert(connection: Connection, session_id: UUID, receipt: Receipt, sealed: bytes, received_at: datetime) -> None:
    row = {
        "moment_id": receipt.moment_id,
        "session_id": session_id,
        "seq": receipt.seq,
        "received_at": received_at,
        "sha256": receipt.sha256,
        "head": receipt.head,
        "sealed": sealed,
    }
    connection.execute(ADD, row)
    connection.execute(MOVE_HEAD, {"session": session_id, "new_seq": receipt.seq, "new_head": receipt.head})


def _rows(connection: Connection, session_id: UUID, after_seq: int) -> Iterator[tuple[Any, ...]]:
    wanted = WITH_VALUES.where(moments.c.session_id == session_id, moments.c.seq > after_seq)
    for some in connection.execute(wanted.order_by(moments.c.seq)).partitions(AT_A_TIME):
        yield from some


def _kept(row: tuple[Any, ...], seal: Seal, patient_id: UUID) -> Kept:
    moment_id, seq, received_at, sha256, head, sealed, values = row  # as in OF_KEPT
    moment = decode(seal.open(Binding(patient_id, LOG, moment_id), sealed))
    if values is not None:
        moment = together(moment, open_values(seal, patient_id, moment_id, values))
    return Kept(moment, Receipt(moment_id, seq, sha256, head, is_new=False), received_at)
