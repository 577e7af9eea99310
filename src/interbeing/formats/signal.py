"""A signal: numbers that were measured along the session clock, and what they are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interbeing.domain.spans import Spans

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Signal:
    """`values[i]` held from `times_ms[i]` on, which grow; NaN says *not known*.

    `name` is made of small letters, digits and `_`. `rate_hz` is 0 where values come when they come. `loinc` is a code
    that was confirmed, or empty. With `levels` a value is the place of a word among them, not an amount.
    """

    name: str
    meaning: str
    unit: str
    rate_hz: float
    times_ms: Numbers
    values: Numbers
    loinc: str = ""
    levels: tuple[str, ...] = ()

    @property
    def levels_said(self) -> str:
        """Say what each number stands for, such as "0 own, 1 other"."""
        return ", ".join(f"{number} {word}" for number, word in enumerate(self.levels))


def arousal_signal(arousals: Spans) -> Signal | None:
    """Give marked arousal as a signal: each level holds until the next; not known where nobody could mark it."""
    if not arousals:
        return None
    times: list[float] = []
    values: list[float] = []
    for span in arousals:
        if times and times[-1] == span.from_ms:  # the level before ended where this one begins
            times.pop(), values.pop()
        times += [span.from_ms, span.to_ms]
        values += [float(span.what), np.nan]
    return Signal("arousal", "arousal as marked, 0 (shut down) to 10 (overwhelmed)", "", 0, _row(times), _row(values))


def held(signal: Signal, rate_hz: float, end_ms: int) -> Numbers:
    """Give the signal `rate_hz` times a second from 0 to the end, each place with the value that held there.

    A value of a regular signal holds for one and a half of its steps; after that a hole is not known.
    """
    at_ms = np.arange(0, max(end_ms, 1), 1000 / rate_hz)
    place = np.searchsorted(signal.times_ms, at_ms, side="right") - 1
    found = np.where(place >= 0, signal.values[np.maximum(place, 0)], np.nan)
    longest_ms = 1500 / signal.rate_hz if signal.rate_hz else np.inf
    return np.where(at_ms - signal.times_ms[np.maximum(place, 0)] <= longest_ms, found, np.nan)


def _row(values: list[float]) -> Numbers:
    return np.asarray(values, dtype=np.float64)
