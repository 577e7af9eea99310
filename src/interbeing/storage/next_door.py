"""The line between several rooms on one PostgreSQL: what one keeps or says, the others hear of, by its id alone.

A room shows that it is alive by a lock that its line holds; PostgreSQL lets go of it when the room dies, in any way.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from interbeing.domain.errors import OutOfReach
from interbeing.storage import seats
from interbeing.storage.connect import Connection
from interbeing.storage.seats import CHANNEL, ROOMS
from interbeing.storage.second_wall import AS_ROLE, look_for

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")
logger = logging.getLogger(__name__)
LOOK_EVERY_S: Final = 1.0  # whether another room died
TRY_AGAIN_S: Final = 0.5
QUICKLY: Final = "-c synchronous_commit=off -c lock_timeout=5s"  # nothing here outlives the rooms


class News(StrEnum):
    """What was heard: a moment was kept, another console holds, something was said, screens went, the line was cut."""

    KEPT = "kept"
    HELD = "held"
    SAID = "said"
    WENT = "went"
    CUT = "cut"


class Heard(NamedTuple):
    """One piece of news; `about` is the session, or what was said, or nothing where the line itself was cut."""

    news: News
    about: UUID
    screen: str = ""


class NextDoor:
    """This room's line to the others. `close` hangs up, and leaves no seat behind."""

    def __init__(self, url: str) -> None:
        """Take a number among the rooms; nothing is heard before `listen`."""
        self.number = 1 + secrets.randbelow(2**31 - 1)
        address = url.replace("postgresql://", "postgresql+psycopg://", 1)
        options = {"options": f"{QUICKLY} {AS_ROLE}"}
        self._url = url
        self._hear: Callable[[Heard], None] = _nobody
        self._engine = create_engine(address, pool_size=1, hide_parameters=True, connect_args=options)
        self._hand = ThreadPoolExecutor(1, "next door")  # so that what is done here is done in order
        self._thread = threading.Thread(target=self._listen_on, name="line", daemon=True)
        self._is_open, self._closing = threading.Event(), threading.Event()

    def listen(self, hear: Callable[[Heard], None], within_s: float = 5) -> None:
        """Hear from now on, on a thread of the line's own; returns once the line stands, or after `within_s`."""
        self._hear = hear
        self._thread.start()
        self._is_open.wait(within_s)

    def do(self, work: Callable[[Connection], T]) -> "Future[T]":
        """Do this after all that was asked before, in a transaction; OutOfReach when the server does not answer."""
        return self._hand.submit(self._done, work)

    def close(self) -> None:
        """Hang up, once."""
        if self._closing.is_set():
            return
        self._closing.set()
        with suppress(OutOfReach):  # what it tells wakes the line too
            self.do(partial(seats.clear, number=self.number)).result()
        if self._thread.is_alive():
            self._thread.join()
        self._hand.shutdown()
        self._engine.dispose()

    def _done(self, work: Callable[[Connection], T]) -> T:
        try:
            with self._engine.begin() as connection:
                look_for(connection, None)
                return work(connection)
        except SQLAlchemyError as problem:
            raise OutOfReach("the rooms next door cannot be reached just now") from problem

    def _listen_on(self) -> None:
        """Hold the line for as long as the room is open; one that was cut is taken up again, and that is told."""
        import psycopg  # only a clinic's room needs it, and every start of the others is the quicker without

        while not self._closing.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True, options=AS_ROLE) as line:
                    line.execute("SELECT pg_advisory_lock(%s, %s)", (ROOMS, self.number))
                    line.execute(f"LISTEN {CHANNEL}")
                    if self._is_open.is_set():
                        self._hear(Heard(News.CUT, UUID(int=0)))
                    self._is_open.set()
                    self._hold(line)
            except psycopg.Error as problem:
                logger.warning("the line to the rooms next door was cut (%s)", type(problem).__name__)
                self._closing.wait(TRY_AGAIN_S)

    def _hold(self, line: "psycopg.Connection[tuple[object, ...]]") -> None:
        looked_s = 0.0
        while not self._closing.is_set():
            for note in line.notifies(timeout=LOOK_EVERY_S, stop_after=1):
                number, news, about = note.payload.split()
                if int(number) != self.number and news != seats.BYE:
                    self._hear(Heard(News(news), UUID(about)))
            if not self._closing.is_set() and time.monotonic() - looked_s >= LOOK_EVERY_S:
                self._look_for_the_dead()
                looked_s = time.monotonic()

    def _look_for_the_dead(self) -> None:
        with suppress(OutOfReach):
            gone = self.do(partial(seats.clear_of_the_dead, number=self.number)).result()
            for session_id, screen in gone:
                self._hear(Heard(News.WENT, session_id, screen))
            for session_id in {session_id for session_id, _screen in gone}:
                self._hear(Heard(News.HELD, session_id))


def _nobody(_heard: Heard) -> None:
    """Hear for a line to which nobody listens yet."""
