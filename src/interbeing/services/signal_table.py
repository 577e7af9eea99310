"""What instruments measured in one session, put together for the review: each figure with how much of it was known."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, NamedTuple

from interbeing.domain.moment import Moment
from interbeing.domain.signal import BeltValues, Eyes, EyesValues, Measured, PulseValues, Signal, Values

MS_PER_S: Final = 1_000
JOINED_WITHIN_MS: Final = 500  # two stretches that lie so near were measured without a break


class Second(NamedTuple):
    """One second of measured eyes: when it was, where they looked, and how far the head moved."""

    at_ms: int
    eyes: Eyes | None
    moved: float | None


@dataclass(frozen=True, slots=True)
class SignalFigures:
    """One signal: seconds that were measured, those in which it was known, and what they say.

    `lengths_ms` are looked at own eyes, the longest of them unbroken, the other's, away, closed, the longest stillness;
    `looks` counts the stretches in which own eyes were looked at;
    `middle`, `lowest`, `highest` are of the rate a minute, None without one; `at_first` is its baseline, that of
    the first known minute. `erased` counts stretches that went.
    """

    signal: Signal
    stretches: int
    erased: int
    seconds: int
    known: int
    lengths_ms: tuple[int, ...] = ()
    looks: int = 0
    middle: float | None = None
    lowest: float | None = None
    highest: float | None = None
    at_first: float | None = None
    rmssd_ms: float | None = None


def signal_table(log: Iterable[Moment]) -> tuple[SignalFigures, ...]:
    """Give the figures of each signal that was measured at all, in the order of `Signal`."""
    marks = sorted((one.mark for one in log if isinstance(one.mark, Measured)), key=lambda mark: mark.from_ms)
    by_signal = ([mark for mark in marks if mark.signal is signal] for signal in Signal)
    return tuple(_figures(mine) for mine in by_signal if mine)


def _figures(marks: Sequence[Measured]) -> SignalFigures:
    signal, kept = marks[0].signal, [mark for mark in marks if mark.values is not None]
    counts = (signal, len(kept), len(marks) - len(kept))
    if signal is Signal.EYES:
        seconds = [second for mark in kept for second in _seconds(mark)]
        known = sum(one.eyes is not None for one in seconds)
        return SignalFigures(*counts, len(seconds), known, lengths_ms=_lengths(seconds), looks=_looks(seconds))
    rates = [rate for mark in kept for rate in _rates(mark.values)]
    known_rates = [rate for rate in rates if rate is not None]
    return SignalFigures(
        *counts,
        len(rates),
        len(known_rates),
        middle=median(known_rates) if known_rates else None,
        lowest=min(known_rates, default=None),
        highest=max(known_rates, default=None),
        at_first=_at_first(rates),
        rmssd_ms=_rmssd_ms(kept),
    )


def _lengths(seconds: Sequence[Second]) -> tuple[int, ...]:
    own, other, away, closed = (sum(one.eyes is eyes for one in seconds) * MS_PER_S for eyes in Eyes)
    longest_look = _longest_ms(seconds, lambda one: one.eyes is Eyes.OWN)
    return own, longest_look, other, away, closed, _longest_ms(seconds, _is_still)


def _looks(seconds: Sequence[Second]) -> int:
    """Count the looks at own eyes; a break in the measuring ends a look."""
    import numpy as np  # only now, like what reads arrays below

    from interbeing.signals import gaze

    samples: list[int] = []
    before_ms: int | None = None
    for one in seconds:
        if before_ms is not None and not _follows(before_ms, one.at_ms):
            samples.append(gaze.NOT_KNOWN)
        samples.append(gaze.OWN if one.eyes is Eyes.OWN else gaze.NOT_KNOWN)
        before_ms = one.at_ms
    return sum(bout.what == gaze.OWN for bout in gaze.bouts(np.array(samples, np.int8), MS_PER_S))


def _follows(before_ms: int, at_ms: int) -> bool:
    return at_ms - before_ms <= MS_PER_S + JOINED_WITHIN_MS


def _longest_ms(seconds: Sequence[Second], holds: Callable[[Second], bool]) -> int:
    longest = running = 0
    before_ms: int | None = None
    for one in seconds:
        follows = before_ms is not None and _follows(before_ms, one.at_ms)
        running = (running if follows else 0) + MS_PER_S if holds(one) else 0
        longest, before_ms = max(longest, running), one.at_ms
    return longest


def _is_still(second: Second) -> bool:
    from interbeing.signals.stillness import STILL_BELOW  # only now: it brings the numbers' library

    return second.moved is not None and second.moved < STILL_BELOW


def _seconds(mark: Measured) -> list[Second]:
    values = mark.values
    if not isinstance(values, EyesValues):
        return []
    looked = zip(values.eyes, values.moved, strict=True)
    return [Second(mark.from_ms + MS_PER_S * at, eyes, moved) for at, (eyes, moved) in enumerate(looked)]


def _rates(values: Values | None) -> tuple[float | None, ...]:
    return values.rate_bpm if isinstance(values, PulseValues | BeltValues) else ()


def _at_first(rates: Sequence[float | None]) -> float | None:
    from interbeing.signals.quality import baseline  # only now: it brings the numbers' library

    return baseline(rates)


def _rmssd_ms(kept: Sequence[Measured]) -> float | None:
    told = [one for mark in kept if isinstance(mark.values, BeltValues) for one in mark.values.rmssd_ms]
    known = [one for one in told if one is not None]
    return median(known) if known else None
