"""How one person's figures of one stretch of sessions lie to those of another, and how they go from session to session.

*Non-overlap of all pairs* (Parker and Vannest, Behavior Therapy 2009): the share of all pairs, one session of each
stretch, in which the later lies higher, ties counting half. Its interval is Newcombe's fifth (Statistics in Medicine
2006, part 2). *Tau-U* (Parker and colleagues, Behavior Therapy 2011) takes the first stretch's own trend out.
The *slope* is Sen's median of all pairwise slopes with its interval (JASA 1968). None of them knows that neighbouring
sessions resemble each other, so that each looks a little surer than it is. Why they are written here: ADR 0052.
"""

from collections.abc import Callable, Sequence
from itertools import combinations, product
from math import sqrt
from statistics import NormalDist, median
from typing import Final, NamedTuple

from interbeing.domain.rating import Share
from interbeing.domain.reading import Estimate

OF_90: Final = NormalDist().inv_cdf(0.95)
LEAST_EACH: Final = 3
"""Sessions in each stretch below which nothing is said of the two."""
LEAST_ALONG: Final = 5
"""Sessions below which no slope is said."""
HALVINGS: Final = 60
Value = tuple[int, float]  # the session's number, and its figure


class Overlap(NamedTuple):
    """The non-overlap (0 to 1; 0.5: alike) with its interval, Tau-U (-1 to 1), and the sessions of each stretch."""

    nap: Estimate
    tau_u: float
    first: int
    second: int


def overlap(first: Sequence[float], second: Sequence[float], z: float = OF_90) -> Overlap | None:
    """Compare two stretches, each in the order of sessions; None when either has too few."""
    if min(len(first), len(second)) < LEAST_EACH:
        return None
    pairs = len(first) * len(second)
    between = sum(_sign(later - earlier) for earlier, later in product(first, second))
    nap = (between / pairs + 1) / 2
    tau_u = (between - kendall_s(first)) / pairs
    return Overlap(Estimate(nap, *_newcombe(nap, len(first), len(second), z)), tau_u, len(first), len(second))


def kendall_s(values: Sequence[float]) -> int:
    """Give Kendall's S: pairs that rise along the row, less those that fall."""
    return sum(_sign(later - earlier) for earlier, later in combinations(values, 2))


def slope(values: Sequence[Value], z: float = OF_90) -> Estimate | None:
    """Give how much the figure moves from one session to the next; None while there are too few sessions."""
    if len(values) < LEAST_ALONG:
        return None
    slopes = sorted((y - before) / (x - at) for (at, before), (x, y) in combinations(values, 2) if x != at)
    width = z * sqrt(_variance_of_s([y for _x, y in values]))
    low, high = round((len(slopes) - width) / 2), round((len(slopes) + width) / 2)
    return Estimate(median(slopes), slopes[max(0, low - 1)], slopes[min(len(slopes) - 1, high)])


def difference(first: Share, second: Share) -> Estimate | None:
    """Give the second share less the first, with Newcombe's interval of two Wilson ones (Statistics in Medicine 1998).

    None while either is not known.
    """
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return None
    one, other = first.count / first.of, second.count / second.of
    below = sqrt((other - second.low) ** 2 + (first.high - one) ** 2)
    above = sqrt((second.high - other) ** 2 + (one - first.low) ** 2)
    return Estimate(other - one, other - one - below, other - one + above)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _variance_of_s(values: Sequence[float]) -> float:
    n = len(values)
    ties = [values.count(one) for one in set(values)]
    return (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18


def _newcombe(nap: float, first: int, second: int, z: float) -> tuple[float, float]:
    more = (first + second) / 2 - 1

    def beyond(at: float) -> bool:
        """Whether a true value `at` would lie too far from what was seen."""
        variance = at * (1 - at) * (1 + more * ((1 - at) / (2 - at) + at / (1 + at))) / (first * second)
        return (nap - at) ** 2 > z * z * variance

    return _edge(beyond, nap, 0.0), _edge(beyond, nap, 1.0)


def _edge(beyond: Callable[[float], bool], inside: float, outside: float) -> float:
    """Halve the way until the edge is found; an end of the scale that was seen itself is its own edge."""
    if inside == outside:
        return outside
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if beyond(middle) else (middle, outside)
    return outside
