"""Several rooms on one record stay one: screens that another room serves hear what is kept here, and who holds.

Only ids travel; whoever hears one reads what it stands for. Where there is one room alone, there are no neighbours.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar, assert_never
from uuid import UUID, uuid4

from interbeing.domain.errors import InterbeingError
from interbeing.domain.mark import Screen
from interbeing.services.broadcast import Broadcast, ReadAgain, Seat
from interbeing.services.clock import Clock
from interbeing.services.said import Said, said_in, words_of
from interbeing.storage import seats
from interbeing.storage.connect import Connection
from interbeing.storage.next_door import Heard, News, NextDoor

if TYPE_CHECKING:
    from interbeing.services.live import LiveRoom

T = TypeVar("T")
logger = logging.getLogger(__name__)


class Sat(NamedTuple):
    """A seat that was taken: whether another screen was there before, in any room, and which console holds."""

    has_others: bool
    holder: UUID | None


class Neighbours:
    """The other rooms on the same record, as this one hears of them."""

    def __init__(self, next_door: NextDoor, broadcast: Broadcast, clock: Clock) -> None:
        """Hear nothing before `listen`."""
        self._next_door, self._broadcast, self._clock = next_door, broadcast, clock
        self._heard: asyncio.Queue[Heard] = asyncio.Queue()

    async def sit(self, session_id: UUID, seat: Seat) -> Sat:
        """Take a seat before all rooms."""
        number, row = self._next_door.number, (seat.seat_id, session_id, seat.tab, seat.screen.value, seat.sign_in_id)

        def do(connection: Connection) -> Sat:
            has_others = seats.sit(connection, number, *row)
            return Sat(has_others, seats.holder_of(connection, session_id))

        return await self._do(do)

    async def leave(self, session_id: UUID, seat: Seat) -> UUID | None:
        """Leave it before all rooms; gives which console holds now."""
        number = self._next_door.number

        def do(connection: Connection) -> UUID | None:
            seats.leave(connection, number, seat.seat_id, session_id)
            return seats.holder_of(connection, session_id)

        return await self._do(do)

    def hold(self, session_id: UUID, tab: UUID) -> None:
        """Let a console hold the session before all rooms, soon."""
        self._next_door.do(partial(seats.hold, number=self._next_door.number, session_id=session_id, tab=tab))

    def say(self, session_id: UUID, said: Said) -> None:
        """Let the screens of other rooms see this, soon; it is forgotten after a minute."""
        now, words, number = self._clock.now(), words_of(said), self._next_door.number
        self._next_door.do(lambda connection: seats.say(connection, number, uuid4(), session_id, words, now))

    def tell_kept(self, connection: Connection, session_id: UUID) -> None:
        """Tell that something was kept in this session, in the transaction that keeps it."""
        seats.tell(connection, self._next_door.number, News.KEPT.value, session_id)

    async def listen(self, room: "LiveRoom") -> None:
        """Hear the others for as long as the room is open."""
        loop = asyncio.get_running_loop()

        def hear(heard: Heard) -> None:
            loop.call_soon_threadsafe(self._heard.put_nowait, heard)

        await asyncio.to_thread(self._next_door.listen, hear)
        while True:
            heard = await self._heard.get()
            try:
                await self._take_in(room, heard)
            except InterbeingError as problem:
                logger.warning("from next door: %s not taken in (%s)", heard.news, type(problem).__name__)
                self._broadcast.tell(heard.about, ReadAgain())

    async def _take_in(self, room: "LiveRoom", heard: Heard) -> None:
        match heard.news:
            case News.KEPT:
                await room.catch_up(heard.about)
            case News.HELD:
                await room.held(heard.about, await self._do(partial(seats.holder_of, session_id=heard.about)))
            case News.SAID:
                found = await self._do(partial(seats.read_said, said_id=heard.about))
                if found is not None:
                    room.overhear(found[0], said_in(found[1]))
            case News.WENT:
                await room.lost(heard.about, Screen(heard.screen))
            case News.CUT:
                await self._come_back(room)
            case _:
                assert_never(heard.news)

    async def _come_back(self, room: "LiveRoom") -> None:
        """After the line was cut: nobody knows what was missed, so all is read again, and every seat taken anew."""
        for session_id in self._broadcast.sessions():
            for seat in self._broadcast.seats(session_id):
                await room.held(session_id, (await self.sit(session_id, seat)).holder)
            await room.catch_up(session_id)

    async def _do(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self._next_door.do(work))
