"""The normal curve, to full precision and cheaply, for every place where arousal meets an edge.

Hart's rational approximation (Computer Approximations, 1968, no. 5666, as given by G. West, Better approximations
to cumulative normal functions, 2005) and a continued fraction in the far tail, where
relative precision matters to the moment match; one exponential serves both the
curve and its area.
"""

from typing import Final, NamedTuple

import numpy as np

from interbeing.model.compile import kernel

DENSITY_AT_ZERO: Final = 0.3989422804014327
TAIL_FROM: Final = 4.0
TAIL_STEPS: Final = 40


class Below(NamedTuple):
    """The area below x, and the height of the curve at x."""

    area: float
    height: float


class Edge(NamedTuple):
    """log of the area below h, and height divided by area (the inverse Mills ratio)."""

    log_area: float
    pull: float


@kernel
def lower_area_without_exponential(x: float) -> float:
    """Give the area below -|x| divided by exp(-x^2/2)."""
    a = abs(x)
    if a >= TAIL_FROM:
        under = a
        for step in range(TAIL_STEPS, 0, -1):
            under = a + step / under
        return DENSITY_AT_ZERO / under
    top = 3.52624965998911e-02 * a + 0.700383064443688
    top = ((top * a + 6.37396220353165) * a + 33.912866078383) * a + 112.079291497871
    top = (top * a + 221.213596169931) * a + 220.206867912376
    under = 8.83883476483184e-02 * a + 1.75566716318264
    under = ((under * a + 16.064177579207) * a + 86.7807322029461) * a + 296.564248779674
    under = ((under * a + 637.333633378831) * a + 793.826512519948) * a + 440.413735824752
    return top / under


@kernel
def below(x: float) -> Below:
    """Give the area below x and the height of the curve at x, Normal(0, 1)."""
    exponential = np.exp(-0.5 * x * x)
    area = exponential * lower_area_without_exponential(x)
    if x > 0.0:
        area = 1.0 - area
    return Below(area, DENSITY_AT_ZERO * exponential)


@kernel
def edge(h: float) -> Edge:
    """Give log of the area below h and height/area, without loss for any h."""
    ratio = lower_area_without_exponential(h)
    if h < 0.0:
        return Edge(np.log(ratio) - 0.5 * h * h, DENSITY_AT_ZERO / ratio)
    exponential = np.exp(-0.5 * h * h)
    area = 1.0 - exponential * ratio
    return Edge(np.log(area), DENSITY_AT_ZERO * exponential / area)
