"""Where the eyes pointed, how long at a stretch, and for how long in all.

Samples come at one pace, as small numbers: what an eye does in a fifth of a second is one of four things, or not known.
Time that is not known is counted as not known, never as looking and never as looking away.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

OWN, OTHER, AWAY, CLOSED, NOT_KNOWN = 0, 1, 2, 3, -1
LETTERS: Final = {"o": OWN, "t": OTHER, "a": AWAY, "c": CLOSED, "?": NOT_KNOWN}
Samples = NDArray[np.int8]
MOST: Final = 0.5  # of a second's samples must agree before the second is said to be anything


class Bout(NamedTuple):
    """A stretch in which the eyes did one thing."""

    from_ms: int
    to_ms: int
    what: int


def read(letters: str) -> Samples:
    """Give the samples written as letters: o own eyes, t the other's (thine), a away, c closed, ? not known."""
    return np.array([LETTERS[letter] for letter in letters], np.int8)


def most_of(samples: Samples) -> int:
    """Say what a second was, when at least half of its samples say so; else it is not known."""
    known = samples[samples != NOT_KNOWN]
    if not known.size:
        return NOT_KNOWN
    counts = np.bincount(known, minlength=4)
    most = int(counts.argmax())
    return most if counts[most] >= MOST * samples.size else NOT_KNOWN


def bouts(samples: Samples, step_ms: int, from_ms: int = 0) -> tuple[Bout, ...]:
    """Give the stretches of one thing in order, those not known among them; together they cover all the time."""
    if not samples.size:
        return ()
    edges = np.flatnonzero(np.diff(samples)) + 1
    starts, ends = np.r_[0, edges], np.r_[edges, samples.size]
    return tuple(
        Bout(from_ms + int(start) * step_ms, from_ms + int(end) * step_ms, int(samples[start]))
        for start, end in zip(starts, ends, strict=True)
    )


def looked_ms(samples: Samples, step_ms: int, what: int = OWN) -> int:
    """Give the dose: for how long the eyes surely pointed there."""
    return int((samples == what).sum()) * step_ms


def judged_ms(samples: Samples, step_ms: int) -> int:
    """Say for how long it was known at all where the eyes pointed."""
    return int((samples != NOT_KNOWN).sum()) * step_ms
