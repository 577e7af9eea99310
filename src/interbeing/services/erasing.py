"""Erasing what instruments measured: the values go, the log keeps that they were there (docs/adr/0041)."""

import asyncio
from functools import partial
from uuid import UUID, uuid4

from interbeing.domain.consent import Purpose
from interbeing.domain.moment import Author, Moment
from interbeing.domain.signal import Erased, Signal
from interbeing.services.clock import Clock
from interbeing.services.live import LiveRoom, LiveSession
from interbeing.storage import signals
from interbeing.storage.connect import Connection, Database
from interbeing.storage.moments import moments_of


async def erase_in_session(database: Database, room: LiveRoom, clock: Clock, live: LiveSession, signal: Signal) -> int:
    """Erase one signal of one session, and mark in its log how much went."""
    return await _erase(database, room, clock, live.session.session_id, live.clock.session_ms(), signal)


async def erase_for_patient(database: Database, room: LiveRoom, clock: Clock, patient_id: UUID, signal: Signal) -> int:
    """Erase one signal in every session of this patient; give how many stretches went."""
    with database.read() as connection:
        found = signals.sessions_with(connection, patient_id, signal)
        last_ms = {one: _last_ms(connection, database, one) for one in found}
    return sum([await _erase(database, room, clock, one, at_ms, signal) for one, at_ms in last_ms.items()])


def taken_from(database: Database, patient_id: UUID) -> dict[Purpose, int]:
    """Say how many stretches of each signal are kept of this patient, by the purpose that was agreed to."""
    with database.read() as connection:
        counts = {one.purpose: sum(signals.sessions_with(connection, patient_id, one).values()) for one in Signal}
    return {purpose: count for purpose, count in counts.items() if count}


def _last_ms(connection: Connection, database: Database, session_id: UUID) -> int:
    return max(kept.moment.session_ms for kept in moments_of(connection, database.seal, session_id))


async def _erase(
    database: Database, room: LiveRoom, clock: Clock, session_id: UUID, session_ms: int, signal: Signal
) -> int:
    gone = await asyncio.wrap_future(database.write(partial(signals.erase, session_id=session_id, signal=signal)))
    if gone:
        mark = Erased(signal, gone)
        await room.keep(Moment(uuid4(), session_id, Author.ROOM, session_ms, clock.now(), mark))
        await asyncio.to_thread(database.leave_no_trace)
    return gone
