"""The mean heart rate and its beat-to-beat variability from a belt, over the last minute of believed beats.

RMSSD is the root of the mean squared difference between neighbours. Only two believed intervals that truly follow each
other are neighbours: neither an artefact nor a gap is ever bridged.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from interbeing.signals.heartbeat import believed

SPAN_MS: Final = 60_000.0
FEWEST_BEATS: Final = 5
FEWEST_PAIRS: Final = 30  # fewer say too little about variability; ours
MS_PER_MIN: Final = 60_000


@dataclass(frozen=True, slots=True)
class Beats:
    """The intervals of the last minute, oldest first, and for each whether the one before it truly came before."""

    rr_ms: tuple[float, ...] = ()
    follows: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Variability:
    """What the last minute says; None where there are too few beats."""

    rate_bpm: float | None
    rmssd_ms: float | None


def add(beats: Beats, rr_ms: tuple[float, ...], *, after_gap: bool = False) -> Beats:
    """Take in the next intervals; after a gap the first of them follows nothing."""
    follows = (*beats.follows, *(not after_gap or place > 0 for place in range(len(rr_ms))))
    whole = (*beats.rr_ms, *rr_ms)
    keep = int(np.searchsorted(np.cumsum(whole[::-1]), SPAN_MS, side="right"))
    return replace(beats, rr_ms=whole[len(whole) - keep :], follows=follows[len(whole) - keep :])


def variability(beats: Beats) -> Variability:
    """Say the mean rate and the RMSSD of the believed intervals."""
    rr_ms, follows = np.array(beats.rr_ms, np.float64), np.array(beats.follows, bool)
    good = believed(rr_ms)
    rate = MS_PER_MIN / rr_ms[good].mean() if good.sum() >= FEWEST_BEATS else None
    pairs = good[1:] & good[:-1] & follows[1:]
    steps = np.diff(rr_ms)[pairs]
    rmssd = float(np.sqrt(np.mean(steps**2))) if steps.size >= FEWEST_PAIRS else None
    return Variability(None if rate is None else float(rate), rmssd)
