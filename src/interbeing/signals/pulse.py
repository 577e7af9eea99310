"""The mean heart rate from the colour of the skin, said only where it stands out clearly; never its variability.

POS (Wang, den Brinker, Stuijk, de Haan 2017, IEEE TBME 64:1479): in sliding stretches of 1.6 s the colours are divided
by their mean and projected on the plane orthogonal to the skin tone: S = (G - B) + a (G + B - 2 R), where a is the
ratio of the spreads of the two.
Clarity is the signal-to-noise ratio of de Haan and Jeanne 2013: power near the rate and its double against the rest.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

RATE_HZ: Final = 20.0  # samples are brought to this even pace
STRETCH_S: Final = 1.6
SPAN_S: Final = 20.0
SHORTEST_S: Final = 12.0
FEWEST_HZ: Final = 6.0  # a heart at 108 a minute needs 3.6 at the very least
LONGEST_HOLE_S: Final = 0.6
LOWEST_HZ, HIGHEST_HZ = 0.7, 3.0
NOISE_TO_HZ: Final = 4.0
NEAR_HZ: Final = 0.1
CLEAR_DB: Final = 4.0  # what docs/evidence/signals.md shows to keep clips without a pulse silent
POINTS: Final = 4096
STEADY: Final = 3
AGREE_BPM: Final = 3.0
Floats = NDArray[np.float64]


class Pulse(NamedTuple):
    """A mean rate and how clearly it stands out; `rate_bpm` is None when it does not."""

    rate_bpm: float | None
    clear_db: float | None


NOT_KNOWN: Final = Pulse(None, None)


def steady(readings: Sequence[Pulse]) -> float | None:
    """Give the newest rate when the last `STEADY` readings, a second apart, agree on it; else it is not known."""
    rates = [reading.rate_bpm for reading in readings[-STEADY:]]
    known = [rate for rate in rates if rate is not None]
    is_steady = len(known) == STEADY and max(known) - min(known) <= AGREE_BPM
    return known[-1] if is_steady else None


def pulse(times_ms: Floats, colours: Floats) -> Pulse:
    """Read the pulse from the last `SPAN_S` of mean skin colours (shape: samples × red, green, blue; 0 to 255).

    Nothing is read across a hole: what was seen since the last one counts, as soon as that is long enough.
    """
    last = _unbroken(times_ms)
    times_s, seen = times_ms[last] / 1000, colours[last]
    if not _is_enough(times_s) or not (seen.min() > 0):
        return NOT_KNOWN
    even = np.arange(times_s[0], times_s[-1], 1 / RATE_HZ)
    wave = pos(np.column_stack([np.interp(even, times_s, seen[:, channel]) for channel in range(3)]))
    rate_hz, clear_db = peak(wave)
    return Pulse(60 * rate_hz if clear_db >= CLEAR_DB else None, clear_db)


def pos(colours: Floats) -> Floats:
    """Give the pulse wave from evenly spaced colours."""
    length = round(STRETCH_S * RATE_HZ)
    stretches = np.lib.stride_tricks.sliding_window_view(colours, length, axis=0)  # starts × colours × length
    red, green, blue = np.moveaxis(stretches / stretches.mean(axis=2, keepdims=True), 1, 0)
    first, second = green - blue, green + blue - 2 * red
    spread = second.std(axis=1, keepdims=True)
    weight = np.divide(first.std(axis=1, keepdims=True), spread, out=np.zeros_like(spread), where=spread > 0)
    parts = first + weight * second
    parts -= parts.mean(axis=1, keepdims=True)
    wave = np.zeros(len(colours))
    for place in range(length):  # overlap and add
        wave[place : place + len(parts)] += parts[:, place]
    return wave


def peak(wave: Floats) -> tuple[float, float]:
    """Give where the wave is strongest between 42 and 180 a minute, and how clearly, in decibels."""
    spectrum = np.abs(np.fft.rfft((wave - wave.mean()) * np.hanning(len(wave)), POINTS)) ** 2
    pitch = np.fft.rfftfreq(POINTS, 1 / RATE_HZ)
    inside = (pitch >= LOWEST_HZ) & (pitch <= HIGHEST_HZ)
    rate_hz = float(pitch[inside][spectrum[inside].argmax()])
    near = (np.abs(pitch - rate_hz) <= NEAR_HZ) | (np.abs(pitch - 2 * rate_hz) <= NEAR_HZ)
    heard = (pitch >= LOWEST_HZ) & (pitch <= NOISE_TO_HZ)
    signal, noise = spectrum[heard & near].sum(), spectrum[heard & ~near].sum()
    return rate_hz, float(10 * np.log10(signal / noise)) if signal > 0 and noise > 0 else -np.inf


def _unbroken(times_ms: Floats) -> slice:
    """Give which samples came in the last `SPAN_S`, and since the last hole."""
    if times_ms.size == 0:
        return slice(0, 0)
    first = int(np.searchsorted(times_ms, times_ms[-1] - SPAN_S * 1000))
    holes = np.flatnonzero(np.diff(times_ms) > LONGEST_HOLE_S * 1000)
    return slice(max(first, int(holes[-1]) + 1 if holes.size else 0), None)


def _is_enough(times_s: Floats) -> bool:
    """Say whether the samples are long and dense enough to be read."""
    if times_s.size < 2 or np.any(np.diff(times_s) <= 0):
        return False
    span_s = times_s[-1] - times_s[0]
    return bool(span_s >= SHORTEST_S and (times_s.size - 1) / span_s >= FEWEST_HZ)
