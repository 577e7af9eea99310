"""How arousal drifts, meets an edge, is reported, and opens or closes the window in which something can be learned.

Arousal is held as Normal(mean, variance); each step gives a new mean and variance and comes with its pull, the same
step read backwards for the gradient (docs/model.md §2, equations 1, 2, 6, 7; §4).
"""

# ruff: noqa: PLR0913, PLR0917 (plain numbers, as the kernels take them)

from typing import Final, NamedTuple

import numpy as np

from interbeing.model.compile import kernel
from interbeing.model.normal import DENSITY_AT_ZERO, below, edge
from interbeing.model.parameters import GATE_SD, HIGHEST_REPORT, LOWER_EDGE

ROUNDING_VARIANCE: Final = 1.0 / 12.0
"""Variance of a uniform rounding error of width 1 (Sheppard's correction)."""
LOWEST_CUT: Final = 0.5
HIGHEST_CUT: Final = HIGHEST_REPORT - 0.5


class Weighed(NamedTuple):
    """Probability of what was seen as factor x exp(nats), and arousal after it.

    Factors are multiplied along the moments and their logarithm is taken rarely (likelihood.py): it costs as much as
    everything else in a step.
    """

    factor: float
    nats: float
    mean: float
    variance: float


class Pull(NamedTuple):
    """Derivatives by the mean, the variance, the edge, the noise variance."""

    mean: float
    variance: float
    edge: float
    noise: float


class Gate(NamedTuple):
    """How far the person is inside the window (0 outside, 1 well inside), and what its derivatives need.

    The curve's height at the two edges, and one over the spread of arousal and gate together.
    """

    opened: float
    at_low: float
    at_high: float
    per_spread: float


class GatePull(NamedTuple):
    """Derivatives of the expected gate by the mean, the variance, the upper edge."""

    mean: float
    variance: float
    upper: float


@kernel
def beyond(mean: float, variance: float, cut: float, side: float, noise: float) -> Weighed:
    """Weigh Normal(mean, variance) by P(side x (a + noise - cut) > 0), matching mean and variance exactly.

    side is +1 for "above the cut" and -1 for "below"; noise is a variance. Probit moment match: equation 2
    (avoidance, noise 1) and the two ends of the report scale in equation 6. Source: Rasmussen and Williams,
    Gaussian Processes for Machine Learning, 2006, section 3.9.
    """
    back = 1.0 / np.sqrt(variance + noise)
    h = side * (mean - cut) * back
    seen = edge(h)
    gain = variance * back
    bend = seen.pull * (seen.pull + h)
    return Weighed(seen.factor, seen.nats, mean + side * gain * seen.pull, variance - gain * gain * bend)


@kernel
def beyond_pulled(
    mean: float,
    variance: float,
    cut: float,
    side: float,
    noise: float,
    by_log: float,
    by_mean: float,
    by_variance: float,
) -> Pull:
    """Carry derivatives by the results of `beyond` back to its inputs."""
    back = 1.0 / np.sqrt(variance + noise)
    h = side * (mean - cut) * back
    pull = edge(h).pull
    bend = pull * (pull + h)
    ratio = variance * back * back
    by_h = by_log * pull - by_mean * side * variance * back * bend
    by_h -= by_variance * variance * ratio * (pull - bend * (2.0 * pull + h))
    by_total = -0.5 * (by_mean * side * ratio * pull * back + by_h * h * back * back)
    by_total += by_variance * ratio * ratio * bend
    along = by_h * side * back
    into_variance = by_mean * side * pull * back + by_variance * (1.0 - 2.0 * ratio * bend) + by_total
    return Pull(by_mean + along, into_variance, -along, by_total)


@kernel
def reported(mean: float, variance: float, report: int, noise: float) -> Weighed:
    """Weigh arousal by one report 0..10, equation 6: y = round(a + Normal(0, noise)), clipped.

    Inside the scale Normal(y; mean, variance + noise + 1/12); at 0 and 10 the probit tail.
    """
    if report <= 0:
        return beyond(mean, variance, LOWEST_CUT, -1.0, noise)
    if report >= HIGHEST_REPORT:
        return beyond(mean, variance, HIGHEST_CUT, 1.0, noise)
    precision = 1.0 / (variance + noise + ROUNDING_VARIANCE)
    off = report - mean
    gain = variance * precision
    height = DENSITY_AT_ZERO * np.sqrt(precision)
    return Weighed(height, -0.5 * off * off * precision, mean + gain * off, variance * (1.0 - gain))


@kernel
def reported_pulled(
    mean: float, variance: float, report: int, noise: float, by_log: float, by_mean: float, by_variance: float
) -> Pull:
    """Carry derivatives by the results of `reported` back to its inputs; the edge is fixed here."""
    if report <= 0:
        return beyond_pulled(mean, variance, LOWEST_CUT, -1.0, noise, by_log, by_mean, by_variance)
    if report >= HIGHEST_REPORT:
        return beyond_pulled(mean, variance, HIGHEST_CUT, 1.0, noise, by_log, by_mean, by_variance)
    precision = 1.0 / (variance + noise + ROUNDING_VARIANCE)
    scaled = (report - mean) * precision
    gain = variance * precision
    by_total = by_log * 0.5 * (scaled * scaled - precision) - by_mean * gain * scaled + by_variance * gain * gain
    into_mean = by_log * scaled + by_mean * (1.0 - gain)
    into_variance = by_mean * scaled + by_variance * (1.0 - 2.0 * gain) + by_total
    return Pull(into_mean, into_variance, 0.0, by_total)


@kernel
def gate(mean: float, variance: float, upper: float) -> Gate:
    """Give the expected gate, equation 7, over Normal(mean, variance): two normal areas with variance + 1/4."""
    back = 1.0 / np.sqrt(GATE_SD * GATE_SD + variance)
    high = below((upper - mean) * back)
    low = below((LOWER_EDGE - mean) * back)
    return Gate(high.area - low.area, low.height * back, high.height * back, back)


@kernel
def gate_pulled(mean: float, upper: float, found: Gate) -> GatePull:
    """Give the derivatives of the expected gate that `gate` found."""
    bent = found.at_high * (upper - mean) - found.at_low * (LOWER_EDGE - mean)
    by_variance = -0.5 * bent * found.per_spread * found.per_spread
    return GatePull(found.at_low - found.at_high, by_variance, found.at_high)
