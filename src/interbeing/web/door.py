"""The door of the room: locked until the passphrase is given, and again on asking, when nobody works, after sleep."""

import asyncio
import gc
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from interbeing.domain.deed import WRONG_BEFORE, Deed
from interbeing.domain.errors import InterbeingError, NotAllowed, OutOfReach, WrongKey
from interbeing.services.audit import sign_audit
from interbeing.services.backup import back_up
from interbeing.services.backup_place import is_due, place_of
from interbeing.services.clock import Clock
from interbeing.services.unlocking import Beginning
from interbeing.settings import Settings
from interbeing.storage.audit import note
from interbeing.storage.keys import Keys
from interbeing.wiring import Room, open_room

logger = logging.getLogger(__name__)
IDLE_MS: Final = 10 * 60 * 1000
LONG_OPEN_MS: Final = 12 * 60 * 60 * 1000  # from then on it locks as soon as the work pauses, an hour later in any case
PAUSE_MS: Final = 60 * 1000
LONGEST_OPEN_MS: Final = LONG_OPEN_MS + 60 * 60 * 1000
BEGUN_FOR_MS: Final = 15 * 60 * 1000  # time to write 24 words down and type them back
LOOK_EVERY_S: Final = 2.0
ASLEEP_MS: Final = 30_000  # between two looks; a busy computer does not pause for as long
SOCKETS_GONE_WITHIN_S: Final = 5.0
LONGEST_PAUSE_S: Final = 8.0  # after many wrong passphrases in a row
MOST_DOUBLED: Final = 5  # wrong ones that make the pause longer: there it is at its longest


class Begun(NamedTuple):
    """A room that is being set up in one browser: what it chose and was shown, and until when."""

    beginning: Beginning
    secret: str
    until_ms: int


