"""Where the points, intervals and spans of a course's line lie on the page."""

from collections.abc import Iterator
from math import ceil
from typing import Final, NamedTuple

from interbeing.domain.arousal import HIGHEST_LEVEL
from interbeing.domain.over_time import Between, Figure, Line, Point
from interbeing.web.chart_scale import Scale, path_of

WIDTH: Final = 520
HEIGHT: Final = 180
LEFT: Final = 32
RIGHT: Final = 12
TOP: Final = 14
BOTTOM: Final = 52
TICKS: Final = 12  # at most so many session numbers along the line


class Dot(NamedTuple):
    """One session on the page; `low` and `high` are the heights of its interval's ends, None where none is known."""

    x: float
    y: float
    low: float | None
    high: float | None
    point: Point


class Stretch(NamedTuple):
    """A compared span along the line: the first or the second."""

    x: float
    width: float
    number: int


class Plot(NamedTuple):
    """A line as the page draws it."""

    width: int
    height: int
    left: int
    end: int
    scale: Scale
    dots: tuple[Dot, ...]
    path: str
    ticks: tuple[tuple[float, int], ...]
    stretches: tuple[Stretch, ...]


def plotted(line: Line, sessions: int, rungs: int, spans: tuple[Between, Between]) -> Plot:
    """Lay the line out by the numbers of the sessions; `rungs` is how many the ladder has."""
    scale = Scale(*_ends(line, rungs), floor=HEIGHT - BOTTOM, ceiling=TOP)
    dots = tuple(Dot(_x(one.number, sessions), scale.at(one.value), *_interval(one, scale), one) for one in line.points)
    return Plot(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        end=WIDTH - RIGHT,
        scale=scale,
        dots=dots,
        path=path_of([(dot.x, dot.y) for dot in dots]),
        ticks=tuple((_x(n, sessions), n) for n in _numbers(sessions)),
        stretches=tuple(_stretch(n, one, sessions) for n, one in enumerate(spans, 1) if one.first <= one.last),
    )


def _x(number: int, sessions: int) -> float:
    inner = WIDTH - LEFT - RIGHT
    return round(LEFT + inner * (number - 0.5) / max(1, sessions), 1)


def _ends(line: Line, rungs: int) -> tuple[float, float]:
    if line.figure.is_share:
        return 0, 1
    if line.figure is Figure.RUNG:
        return 1, max(2, rungs, *(ceil(one.value) for one in line.points))
    if line.figure is Figure.AROUSAL:
        return 0, HIGHEST_LEVEL
    return 0, max(1, *(ceil(one.value) for one in line.points), 0)


def _interval(point: Point, scale: Scale) -> tuple[float | None, float | None]:
    share = point.share
    if share is None or share.low is None or share.high is None:
        return None, None
    return scale.at(share.low), scale.at(share.high)


def _numbers(sessions: int) -> Iterator[int]:
    step = max(1, ceil(sessions / TICKS))
    return (n for n in range(1, sessions + 1) if (n - 1) % step == 0)


def _stretch(number: int, span: Between, sessions: int) -> Stretch:
    half = (WIDTH - LEFT - RIGHT) / max(1, sessions) / 2
    begin, end = _x(span.first, sessions) - half + 2, _x(span.last, sessions) + half - 2
    return Stretch(round(begin, 1), round(max(2.0, end - begin), 1), number)
