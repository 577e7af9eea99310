"""The normal curve, to full precision and cheaply, for every place where arousal meets an edge.

The area below -a, divided by exp(-a^2/2), is smooth and falls like 1/a: one quotient of two polynomials gives it for
every a >= 0 with a relative error under 2e-15, so that there is no tail apart, and one exponential serves both the
curve and its area. The coefficients are a least-squares fit of the relative error at 160 places between 0 and
infinity, worked out in 90 digits (Loeb's iteration: each round is weighted by the last round's denominator).
"""

from math import factorial
from typing import Final, NamedTuple

import numpy as np

from interbeing.model.compile import kernel

DENSITY_AT_ZERO: Final = 0.3989422804014327
LOWEST_EXPONENT: Final = -708.0
"""exp of less than this is no normal number; exp of this, 3e-308, stands for it."""
PER_LN_2: Final = 1.4426950408889634
LN_2_UPPER, LN_2_LOWER = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""ln 2 in two parts, so that a whole number of them is taken off without loss (Cody and Waite, 1980)."""
ROUNDING: Final = 6755399441055744.0
"""1.5 x 2^52: added and taken off again, it leaves a number rounded to a whole one."""
EXPONENT_BIAS, MANTISSA_BITS = 1023, 52
SERIES: Final = tuple(1.0 / factorial(n) for n in range(13))
SQUARE_ROOT_OF_HALF_BITS: Final = 0x3FE6A09E667F3BCD
LOG_SERIES: Final = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)
"""Of log((1 + s)/(1 - s)) - 2s over s^3, in powers of s^2 (FreeBSD's e_log.c, Sun Microsystems 1993)."""


class Below(NamedTuple):
    """The area below x, and the height of the curve at x."""

    area: float
    height: float


class Edge(NamedTuple):
    """The area below h as factor x exp(nats), and height divided by area (the inverse Mills ratio)."""

    factor: float
    nats: float
    pull: float


@kernel
def exponential(x: float) -> float:
    """Give exp(x) for x <= 700 within 5e-16 of itself: what the system's own gives, but translated in place.

    A power of two times a series in what remains, |r| <= ln(2)/2; without a call or a branch, so that several are
    worked out at once.
    """
    shifted = max(x, LOWEST_EXPONENT) * PER_LN_2 + ROUNDING
    whole = shifted - ROUNDING
    r = (max(x, LOWEST_EXPONENT) - whole * LN_2_UPPER) - whole * LN_2_LOWER
    c, square = SERIES, r * r
    fourth = square * square
    low = (1.0 + r) + square * (c[2] + c[3] * r)
    middle = (c[4] + c[5] * r) + square * (c[6] + c[7] * r)
    high = (c[8] + c[9] * r) + square * (c[10] + c[11] * r) + fourth * c[12]
    power = np.int64((np.int64(whole) + EXPONENT_BIAS) << MANTISSA_BITS)
    return float((low + fourth * middle + fourth * fourth * high) * power.view(np.float64))


@kernel
def logarithm(x: float) -> float:
    """Give the natural logarithm of a normal number x > 0 within 4e-16 of itself, or of 1 where that is greater.

    A whole number of ln 2 and the series of what remains, between the roots of 1/2 and 2; without a call or a branch.
    """
    above = np.float64(x).view(np.int64) - SQUARE_ROOT_OF_HALF_BITS
    whole = above >> MANTISSA_BITS
    rest = np.int64(np.float64(x).view(np.int64) - (whole << MANTISSA_BITS)).view(np.float64) - 1.0
    s, c = rest / (2.0 + rest), LOG_SERIES
    z = s * s
    fourth = z * z
    series = z * (c[0] + fourth * (c[2] + fourth * (c[4] + fourth * c[6])))
    series += fourth * (c[1] + fourth * (c[3] + fourth * c[5]))
    half = 0.5 * rest * rest
    return float(whole * LN_2_UPPER - ((half - (s * (half + series) + whole * LN_2_LOWER)) - rest))


@kernel
def lower_area_without_exponential(x: float) -> float:
    """Give the area below -|x| divided by exp(-x^2/2); even and odd powers apart, so that none waits for the other."""
    a = abs(x)
    s = a * a
    top = ((4.992722473852452e-05 * s + 0.005010916383898141) * s + 0.11139970020813429) * s + 0.6354126147984249
    odd = ((1.9680278921528433e-06 * s + 0.0006265413841287076) * s + 0.027880743584639926) * s + 0.31936294950720967
    top = (top * s + 0.4999999999999998) + a * (odd * s + 0.802909443841926)
    under = ((4.933114359732768e-06 * s + 0.0015754394630450518) * s + 0.07144730033153185) * s + 0.8673192185066526
    odd = ((0.00012514899320343744 * s + 0.012685653682597461) * s + 0.2915478438019995) * s + 1.8481103870019862
    under = ((under * s + 2.688703099895178) * s + 1.0) + a * (odd * s + 2.403703448486643)
    return top / under


@kernel
def below(x: float) -> Below:
    """Give the area below x and the height of the curve at x, Normal(0, 1)."""
    curve = exponential(-0.5 * x * x)
    area = curve * lower_area_without_exponential(x)
    return Below(1.0 - area if x > 0.0 else area, DENSITY_AT_ZERO * curve)


@kernel
def edge(h: float) -> Edge:
    """Give the area below h and height/area, without loss for any h; nothing branches, no logarithm is taken."""
    ratio = lower_area_without_exponential(h)
    curve = exponential(-0.5 * h * h)
    is_below = h < 0.0
    area = ratio if is_below else 1.0 - curve * ratio
    height = 1.0 if is_below else curve
    return Edge(area, -0.5 * h * h if is_below else 0.0, DENSITY_AT_ZERO * height / area)
