"""Where time comes from: the world's clock for people, one monotonic clock for order and durations."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from interbeing.domain.moment import Kept

NS_PER_MS: Final = 1_000_000
MOST_AHEAD_MS: Final = 10 * 60 * 1000  # ours: far more than a screen's clock errs, far less than would spoil a review
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


def started_clock(clock: Clock, opened_at: datetime, reached_ms: int) -> SessionClock:
    """Give the clock of a session that opened at `opened_at` and had come to `reached_ms` (see `reached`).

    After a restart the world's clock is the only witness of the time away (one of the two places where two `*_at` are
    subtracted); it is believed only when it does not run backwards against the log.
    """
    return SessionClock(clock, clock.monotonic_ms() - max(reached_ms, _between_ms(opened_at, clock.now()), 0))


def reached(log: Iterable[Kept], opened_at: datetime) -> int:
    """Say how far the session's clock had come by its log, in milliseconds.

    A mark is believed as far as the world's clock had come when it was received, or as far as the marks before it; one
    that lies far ahead of both came from a screen whose clock is wrong, and moves nothing.
    """
    reached_ms = world_ms = 0
    for kept in log:
        world_ms = max(world_ms, _between_ms(opened_at, kept.received_at))
        if kept.moment.session_ms <= max(reached_ms, world_ms) + MOST_AHEAD_MS:
            reached_ms = max(reached_ms, kept.moment.session_ms)
    return reached_ms


def _between_ms(earlier_at: datetime, later_at: datetime) -> int:
    return int((later_at - earlier_at).total_seconds() * 1000)