class Door:
    """Whether the room is open, and what is done around its opening. For the event loop alone."""

    def __init__(self, settings: Settings, room: Room | None = None, clock: Clock | None = None) -> None:
        """Begin with an open room, or shut."""
        self.settings, self.room = settings, room
        self._begun: Begun | None = None
        self.sockets: set[asyncio.Event] = set()  # of each open socket, set when it must go
        self.clock = clock or (room.clock if room else Clock())
        self._used_ms = self._looked_ms = self._opened_ms = self.clock.monotonic_ms()
        self._watching: list[asyncio.Task[None]] = []
        self._trying, self._failures = asyncio.Lock(), 0
        self._saving: asyncio.Task[None] | None = None
        self._signed_on: date | None = None

    @property
    def inside(self) -> Room:
        """The room behind the door; OutOfReach while it is locked."""
        if self.room is None:
            raise OutOfReach("the room was just locked: open it, then try again")
        return self.room

    @property
    def is_lockable(self) -> bool:
        """Whether the room that is open has keys."""
        return self.room is not None and self.room.keys is not None

    def used(self) -> None:
        """Somebody works here."""
        self._used_ms = self.clock.monotonic_ms()

    def begin(self, beginning: Beginning) -> str:
        """Keep what was begun, for a quarter of an hour; gives the secret of the one browser that is shown it again."""
        self._begun = Begun(beginning, secrets.token_urlsafe(), self.clock.monotonic_ms() + BEGUN_FOR_MS)
        return self._begun.secret

    def begun_by(self, secret: str) -> Beginning | None:
        """Give what this browser has begun, None when it has not, or too long ago."""
        begun = self._begun
        if begun is None or self.clock.monotonic_ms() >= begun.until_ms:
            self._begun = None
            return None
        return begun.beginning if secrets.compare_digest(begun.secret.encode(), secret.encode()) else None

    def begin_over(self) -> None:
        """Let go of what was begun."""
        self._begun = None

    async def open(self, keys_of: Callable[[], Keys]) -> None:
        """Open the room with the keys that this gives; one try at a time, each after many wrong ones a little later."""
        async with self._trying:
            if self.room is not None:
                return
            await asyncio.sleep(pause_s(self._failures))
            try:
                self.room = await asyncio.to_thread(lambda: open_room(self.settings, self.clock, keys_of()))
            except WrongKey:
                self._failures += 1
                raise
            if self._failures:
                wrong = Deed(WRONG_BEFORE, self.clock.now(), self.clock.monotonic_ms(), reason=str(self._failures))
                with suppress(InterbeingError):  # a disk that is full takes no note, and the room opens
                    await asyncio.wrap_future(self.room.database.write(partial(note, deed=wrong)))
            self._failures, self._begun = 0, None
            self._opened_ms = self.clock.monotonic_ms()
            self.used()
            self.watch_room()

    def watch_room(self) -> None:
        """Begin what a room does by itself for as long as it is open."""
        assert self.room is not None  # noqa: S101
        watches = [self.room.live.notice_sleep(), self.room.sensing.watch()]
        if self.room.neighbours is not None:
            watches.append(self.room.neighbours.listen(self.room.live))
        self._watching = [asyncio.create_task(watch) for watch in watches]

    async def lock(self) -> None:
        """Lock the room on somebody's asking; NotAllowed in a live session."""
        if not self.is_lockable:
            raise NotAllowed("this room has no passphrase, so it cannot be locked")
        if self.is_live:
            raise NotAllowed("a session is open: close it first, then lock the room")
        await self.shut()

    @property
    def is_live(self) -> bool:
        """Whether a session is going on before somebody's eyes: then nothing locks by itself."""
        return self.room is not None and self.room.live.is_attended()

    async def shut(self) -> None:
        """Close the room and let go of its keys: first every open screen leaves, then the record is closed."""
        room, self.room = self.room, None
        for task in self._watching:
            task.cancel()
        for gone in tuple(self.sockets):
            gone.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(SOCKETS_GONE_WITHIN_S):
                while self.sockets:
                    await asyncio.sleep(0.01)
        try:
            saving, self._saving = self._saving, None
            if saving is not None:
                await saving
        finally:  # whatever went wrong before, the keys are let go
            if room is not None:
                await asyncio.to_thread(room.close)
            del room
            gc.collect()  # what nobody holds any more is not left to lie in memory

    async def watch(self) -> None:
        """Look for as long as the program runs whether it is time to lock."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self.look()
            except Exception as problem:  # noqa: BLE001  one look that fails must not end the locking
                logger.warning("looking whether to lock failed: %s", type(problem).__name__)

    async def look(self) -> None:
        """Lock when nobody has worked here for long, or the computer has slept; never in a live session."""
        now_ms = self.clock.monotonic_ms()
        away_ms, self._looked_ms = now_ms - self._looked_ms, now_ms
        if self.is_live:
            self.used()
            return
        open_ms = now_ms - self._opened_ms
        idle_ms = IDLE_MS if open_ms < LONG_OPEN_MS else PAUSE_MS
        is_over = now_ms - self._used_ms >= idle_ms or open_ms >= LONGEST_OPEN_MS
        if self.is_lockable and (away_ms >= ASLEEP_MS or is_over):
            await self.shut()
            return
        self._back_up_if_due()
        await self._sign_if_due()

    async def _sign_if_due(self) -> None:
        """Sign the audit once a day; opening and locking sign it too."""
        today = self.clock.now().date()
        if self.room is None or self.room.signer is None or self._signed_on == today:
            return
        self._signed_on = today
        room, signer = self.room, self.room.signer
        with suppress(InterbeingError):
            await asyncio.to_thread(sign_audit, room.database, signer, room.settings.folder, room.clock)

    def _back_up_if_due(self) -> None:
        """Make the day's backup beside everything else; the backups' page shows whether one was made."""
        room = self.room
        if room is None or (self._saving is not None and not self._saving.done()):
            return
        place = place_of(room.settings.folder)
        if place is not None and is_due(room.settings.folder, room.clock.now(), room.keys):
            self._saving = asyncio.create_task(asyncio.to_thread(_back_up, room, place))


def pause_s(failures: int) -> float:
    """Give how long the next try waits after so many wrong ones in a row."""
    return min(LONGEST_PAUSE_S, 0.25 * 2 ** min(failures, MOST_DOUBLED)) if failures > 2 else 0.0


def _back_up(room: Room, place: Path) -> None:
    try:
        back_up(room.settings.folder, place, room.clock.now(), lambda _walked, _all: None, room.keys)
    except (InterbeingError, OSError):
        logger.warning("no backup was made today")
