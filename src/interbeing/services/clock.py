"""Where time comes from: the world's clock for people, one monotonic clock for order and durations."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

NS_PER_MS: Final = 1_000_000
# The one that goes on while the computer sleeps: Linux's and macOS's names for it, None where there is only one.
ALSO_ASLEEP: Final[int | None] = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _monotonic_ms() -> int:
    ns = time.monotonic_ns() if ALSO_ASLEEP is None else time.clock_gettime_ns(ALSO_ASLEEP)
    return ns // NS_PER_MS


@dataclass(frozen=True, slots=True)
class Clock:
    """Both clocks of this computer; tests put their own in."""

    now: Callable[[], datetime] = _utc_now
    monotonic_ms: Callable[[], int] = _monotonic_ms


@dataclass(frozen=True, slots=True)
class SessionClock:
    """One session's clock: 0 when it opened, then forward only, whatever the world's clock does."""

    clock: Clock
    zero_ms: int

    def session_ms(self) -> int:
        """Milliseconds since the session opened."""
        return self.clock.monotonic_ms() - self.zero_ms


def started_clock(clock: Clock, opened_at: datetime, last_ms: int) -> SessionClock:
    """Give the clock of a session that opened at `opened_at` and whose log reaches `last_ms`.

    After a restart the world's clock is the only witness of the time away (the one place where two `*_at` are
    subtracted); it is believed only when it does not run backwards against the log.
    """
    away_ms = int((clock.now() - opened_at).total_seconds() * 1000)
    return SessionClock(clock, clock.monotonic_ms() - max(last_ms, away_ms, 0))
