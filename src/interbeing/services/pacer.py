"""Answers a console that asks for pacing: only where it is on, kept on the log first, then shown to who asked."""

import asyncio
import logging
from uuid import UUID, uuid4

from interbeing.domain.errors import InterbeingError
from interbeing.domain.moment import Author, Moment
from interbeing.domain.pacing import Advised, Pacing, PacingState
from interbeing.services.belief import Beliefs
from interbeing.services.broadcast import Seat
from interbeing.services.clock import Clock
from interbeing.services.live import LiveRoom, LiveSession
from interbeing.services.pacing import is_pacing_on_for
from interbeing.storage.connect import Database

logger = logging.getLogger(__name__)


class Pacer:
    """The askings that are under way, at most one for each session."""

    def __init__(self, database: Database, clock: Clock, live: LiveRoom, beliefs: Beliefs) -> None:
        """Begin with none."""
        self._database, self._clock, self._live, self._beliefs = database, clock, live, beliefs
        self._under_way: dict[UUID, asyncio.Task[None]] = {}

    def ask(self, live: LiveSession, seat: Seat) -> None:
        """Answer this seat soon; returns at once. A second asking waits for no answer of its own."""
        session_id = live.session.session_id
        if session_id not in self._under_way:
            task = self._under_way[session_id] = asyncio.create_task(self._answer(live, seat))
            task.add_done_callback(lambda _done: self._under_way.pop(session_id, None))

    async def _answer(self, live: LiveSession, seat: Seat) -> None:
        try:
            seat.tell(await self._pacing(live, seat))
        except InterbeingError as problem:
            logger.error("session %s: no pacing (%s)", live.session.session_id, type(problem).__name__)
            seat.tell(Pacing(PacingState.NONE))

    async def _pacing(self, live: LiveSession, seat: Seat) -> Pacing:
        if not live.session.state.is_live or not await asyncio.to_thread(
            is_pacing_on_for, self._database, live.session.patient_id
        ):
            return Pacing(PacingState.OFF)
        if self._beliefs.is_preparing:
            seat.tell(Pacing(PacingState.PREPARING))
        found = await self._beliefs.pacing(live.session.session_id, live.clock.session_ms())
        if found.shown is not None:
            await self._keep(live, found.shown)
        return found

    async def _keep(self, live: LiveSession, shown: Advised) -> None:
        ms, at = live.clock.session_ms(), self._clock.now()
        await self._live.keep(Moment(uuid4(), live.session.session_id, Author.ROOM, ms, at, shown))
