"""Agreement as the tolerance grows, each point with its interval: how far apart may two marks lie and still be one?

The interval comes from resampling whole minutes of the session with replacement (percentiles 2.5 and 97.5): marks of a
minute hang together, single marks do not stand alone.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from interbeing.model.agreement import kappa_with_unlinked
from interbeing.model.alignment import ALONE, Links, Whole, linked

Numbers = NDArray[np.float64]
MINUTE_MS = 60_000
RESAMPLES = 1_000
FEWEST_MINUTES = 3  # with fewer minutes that hold a mark there is no interval


class Coded(NamedTuple):
    """One coder's marks of one kind: sorted times and, for each, the number of what was marked."""

    at_ms: Whole
    what: Whole


class Point(NamedTuple):
    """Agreement at one tolerance with its interval; NaN: not defined. `links` says which marks were taken as one."""

    tolerance_ms: int
    kappa: float
    low: float
    high: float
    links: Links


def curve(
    first: Coded, second: Coded, categories: int, tolerances_ms: tuple[int, ...], rng: np.random.Generator
) -> list[Point]:
    """Give a point for each tolerance. `rng` draws the minutes, the same ones for every tolerance."""
    minutes = int(max([*first.at_ms[-1:], *second.at_ms[-1:]], default=0)) // MINUTE_MS + 1
    weights = rng.multinomial(minutes, np.full(minutes, 1 / minutes), RESAMPLES).astype(float)
    points = []
    for tolerance_ms in tolerances_ms:
        links = linked(first.at_ms, second.at_ms, tolerance_ms)
        by_minute = tables_by_minute(first, second, links, categories)
        found = float(kappa_with_unlinked(by_minute.sum(0)))
        points.append(Point(tolerance_ms, found, *_interval(by_minute, weights), links))
    return points


def tables_by_minute(first: Coded, second: Coded, links: Links, categories: int) -> Numbers:
    """Give a table for each minute, with one more row and column for marks that found no partner."""
    row = _or(first.what, links.first, categories)
    column = _or(second.what, links.second, categories)
    at_ms = np.where(links.first == ALONE, _or(second.at_ms, links.second, 0), _or(first.at_ms, links.first, 0))
    minute, size = at_ms // MINUTE_MS, categories + 1
    count = int(minute.max(initial=0)) + 1
    flat = (minute * size + row) * size + column
    return np.bincount(flat, minlength=count * size * size).reshape(count, size, size).astype(float)


def _or(values: Whole, places: Whole, instead: int) -> Whole:
    """Give the value at each place, `instead` where there is none."""
    found: Whole = np.r_[values, instead][places]  # ALONE is -1: the last
    return found


def _interval(by_minute: Numbers, weights: Numbers) -> tuple[float, float]:
    if (by_minute.sum((1, 2)) > 0).sum() < FEWEST_MINUTES:
        return float("nan"), float("nan")
    drawn = weights[:, : len(by_minute)] @ by_minute.reshape(len(by_minute), -1)
    found = kappa_with_unlinked(drawn.reshape(-1, *by_minute.shape[1:]))
    known = found[np.isfinite(found)]
    if len(known) < RESAMPLES / 2:
        return float("nan"), float("nan")
    low, high = np.percentile(known, (2.5, 97.5))
    return float(low), float(high)
