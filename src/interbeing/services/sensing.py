"""What is measured in each live session: only what the patient agrees to now, shown to both, kept in short stretches.

Nothing here marks a zone, gives advice or makes a sound. Consent is read anew every half second, so that withdrawing it
anywhere stops the measuring everywhere within one.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from interbeing.domain.consent import Purpose, standing
from interbeing.domain.errors import InterbeingError
from interbeing.domain.moment import Author, Moment
from interbeing.domain.signal import Measured, Measuring, OfSignal, Signal, Why
from interbeing.domain.signal_now import Instrument, SignalsNow
from interbeing.domain.signal_said import Said
from interbeing.services.broadcast import Broadcast
from interbeing.services.clock import Clock
from interbeing.services.erasing import erase_in_session
from interbeing.services.live import LiveRoom, LiveSession
from interbeing.services.patients import record_consent
from interbeing.storage.connect import Database
from interbeing.storage.patients import ledger_of

if TYPE_CHECKING:
    from interbeing.services.streams import Stream

logger = logging.getLogger(__name__)
LOOK_EVERY_S: Final = 0.5
SILENT_AFTER_MS: Final = 2_000  # a longer gap is marked, and within a second
STRETCH_S: Final = 10


@dataclass(slots=True)
class Sensed:
    """One signal of one session: whether it is measured, since when its stretch lasts, when it was last heard."""

    signal: Signal
    is_on: bool = False
    why: Why | None = None
    from_ms: int = 0
    heard_ms: int = 0
    stream: "Stream | None" = None


@dataclass(slots=True)
class SensedSession:
    """What is measured in one session, and what the patient agrees to at the moment."""

    live: LiveSession
    agreed: frozenset[Purpose]
    signals: dict[Signal, Sensed] = field(default_factory=lambda: {signal: Sensed(signal) for signal in Signal})
    told: SignalsNow | None = None


class Sensing:
    """All sessions in which something is measured."""

    def __init__(self, database: Database, clock: Clock, broadcast: Broadcast, room: LiveRoom) -> None:
        """Begin with nothing measured."""
        self._database, self._clock, self._broadcast, self._room = database, clock, broadcast, room
        self._sessions: dict[UUID, SensedSession] = {}

    async def hear(self, live: LiveSession, signal: Signal, said: Said) -> None:
        """Take in what an instrument says. What is not agreed to is neither looked at nor kept."""
        session = await self._session(live)
        if not live.session.state.is_live or signal.purpose not in session.agreed:
            self._tell(session, again=True)
            return
        sensed = session.signals[signal]
        now_ms = live.clock.session_ms()
        if not sensed.is_on:
            await self._begin(session, sensed, now_ms)
        if sensed.stream is not None:
            streams().take(sensed.stream, said)
        sensed.heard_ms = now_ms
        if sensed.stream is not None and len(sensed.stream.seconds) >= STRETCH_S:
            await self._keep_stretch(session, sensed)

    async def lose(self, live: LiveSession, signal: Signal, why: Why) -> None:
        """The page says why it cannot measure this any more."""
        session = await self._session(live)
        await self._end(session, session.signals[signal], why)
        self._tell(session, again=True)

    async def withdraw(self, live: LiveSession, signal: Signal, by: str) -> None:
        """One touch: the consent is withdrawn on the record, and the measuring ends with it."""
        session = await self._session(live)
        patient_id = live.session.patient_id
        if signal.purpose in session.agreed:
            await asyncio.to_thread(self._record_withdrawal, patient_id, signal.purpose, by)
        session.agreed -= {signal.purpose}
        await self._end(session, session.signals[signal], Why.WITHDRAWN)
        self._tell(session, again=True)

    async def erase(self, live: LiveSession, signal: Signal) -> None:
        """Erase what was kept of this signal in this session; what is being gathered goes too."""
        session = await self._session(live)
        sensed = session.signals[signal]
        sensed.stream = streams().new_stream(signal) if sensed.is_on else None
        await erase_in_session(self._database, self._room, self._clock, live, signal)

    async def watch(self) -> None:
        """Look, for as long as the room is open, at what is agreed to and what fell silent."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            for session_id in tuple(self._sessions):
                await self._look(session_id)

    async def _look(self, session_id: UUID) -> None:
        session = self._sessions[session_id]
        session.agreed = await asyncio.to_thread(self._agreed, session.live.session.patient_id)
        for sensed in session.signals.values():
            if sensed.is_on and sensed.signal.purpose not in session.agreed:
                await self._end(session, sensed, Why.WITHDRAWN)
            elif sensed.is_on and session.live.clock.session_ms() - sensed.heard_ms > SILENT_AFTER_MS:
                await self._end(session, sensed, Why.SILENT)
        self._tell(session)
        is_idle = not any(sensed.is_on for sensed in session.signals.values())
        if is_idle and not self._broadcast.seats(session_id):
            del self._sessions[session_id]

    async def _session(self, live: LiveSession) -> SensedSession:
        known = self._sessions.get(live.session.session_id)
        if known is None:
            agreed = await asyncio.to_thread(self._agreed, live.session.patient_id)
            known = self._sessions.setdefault(live.session.session_id, SensedSession(live, agreed))
        known.live = live
        return known

    async def _begin(self, session: SensedSession, sensed: Sensed, now_ms: int) -> None:
        sensed.is_on, sensed.why = True, None
        sensed.from_ms = sensed.heard_ms = now_ms
        sensed.stream = streams().new_stream(sensed.signal)
        await self._keep(session, Measuring(sensed.signal, is_on=True), now_ms)

    async def _end(self, session: SensedSession, sensed: Sensed, why: Why) -> None:
        """End the measuring; what was gathered is kept, unless the consent to it is gone."""
        if not sensed.is_on:
            sensed.why = why if sensed.why is not Why.WITHDRAWN else sensed.why
            return
        sensed.is_on, sensed.why = False, why
        if why is not Why.WITHDRAWN:
            await self._keep_stretch(session, sensed)
        await self._keep(session, Measuring(sensed.signal, is_on=False, why=why), session.live.clock.session_ms())

    async def _keep_stretch(self, session: SensedSession, sensed: Sensed) -> None:
        if sensed.stream is None or not sensed.stream.seconds:
            return
        values, from_ms = streams().taken_out(sensed.stream), sensed.from_ms
        sensed.from_ms = session.live.clock.session_ms()
        await self._keep(session, Measured(sensed.signal, from_ms, values), sensed.from_ms)

    async def _keep(self, session: SensedSession, mark: OfSignal, session_ms: int) -> None:
        """Keep it, if it can be kept: a full disk costs a stretch of signal and never a mark."""
        session_id = session.live.session.session_id
        try:
            await self._room.keep(Moment(uuid4(), session_id, Author.ROOM, session_ms, self._clock.now(), mark))
        except InterbeingError as problem:
            logger.warning("session %s: a signal was not kept (%s)", session_id, type(problem).__name__)

    def _tell(self, session: SensedSession, *, again: bool = False) -> None:
        now = SignalsNow(tuple(_instrument(session, sensed) for sensed in session.signals.values()))
        if again or now != session.told:
            session.told = now
            self._room.show(session.live.session.session_id, now)

    def _agreed(self, patient_id: UUID) -> frozenset[Purpose]:
        with self._database.read() as connection:
            return standing(ledger_of(connection, self._database.seal, patient_id))

    def _record_withdrawal(self, patient_id: UUID, purpose: Purpose, by: str) -> None:
        record_consent(self._database, self._clock, patient_id, purpose, is_given=False, recorded_by=by)


def streams() -> ModuleType:
    """Give what gathers and reads samples, loaded when something is first measured: the room opens without arrays."""
    from interbeing.services import streams

    return streams


def _instrument(session: SensedSession, sensed: Sensed) -> Instrument:
    is_agreed = sensed.signal.purpose in session.agreed
    now = sensed.stream.now() if sensed.is_on and sensed.stream else None
    return Instrument(sensed.signal, is_agreed, sensed.is_on, sensed.why, now)
