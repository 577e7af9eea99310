"""Compares what was foretold with what came: how often it was right, and whether 0.3 came true three times in ten.

Shares carry Wilson's 90 % interval (Wilson, JASA 1927); the reliability curve follows Murphy and Winkler, Applied
Statistics 1977. Nothing is said of fewer than `LEAST_SHOWN` showings, nor of a stretch of the curve with fewer than
`LEAST_IN_BIN`.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist, fmean
from typing import Final, NamedTuple

from interbeing.domain.reading import Estimate

LEAST_SHOWN: Final = 20
LEAST_IN_BIN: Final = 5
BINS: Final = 5
LIKELY: Final = 0.5
"""A chance from here on foretells that the window will be left."""
OF_90: Final = NormalDist().inv_cdf(0.95)


class Outcome(NamedTuple):
    """The chance (0 to 1) that was foretold, and whether it came."""

    chance: float
    came: bool


class Share(NamedTuple):
    """How many times of how many, as a share (0 to 1) with its interval."""

    times: int
    of: int
    share: Estimate


class Bin(NamedTuple):
    """The showings whose chance lay between two values: their mean chance, and the share that came; None: too few."""

    low: float
    high: float
    shown: int
    foretold: float | None
    came: Share | None


class Reliability(NamedTuple):
    """How far figures came true. `right` and `commoner` are None while too few were shown.

    `right` counts the showings on whose likelier side it came; `commoner` what saying always the commoner outcome would
    have got right: a figure that is no better than this has foretold nothing.
    """

    shown: int
    right: Share | None
    commoner: Share | None
    bins: tuple[Bin, ...]

    @property
    def is_known(self) -> bool:
        """Whether enough was shown to say anything."""
        return self.right is not None


def reliability(outcomes: Sequence[Outcome]) -> Reliability:
    """Compare foretold chances with what came."""
    bins = tuple(_bin(outcomes, place / BINS, (place + 1) / BINS) for place in range(BINS))
    if len(outcomes) < LEAST_SHOWN:
        return Reliability(len(outcomes), None, None, bins)
    right = sum((one.chance >= LIKELY) is one.came for one in outcomes)
    came = sum(one.came for one in outcomes)
    commoner = max(came, len(outcomes) - came)
    return Reliability(len(outcomes), share_of(right, len(outcomes)), share_of(commoner, len(outcomes)), bins)


def share_of(times: int, of: int) -> Share:
    """Give a share with Wilson's interval."""
    centre = (times + OF_90**2 / 2) / (of + OF_90**2)
    half = OF_90 / (of + OF_90**2) * sqrt(times * (of - times) / of + OF_90**2 / 4)
    return Share(times, of, Estimate(times / of, max(0.0, centre - half), min(1.0, centre + half)))


def _bin(outcomes: Sequence[Outcome], low: float, high: float) -> Bin:
    within = [one for one in outcomes if low <= one.chance < high or (one.chance == high == 1.0)]
    if len(within) < LEAST_IN_BIN:
        return Bin(low, high, len(within), None, None)
    came = share_of(sum(one.came for one in within), len(within))
    return Bin(low, high, len(within), fmean(one.chance for one in within), came)
