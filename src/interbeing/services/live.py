"""A live session: each moment is kept first, then the exchanges learn of it, every screen is told, the model thinks."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, TypeVar
from uuid import UUID, uuid4

from interbeing.domain.errors import NotSaved
from interbeing.domain.gathering import Gathering
from interbeing.domain.mark import Closed, Mark, Opened, Screen
from interbeing.domain.mark import Connection as Connected
from interbeing.domain.moment import Author, Kept, Moment, Receipt
from interbeing.domain.presence import still_here
from interbeing.domain.session import Session
from interbeing.domain.signal import OfSignal
from interbeing.services.belief import Beliefs
from interbeing.services.broadcast import Broadcast, Happened, HolderChanged, MirrorSeen, ReadAgain, Seat
from interbeing.services.clock import Clock, SessionClock, reached, started_clock
from interbeing.services.log_door import let_in
from interbeing.services.neighbours import Neighbours
from interbeing.services.said import Said
from interbeing.storage.clinic import clinic_of
from interbeing.storage.connect import Connection, Database
from interbeing.storage.moments import moments_of
from interbeing.storage.sessions import session_of

T = TypeVar("T")
logger = logging.getLogger(__name__)
WATCH_EVERY_S: Final = 2
ASLEEP_AFTER_MS: Final = 15_000  # far above any pause of the program itself
ASLEEP: Final = "the computer slept"
LOST: Final = "the room stopped without notice"


@dataclass(slots=True)
class LiveSession:
    """One session in memory: its clock, its exchanges so far, and which console holds it."""

    session: Session
    clock: SessionClock
    gathering: Gathering
    seq: int
    holder: UUID | None = None
    mirror: MirrorSeen | None = None

    def learn(self, kept: Kept) -> None:
        """Take in the next moment of the log; one that was taken in before changes nothing."""
        if kept.receipt.seq == self.seq + 1:
            self.seq = kept.receipt.seq
            self.gathering.add(kept.moment)


@dataclass(frozen=True, slots=True)
class Entered:
    """What a screen is given when it comes in."""

    live: LiveSession
    kept: tuple[Kept, ...]


class LiveRoom:
    """All sessions that are live in this process."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        broadcast: Broadcast,
        beliefs: Beliefs | None = None,
        neighbours: Neighbours | None = None,
    ) -> None:
        """Begin with none; sessions are taken from the log when first needed. Without `beliefs` no model thinks."""
        self._database, self._clock, self._broadcast, self._beliefs = database, clock, broadcast, beliefs
        self._neighbours = neighbours
        self._sessions: dict[UUID, asyncio.Future[LiveSession]] = {}  # those that somebody watches
        self._clocks: dict[UUID, SessionClock] = {}  # those that are open, watched or not

    async def open(self, session_id: UUID) -> None:
        """Open a planned session: NotAllowed says what is missing. Its clock starts with the `Opened` moment."""
        await self._mark(session_id, Opened(), Author.THERAPIST, 0)
        for seat in self._broadcast.seats(session_id):
            await self._note_connection(await self._live(session_id), seat.screen, connected=True)

    async def close(self, session_id: UUID) -> None:
        """Close a session, once. What still waits on a screen may come in afterwards."""
        clock = self._clocks.get(session_id) or (await asyncio.to_thread(self._load, session_id)).clock
        await self._mark(session_id, Closed(), Author.THERAPIST, clock.session_ms())

    async def keep(self, moment: Moment) -> Receipt:
        """Keep a moment: answered once it is durable; sent again, it is known and nobody is told twice."""
        received_at = self._clock.now()
        receipt, session = await self._write(partial(self._append, moment=moment, received_at=received_at))
        if receipt.is_new:
            await self._tell_safely(session, Kept(moment, receipt, received_at))
            self._think(session.session_id, moment)
        return receipt

    async def enter(self, session_id: UUID, seat: Seat, after_seq: int) -> Entered:
        """A screen comes in and is given what it has not seen. The first console holds the session."""
        live = await self._live(session_id)
        is_first = not self._broadcast.seats(session_id)
        self._broadcast.take(session_id, seat)
        try:
            if self._neighbours:
                has_others, live.holder = await self._neighbours.sit(session_id, seat)
                is_first = is_first and not has_others
            if is_first:
                await self._note_lost(live)
            if seat.screen is Screen.CONSOLE and live.holder is None:
                live.holder = seat.tab
            await self._note_connection(live, seat.screen, connected=True)
            return Entered(live, await self.since(session_id, after_seq))
        except BaseException:
            await self.leave(session_id, seat)
            raise

    async def leave(self, session_id: UUID, seat: Seat) -> None:
        """A screen goes; the console that came next holds the session."""
        self._broadcast.leave(session_id, seat)  # first, so that it is gone even when the log cannot be read now
        live = await self._live(session_id)
        consoles = [other.tab for other in self._broadcast.seats(session_id) if other.screen is Screen.CONSOLE]
        if self._neighbours:
            await self.held(session_id, await self._neighbours.leave(session_id, seat))
        elif live.holder == seat.tab and seat.tab not in consoles:
            self._let_hold(live, consoles[0] if consoles else None)
        if all(other.screen is not Screen.MIRROR for other in self._broadcast.seats(session_id)):
            live.mirror = None
        await self._note_connection(live, seat.screen, connected=False)
        if not self._broadcast.seats(session_id):
            self._sessions.pop(session_id, None)
            if self._beliefs:
                self._beliefs.forget(session_id)

    def is_attended(self) -> bool:
        """Say whether a session is going on and somebody has it before them."""
        watched = (one.result() for one in self._sessions.values() if one.done() and not one.exception())
        return any(live.session.state.is_live for live in watched)

    async def notice_sleep(self) -> None:
        """Watch, for as long as the room is open, for the computer having slept: that time is a gap too."""
        while True:
            before_ms = self._clock.monotonic_ms()
            await asyncio.sleep(WATCH_EVERY_S)
            away_ms = self._clock.monotonic_ms() - before_ms
            if away_ms >= ASLEEP_AFTER_MS:
                await self.woke(away_ms)

    async def woke(self, away_ms: int) -> None:
        """Keep that every screen of every live session was away for the last `away_ms`."""
        for session_id in tuple(self._sessions):
            live = await self._live(session_id)
            for seat in self._broadcast.seats(session_id) if live.session.state.is_live else ():
                went_ms = max(0, live.clock.session_ms() - away_ms)
                await self._keep_going(live, seat.screen, went_ms, ASLEEP)
                await self._note_connection(live, seat.screen, connected=True)

    async def since(self, session_id: UUID, after_seq: int) -> tuple[Kept, ...]:
        """Give what was kept after `after_seq`."""
        return await asyncio.to_thread(self._read_since, session_id, after_seq)

    def hold(self, live: LiveSession, tab: UUID) -> None:
        """Let this console hold the session; the other ones watch and say so."""
        self._let_hold(live, tab)
        if self._neighbours:
            self._neighbours.hold(live.session.session_id, tab)

    def see_mirror(self, live: LiveSession, seen: MirrorSeen) -> None:
        """Pass on what the mirror's page says of itself."""
        live.mirror = seen
        self.show(live.session.session_id, seen)

    def show(self, session_id: UUID, said: Said) -> None:
        """Show this to every screen of the session, in whichever room; it is kept nowhere."""
        self._broadcast.tell(session_id, said)
        if self._neighbours:
            self._neighbours.say(session_id, said)

    async def catch_up(self, session_id: UUID) -> None:
        """A room next door has kept something: read it, and tell the screens here."""
        if session_id not in self._sessions:
            return
        live = await self._live(session_id)
        live.session, missed = await asyncio.to_thread(self._read_on, session_id, live.seq)
        for kept in missed:
            self._tell_next(live, kept)
            self._think(session_id, kept.moment)

    async def held(self, session_id: UUID, holder: UUID | None) -> None:
        """Take in which console holds the session, in whichever room it is."""
        live = await self._live(session_id) if session_id in self._sessions else None
        if live is not None and live.holder != holder:
            self._let_hold(live, holder)

    def overhear(self, session_id: UUID, said: Said) -> None:
        """Show here what a screen of another room says."""
        loading = self._sessions.get(session_id)
        if loading is not None and loading.done() and isinstance(said, MirrorSeen):
            loading.result().mirror = said
        self._broadcast.tell(session_id, said)

    async def lost(self, session_id: UUID, screen: Screen) -> None:
        """Another room died with this screen open: keep that it went, as far as the log reached."""
        live = await asyncio.to_thread(self._load, session_id)
        if live.session.state.is_live:
            log = await self.since(session_id, 0)
            await self._keep_going(live, screen, reached(log, live.session.opened_at or self._clock.now()), LOST)

    def _let_hold(self, live: LiveSession, tab: UUID | None) -> None:
        live.holder = tab
        self._broadcast.tell(live.session.session_id, HolderChanged(tab))

    def _think(self, session_id: UUID, moment: Moment) -> None:
        if self._beliefs and not isinstance(moment.mark, OfSignal):  # no signal teaches the model anything
            self._beliefs.think(session_id)

    async def _note_connection(self, live: LiveSession, screen: Screen, *, connected: bool) -> None:
        """Keep that a screen came or went, while the session runs: time without a console is a gap.

        Nobody waits for this one: a full disk must not keep a console from coming in to say so.
        """
        if not live.session.state.is_live:
            return
        mark, session_id = Connected(screen, connected), live.session.session_id
        ms, at = live.clock.session_ms(), self._clock.now()
        await self._keep_if_it_can_be(Moment(uuid4(), session_id, Author.ROOM, ms, at, mark))

    async def _note_lost(self, live: LiveSession) -> None:
        """Keep that screens went which nobody saw go: the room was killed, and the log still has them here."""
        log = await self.since(live.session.session_id, 0)
        for screen in still_here([kept.moment for kept in log]) if live.session.state.is_live else ():
            last_ms = reached(log, live.session.opened_at or self._clock.now())
            await self._keep_going(live, screen, last_ms, LOST)

    async def _keep_going(self, live: LiveSession, screen: Screen, went_ms: int, reason: str) -> None:
        """Keep, after the fact, that a screen went at `went_ms`."""
        session_id, at = live.session.session_id, self._clock.now()
        went = Connected(screen, connected=False)
        await self._keep_if_it_can_be(
            Moment(uuid4(), session_id, Author.ROOM, went_ms, at, went, is_late=True, reason=reason)
        )

    async def _keep_if_it_can_be(self, moment: Moment) -> None:
        try:
            await self.keep(moment)
        except NotSaved:
            logger.warning("session %s: not saved that a screen came or went", moment.session_id)

    async def _mark(self, session_id: UUID, mark: Mark, author: Author, session_ms: int) -> Receipt:
        moment = Moment(uuid4(), session_id, author, session_ms, self._clock.now(), mark)
        return await self.keep(moment)

    def _append(self, connection: Connection, moment: Moment, received_at: datetime) -> tuple[Receipt, Session]:
        receipt, session = let_in(connection, self._database.seal, moment, received_at)
        if receipt.is_new and self._neighbours:
            self._neighbours.tell_kept(connection, moment.session_id)
        return receipt, session

    async def _tell_safely(self, session: Session, kept: Kept) -> None:
        """Tell the screens; it is kept already, so whatever fails here they are only asked to read the log again."""
        try:
            await self._tell(session, kept)
        except Exception as problem:  # noqa: BLE001  a saved mark must be acknowledged
            logger.error("moment %s: kept, not told (%s)", kept.moment.moment_id, type(problem).__name__)
            self._broadcast.tell(session.session_id, ReadAgain())

    async def _tell(self, session: Session, kept: Kept) -> None:
        self._start_or_stop_clock(kept.moment)
        if session.session_id not in self._sessions:
            return
        live = await self._live(session.session_id)
        live.session = session
        for missed in (kept,) if kept.receipt.seq <= live.seq + 1 else await self.since(session.session_id, live.seq):
            self._tell_next(live, missed)

    def _tell_next(self, live: LiveSession, kept: Kept) -> None:
        """Learn the next moment of the log and tell the screens, each once; what was told from next door is no news."""
        if kept.receipt.seq <= live.seq and self._neighbours:
            return
        self._start_or_stop_clock(kept.moment)
        live.clock = self._clocks.get(live.session.session_id, live.clock)
        live.learn(kept)
        exchange_id = live.gathering.exchange_of(kept.moment.moment_id)
        self._broadcast.tell(live.session.session_id, Happened(kept, exchange_id))

    def _start_or_stop_clock(self, moment: Moment) -> None:
        match moment.mark:
            case Opened():
                self._clocks[moment.session_id] = SessionClock(self._clock, self._clock.monotonic_ms())
            case Closed():
                self._clocks.pop(moment.session_id, None)

    async def _live(self, session_id: UUID) -> LiveSession:
        """Give the session; whoever comes while it is read from the log waits for the same one."""
        if session_id not in self._sessions:
            self._sessions[session_id] = asyncio.ensure_future(asyncio.to_thread(self._load, session_id))
        loading = self._sessions[session_id]
        try:
            return await asyncio.shield(loading)
        except Exception:
            if self._sessions.get(session_id) is loading:
                del self._sessions[session_id]
            raise

    def _load(self, session_id: UUID) -> LiveSession:
        with self._database.read() as connection:
            session = session_of(connection, session_id)
            log = moments_of(connection, self._database.seal, session_id)
            gap_ms = clinic_of(connection).limits.exchange_gap_ms
        gathering = Gathering(gap_ms, (kept.moment for kept in log))
        return LiveSession(session, self._clock_of(session, log), gathering, len(log))

    def _clock_of(self, session: Session, log: tuple[Kept, ...]) -> SessionClock:
        opened_at = session.opened_at or self._clock.now()
        clock = started_clock(self._clock, opened_at, reached(log, opened_at))
        return self._clocks.setdefault(session.session_id, clock) if session.state.is_live else clock

    def _read_on(self, session_id: UUID, after_seq: int) -> tuple[Session, tuple[Kept, ...]]:
        with self._database.read() as connection:
            session = session_of(connection, session_id)
            return session, moments_of(connection, self._database.seal, session_id, after_seq)

    def _read_since(self, session_id: UUID, after_seq: int) -> tuple[Kept, ...]:
        with self._database.read() as connection:
            return moments_of(connection, self._database.seal, session_id, after_seq)

    async def _write(self, do: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self._database.write(do))
