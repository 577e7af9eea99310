"""Tells every open screen of a session what has just been kept; a slow screen never holds up another."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from interbeing.domain.mark import Screen
from interbeing.domain.moment import Kept
from interbeing.domain.pacing import Pacing
from interbeing.domain.reading import Reading
from interbeing.domain.signal_now import SignalsNow

MOST_UNREAD: Final = 256


@dataclass(frozen=True, slots=True)
class Happened:
    """A moment was kept: what it was, and which exchange it went to."""

    kept: Kept
    exchange_id: UUID | None


@dataclass(frozen=True, slots=True)
class MirrorSeen:
    """What the mirror's page says of itself, for the console; it is shown and forgotten, never kept."""

    state: str
    rate_hz: float | None
    delay_ms: float | None


@dataclass(frozen=True, slots=True)
class HolderChanged:
    """Another console holds the session now (the tab's own id)."""

    holder: UUID | None


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """This screen fell behind and skipped something: it must read the log again."""


News = Happened | MirrorSeen | HolderChanged | ReadAgain | Reading | Pacing | SignalsNow


class Seat:
    """One screen's place in a session, with its bounded queue of news."""

    def __init__(self, tab: UUID, screen: Screen, sign_in_id: UUID | None = None) -> None:
        """Take a place with an empty queue; a sign-in is not idle as long as it has one."""
        self.seat_id, self.tab, self.screen, self.sign_in_id = uuid4(), tab, screen, sign_in_id
        self.news: asyncio.Queue[News] = asyncio.Queue(MOST_UNREAD)

    def tell(self, news: News) -> None:
        """Queue this news; a full queue is emptied and the screen told to read again."""
        try:
            self.news.put_nowait(news)
        except asyncio.QueueFull:
            while not self.news.empty():
                self.news.get_nowait()
            self.news.put_nowait(ReadAgain())


class Broadcast:
    """All seats of all sessions."""

    def __init__(self) -> None:
        """Begin with nobody there."""
        self._seats: defaultdict[UUID, list[Seat]] = defaultdict(list)

    def take(self, session_id: UUID, seat: Seat) -> None:
        """A screen comes in."""
        self._seats[session_id].append(seat)

    def leave(self, session_id: UUID, seat: Seat) -> None:
        """A screen goes."""
        self._seats[session_id].remove(seat)
        if not self._seats[session_id]:
            del self._seats[session_id]

    def sessions(self) -> tuple[UUID, ...]:
        """Give the sessions in which somebody is."""
        return tuple(self._seats)

    def seats(self, session_id: UUID) -> tuple[Seat, ...]:
        """Who is there, in the order in which they came."""
        return tuple(self._seats.get(session_id, ()))

    def tell(self, session_id: UUID, news: News, only: Screen | None = None) -> None:
        """Tell everyone in this session, or only the screens of one kind."""
        for seat in self.seats(session_id):
            if only in {None, seat.screen}:
                seat.tell(news)
