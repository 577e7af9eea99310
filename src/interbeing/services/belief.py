"""The live reading of each watched session: thought through after a mark was kept, in no mark's way, then told.

The belief starts from the patient's earlier sessions, fitted together with what this one holds so far; for a patient
without any it starts from the reference prior. Bursts of marks are thought through once, at their newest state.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from interbeing.domain.mark import Screen
from interbeing.domain.pacing import Pacing, PacingState
from interbeing.domain.question import Answer, MoveOf, NoAnswer, OfSession, PacingOf, ReadingOf
from interbeing.domain.reading import ExpectedMove, Reading, ReadingState
from interbeing.services.broadcast import Broadcast
from interbeing.services.mind import Mind, MindGone

logger = logging.getLogger(__name__)
PREPARING: Final = Reading(ReadingState.PREPARING)
NO_READING: Final = Reading(ReadingState.NONE)


@dataclass(slots=True)
class _Thought:
    """What is being thought of one session, and whether something was kept since that began."""

    is_behind: bool = False
    task: asyncio.Task[None] | None = None


class Beliefs:
    """The readings of the sessions that somebody watches."""

    def __init__(self, mind: Mind, broadcast: Broadcast) -> None:
        """Begin with none; the mind is not started before the first is asked for."""
        self._mind, self._broadcast = mind, broadcast
        self._thoughts: dict[UUID, _Thought] = {}
        self._asking = ThreadPoolExecutor(1, "asking")  # the mind is asked one thing at a time
        self._is_gone, self._is_closed = not mind.is_on, False

    @property
    def is_preparing(self) -> bool:
        """Whether the mind is not ready to answer yet, and may become so."""
        return not (self._mind.is_prepared or self._is_gone)

    def think(self, session_id: UUID) -> None:
        """Think this session through again, soon; returns at once and raises nothing. For the event loop."""
        if self._is_closed or not self._broadcast.seats(session_id):
            return
        thought = self._thoughts.setdefault(session_id, _Thought())
        thought.is_behind = True
        if thought.task is None or thought.task.done():
            thought.task = asyncio.create_task(self._catch_up(session_id, thought))

    async def pacing(self, session_id: UUID, session_ms: int) -> Pacing:
        """Ask how likely the window is left on each way of going on; whatever goes wrong, there are no figures."""
        match await self._ask(PacingOf(session_id, session_ms)):
            case Pacing() as pacing:
                return pacing
        return Pacing(PacingState.NONE)

    async def reading(self, session_id: UUID) -> Reading:
        """Ask what is believed after this session's last kept mark; whatever goes wrong, there is no reading."""
        match await self._ask(ReadingOf(session_id)):
            case Reading() as reading:
                return reading
        return NO_READING

    async def move(self, session_id: UUID) -> ExpectedMove:
        """Ask how arousal might move where care was read as care in this session; not known if anything goes wrong."""
        match await self._ask(MoveOf(session_id)):
            case ExpectedMove() as move:
                return move
        return ExpectedMove()

    def forget(self, session_id: UUID) -> None:
        """Let go of a session that nobody watches any more."""
        self._thoughts.pop(session_id, None)

    def forget_all(self) -> None:
        """Let the mind begin anew, with nobody in it; what is being asked is answered by the new one."""
        self._mind.forget()

    def close(self) -> None:
        """Stop thinking at once; what was thought is not kept anywhere."""
        self._is_closed = True
        self._mind.close()
        self._asking.shutdown(wait=False, cancel_futures=True)

    async def _catch_up(self, session_id: UUID, thought: _Thought) -> None:
        while thought.is_behind and not self._is_closed:
            thought.is_behind = False
            if self.is_preparing:
                self._tell(session_id, PREPARING)
            self._tell(session_id, await self.reading(session_id))

    async def _ask(self, question: OfSession) -> Answer:
        """Ask the mind; whatever goes wrong there, the marks are saved, and only the answer is missing."""
        if self._is_gone or self._is_closed:
            return NoAnswer("gone")
        try:
            asked = asyncio.get_running_loop().run_in_executor(self._asking, self._mind.ask, question)
            answer: Answer = await asked
        except MindGone:
            self._is_gone = True
            answer = NoAnswer("the mind ended")
        if isinstance(answer, NoAnswer) and not self._is_closed:  # a room that closes ends its mind
            logger.error("session %s: no answer (%s)", question.session_id, answer.why)
        return answer

    def _tell(self, session_id: UUID, reading: Reading) -> None:
        self._broadcast.tell(session_id, reading, Screen.CONSOLE)
