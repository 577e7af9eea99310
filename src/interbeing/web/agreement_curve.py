"""Where the points of an agreement curve lie on its small drawing."""

from collections.abc import Sequence
from math import isnan, log
from typing import TYPE_CHECKING, Final, NamedTuple

from interbeing.web.chart_scale import Scale, path_of

if TYPE_CHECKING:
    from interbeing.model.tolerance_curve import Point

WIDTH: Final = 300
HEIGHT: Final = 140
LEFT, RIGHT, TOP, BOTTOM = 34, 22, 8, 24
LOWEST: Final = -0.2  # agreement below chance is drawn so far; below that it stands at the edge
TICKS: Final = (0.0, 0.5, 1.0)
SCALE: Final = Scale(LOWEST, 1, floor=HEIGHT - BOTTOM, ceiling=TOP)
MS_PER_S: Final = 1000


class Dot(NamedTuple):
    """One tolerance on the paper: its place, the agreement there and its interval; None: not known."""

    tolerance_s: float
    x: float
    y: float | None
    low: float | None
    high: float | None


class Curve(NamedTuple):
    """A drawing in a box of `width` by `height`: its dots, the line through them, and lines at agreement 0, ½ and 1."""

    width: int
    height: int
    left: int
    right: int
    dots: tuple[Dot, ...]
    line: str
    ticks: tuple[tuple[float, float], ...]


def drawn_curve(points: "Sequence[Point]") -> Curve:
    """Place the points; tolerances grow by their ratio, so that the short ones are not crowded."""
    first, last = log(points[0].tolerance_ms), log(points[-1].tolerance_ms)
    across = WIDTH - LEFT - RIGHT
    dots = tuple(
        Dot(
            tolerance_s=point.tolerance_ms / MS_PER_S,
            x=round(LEFT + across * (log(point.tolerance_ms) - first) / (last - first), 1),
            y=_height(point.kappa),
            low=_height(point.low),
            high=_height(point.high),
        )
        for point in points
    )
    known = [(dot.x, dot.y) for dot in dots if dot.y is not None]
    ticks = tuple((value, SCALE.at(value)) for value in TICKS)
    return Curve(WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, dots, path_of(known), ticks)


def _height(value: float) -> float | None:
    return None if isnan(value) else SCALE.at(value)
