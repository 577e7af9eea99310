"""Lays two codings of one session side by side: which mark of one answers which mark of the other.

After Holle & Rein 2015 (EasyDIAg, Behav. Res. Methods 47:837): marks of one kind are linked where they overlap enough,
those that overlap most first, each mark once; what finds no partner counts as disagreement. Our marks are points, so
the overlap becomes a tolerance: two points may be linked when they lie at most `tolerance_ms` apart, the nearest first.
(Two stretches of length L that begin d apart overlap by (L - d) / L; their 60 % is d = 0.4 L.)
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
ALONE = -1


class Links(NamedTuple):
    """`first[i]` and `second[i]` are places in the two codings, ALONE where a mark found no partner; by time."""

    first: Whole
    second: Whole


def near_pairs(first_ms: Whole, second_ms: Whole, widest_ms: int) -> tuple[Whole, Whole, Whole]:
    """Give every pair at most `widest_ms` apart: places, places, distance; the nearest first. Both times are sorted."""
    low = np.searchsorted(second_ms, first_ms - widest_ms, "left")
    high = np.searchsorted(second_ms, first_ms + widest_ms, "right")
    counts = high - low
    one = np.repeat(np.arange(len(first_ms)), counts)
    other = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(low, counts)
    apart = np.abs(first_ms[one] - second_ms[other])
    order = np.lexsort((other, one, apart))
    return one[order], other[order], apart[order]


def linked(first_ms: Whole, second_ms: Whole, tolerance_ms: int) -> Links:
    """Link two sorted rows of times, the nearest first, each mark at most once."""
    one, other, _apart = near_pairs(first_ms, second_ms, tolerance_ms)
    partner = np.full(len(first_ms), ALONE)
    taken = np.zeros(len(second_ms), bool)
    for i, j in zip(one.tolist(), other.tolist(), strict=True):
        if partner[i] == ALONE and not taken[j]:
            partner[i], taken[j] = j, True
    return _by_time(first_ms, second_ms, partner, np.flatnonzero(~taken))


def _by_time(first_ms: Whole, second_ms: Whole, partner: Whole, left: Whole) -> Links:
    first = np.r_[np.arange(len(first_ms)), np.full(len(left), ALONE)]
    second = np.r_[partner, left]
    order = np.argsort(np.r_[first_ms, second_ms[left]], kind="stable")
    return Links(first[order], second[order])
